// SPDX-License-Identifier: Apache-2.0
// What the two sides of the keeper's socket share.
#pragma once

#include <stdint.h>

enum { KEEPER_LAUNCH = 1, KEEPER_KILL = 2 };

/// What we tell the keeper: one packet. A launch brings two descriptors, the program's text and its output.
struct keeper_order {
    uint32_t kind;
    uint32_t id;
    uint64_t length;
    uint32_t arguments;
    uint32_t variables;
};

enum {
    KEEPER_STARTED = 1,
    KEEPER_NO_PROCESS = 2,
    KEEPER_NO_DIRECTORY = 3,
    KEEPER_NOT_EXECUTED = 4,
    KEEPER_ENDED = 5,
};

/// The keeper's whole life. All signals are blocked when it is called.
_Noreturn void keeper_main(int control);
