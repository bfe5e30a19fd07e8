// SPDX-License-Identifier: Apache-2.0
// Lets ThreadSanitizer see the slow path of Swift's Mutex. Linked into the builds of scripts/sanitize.sh, and no others.
//
// An uncontended Mutex is taken and given back by atomics that are inlined into our code, which ThreadSanitizer sees. When
// two threads want it, the kernel hands it over (FUTEX_LOCK_PI, in libswiftSynchronization, which is not instrumented),
// and what the one wrote under the lock and the other reads looks like a race. So the two functions of that path are
// defined here, around Swift's own: giving back publishes at the lock's address, taking it sees what was published there.
//
// https://github.com/swiftlang/swift/blob/release/6.3/stdlib/public/Synchronization/Mutex/LinuxImpl.swift
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void lock_slow(uint32_t thread, SELF void *self) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *self) __asm__(UNLOCK_SLOW);

static void *swifts_own(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) {
        fprintf(stderr, "scripts/tsan-mutex.c: this Swift has no %s\n", name);
        abort();
    }
    return found;
}

SWIFT void lock_slow(uint32_t thread, SELF void *self) {
    static SWIFT void (*own)(uint32_t, SELF void *);
    if (!own) own = swifts_own(LOCK_SLOW);
    own(thread, self);
    __tsan_acquire(self);
}

SWIFT void unlock_slow(SELF void *self) {
    static SWIFT void (*own)(SELF void *);
    if (!own) own = swifts_own(UNLOCK_SLOW);
    __tsan_release(self);
    own(self);
}
