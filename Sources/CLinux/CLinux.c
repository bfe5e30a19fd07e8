// SPDX-License-Identifier: Apache-2.0
// The header says it all; the package manager wants one file to compile.
#include "CLinux.h"
