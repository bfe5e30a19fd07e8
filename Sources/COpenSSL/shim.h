// SPDX-License-Identifier: Apache-2.0
// OpenSSL, and the function-like macros of it that Swift cannot see.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static const int gateway_EVP_PKEY_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;

static const uint64_t gateway_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t gateway_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t gateway_SSL_OP_CIPHER_SERVER_PREFERENCE = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t gateway_SSL_OP_PRIORITIZE_CHACHA = SSL_OP_PRIORITIZE_CHACHA;

// A builder keeps the addresses of names and texts, and the C string of a Swift string lasts for one call only.
static inline int gateway_OSSL_PARAM_BLD_push_RSA(OSSL_PARAM_BLD *builder, const BIGNUM *n, const BIGNUM *e) {
    return OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
           OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e);
}

static inline int gateway_OSSL_PARAM_BLD_push_EC(OSSL_PARAM_BLD *builder, int curve, const void *point, size_t size) {
    return OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(curve), 0) &&
           OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, size);
}

static inline long gateway_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline int gateway_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *groups) {
    return (int)SSL_CTX_set1_groups_list(context, groups);
}

static inline void gateway_SSL_CTX_sess_set_cache_size(SSL_CTX *context, long sessions) {
    SSL_CTX_sess_set_cache_size(context, sessions);
}

// What we speak, as ALPN writes it (RFC 7301 §3.1): in the order in which we like it. Chosen is a piece of this text, so
// it has to last.
static const unsigned char gateway_protocols[] = "\x08http/1.1\x08http/1.0";

static inline int gateway_select_protocol(const unsigned char **chosen, unsigned char *length,
                                          const unsigned char *offered, unsigned int offered_length) {
    return SSL_select_next_proto((unsigned char **)chosen, length, gateway_protocols, sizeof gateway_protocols - 1, offered,
                                 offered_length) == OPENSSL_NPN_NEGOTIATED;
}

// An empty memory BIO keeps the room of the most that it ever held; this gives it back, unless it is small.
static inline void gateway_BIO_release(BIO *bio) {
    BUF_MEM *memory = NULL;
    BIO_get_mem_ptr(bio, &memory);
    if (memory == NULL || memory->length > 0 || memory->max <= 4096) return;
    BUF_MEM *fresh = BUF_MEM_new();
    if (fresh != NULL) BIO_set_mem_buf(bio, fresh, BIO_CLOSE);
}

static inline size_t gateway_BIO_capacity(BIO *bio) {
    BUF_MEM *memory = NULL;
    BIO_get_mem_ptr(bio, &memory);
    return memory == NULL ? 0 : memory->max;
}

static inline long gateway_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, (char *)name);
}

static inline long gateway_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline long gateway_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate);
}

static inline int gateway_SSL_CTX_chain_count(SSL_CTX *context) {
    STACK_OF(X509) *chain = NULL;
    SSL_CTX_get0_chain_certs(context, &chain);
    return chain == NULL ? 0 : sk_X509_num(chain);
}

static inline long gateway_BIO_set_mem_eof_return(BIO *bio, int value) {
    return BIO_set_mem_eof_return(bio, value);
}

static inline long gateway_BIO_get_mem_data(BIO *bio, char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}

static inline unsigned long gateway_ERR_GET_REASON(unsigned long code) {
    return (unsigned long)ERR_GET_REASON(code);
}

static inline EVP_PKEY *gateway_EVP_EC_gen(const char *curve) {
    return EVP_EC_gen(curve);
}
