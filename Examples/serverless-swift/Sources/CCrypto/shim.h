// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

// A macro of other macros, which Swift does not import.
static const int selection_of_public_keys = EVP_PKEY_PUBLIC_KEY;

// OpenSSL keeps the pointer that it is given, so these must outlive the call.
static const char *const name_of_modulus = OSSL_PKEY_PARAM_RSA_N;
static const char *const name_of_exponent = OSSL_PKEY_PARAM_RSA_E;
