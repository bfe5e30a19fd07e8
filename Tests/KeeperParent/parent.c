// SPDX-License-Identifier: Apache-2.0
// A process that has a keeper, and functions that leave processes behind, for a test to kill: it prints their process ids and
// waits. Compiled by Tests/LambdaTests/Keeper/ParentDeathTests.swift.
#include "CLinux.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char TEXT[] =
    "/bin/sh\0/\0sh\0-c\0"
    // One in its group, one in a session of its own, and one whose parent has ended.
    "sleep 1000000 >/dev/null 2>&1 & echo $!; setsid sleep 1000000 >/dev/null 2>&1 & echo $!; "
    "(setsid sh -c 'sleep 1000000 >/dev/null 2>&1 & echo $!') ; echo $$; wait\0PATH=/usr/bin:/bin";

int main(void) {
    int keeper;
    int control = clinux_keeper_start(&keeper);
    if (control < 0) return 1;
    printf("%d\n", keeper);
    fflush(stdout);
    clinux_program program = {.text = TEXT, .length = sizeof TEXT, .arguments = 3, .variables = 1};
    for (uint32_t id = 1; id <= 2; id++) {
        if (clinux_keeper_launch(control, id, &program, STDOUT_FILENO) != 0) return 2;
    }
    for (;;) {
        struct pollfd wait = {.fd = control, .events = POLLIN};
        poll(&wait, 1, -1);
        clinux_keeper_news news;
        if (clinux_keeper_read(control, &news) == 0) return 3;
    }
}
