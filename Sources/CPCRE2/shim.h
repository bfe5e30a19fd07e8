// SPDX-License-Identifier: Apache-2.0
// PCRE2 for 8-bit code units; Swift sees its functions by their full names, such as pcre2_match_8.
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
