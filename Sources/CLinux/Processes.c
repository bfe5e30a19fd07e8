// SPDX-License-Identifier: Apache-2.0
// Signals and limits, and children that get them as they were.
#define _GNU_SOURCE

#include "CLinux.h"
#include "Processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

const uint8_t CLINUX_FROM_TERMINAL = 0x80;
const int CLINUX_NOT_EXECUTED = -2;

// A pipe is what a signal handler may safely write to (signal-safety(7)).
static int interrupts[2] = {-1, -1};

// What was done with them before, and what was blocked: a child is to have it the same.
static struct sigaction interrupt_before;
static struct sigaction termination_before;
static sigset_t blocked_before;
static struct rlimit descriptors_before;
static int is_limit_raised;

static void note_interrupt(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    // The terminal's driver speaks as the kernel; kill(2) leaves SI_USER (sigaction(2)).
    unsigned char byte = (unsigned char)number | (info->si_code == SI_KERNEL ? CLINUX_FROM_TERMINAL : 0);
    // A full pipe holds more interrupts than anybody needs.
    ssize_t ignored = write(interrupts[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

int clinux_catch_interrupts(void) {
    if (pipe2(interrupts, O_CLOEXEC) != 0) return -1;
    if (fcntl(interrupts[1], F_SETFL, O_NONBLOCK) != 0) return -1;
    if (sigprocmask(SIG_SETMASK, NULL, &blocked_before) != 0) return -1;
    struct sigaction action = {.sa_sigaction = note_interrupt, .sa_flags = SA_RESTART | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, &interrupt_before) != 0) return -1;
    if (sigaction(SIGTERM, &action, &termination_before) != 0) return -1;
    return interrupts[0];
}

int clinux_raise_descriptor_limit(void) {
    if (getrlimit(RLIMIT_NOFILE, &descriptors_before) != 0) return -1;
    struct rlimit raised = {.rlim_cur = descriptors_before.rlim_max, .rlim_max = descriptors_before.rlim_max};
    if (raised.rlim_cur == descriptors_before.rlim_cur) return 0;
    if (setrlimit(RLIMIT_NOFILE, &raised) != 0) return -1;
    is_limit_raised = 1;
    return 0;
}

int clinux_restore_descriptor_limit(void) {
    // setrlimit is a bare system call, though signal-safety(7) does not list it.
    return is_limit_raised ? setrlimit(RLIMIT_NOFILE, &descriptors_before) : 0;
}

// The child's part, between fork and exec: only what signal-safety(7) allows. All signals are blocked until the end.
static _Noreturn void execute(char *const *arguments, char *const *environment, pid_t parent, int report) {
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigemptyset(&usual.sa_mask);
    int is_ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    // The parent may have ended before that.
    if (getppid() != parent) _exit(128 + SIGKILL);
    is_ready = is_ready && sigaction(SIGPIPE, &usual, NULL) == 0 && sigaction(SIGINT, &interrupt_before, NULL) == 0 &&
               sigaction(SIGTERM, &termination_before, NULL) == 0 &&
               sigprocmask(SIG_SETMASK, &blocked_before, NULL) == 0;
    is_ready = is_ready && clinux_restore_descriptor_limit() == 0;
    if (is_ready) execvpe(arguments[0], arguments, environment);
    int reason = errno;
    ssize_t ignored = write(report, &reason, sizeof reason);
    (void)ignored;
    _exit(127);
}

int clinux_start(char *const *arguments, char *const *environment) {
    // Whoever ignores SIGCHLD never learns how a child ended (wait(2)), and that can be inherited.
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigemptyset(&usual.sa_mask);
    if (sigaction(SIGCHLD, &usual, NULL) != 0) return -1;

    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -1;
    // A handler of ours that ran in the child would write into our pipe.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) execute(arguments, environment, parent, report[1]);
    int reason = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    ssize_t count = 0;
    if (child > 0) {
        // Nothing comes when the program is executed: that closes the pipe.
        do count = read(report[0], &reason, sizeof reason);
        while (count < 0 && errno == EINTR);
    }
    close(report[0]);
    if (child > 0 && count != sizeof reason) return child;
    if (child > 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    }
    errno = reason;
    return child > 0 ? CLINUX_NOT_EXECUTED : -1;
}

char *const *clinux_environment(void) { return environ; }
