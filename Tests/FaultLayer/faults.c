// SPDX-License-Identifier: Apache-2.0
// Makes chosen system calls of the gateway fail. Tests build it as a shared library and load it with LD_PRELOAD (ld.so(8));
// the product knows nothing of it.
//
// Only calls from the gateway's own code count, not those of libdispatch or OpenSSL: theirs are not ours to survive. Which
// call fails, from which one on, how many times and how stands in a file that both processes map: a test changes it while
// the gateway runs. Tests/EndToEndTests/Faults/FaultLayer.swift writes it.
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// The file. `is_armed` is written last, and taken back first.
struct control {
    _Atomic uint32_t is_armed;
    uint32_t first;        // 1: the next call
    uint32_t count;        // how many fail, one after the other
    uint32_t error;        // errno; 0: the call succeeds with one byte
    _Atomic uint32_t calls;  // made since it was armed
    _Atomic uint32_t hits;   // of these, how many failed
    char call[40];
};

enum { NONE = -1, SHORT = 0 };

static struct control *control;

// Where our own code is: in the program, and in the module through which Swift makes variadic calls such as open.
static struct {
    uintptr_t start, end;
} own[8];
static int own_count;

static int note_own_code(struct dl_phdr_info *info, size_t size, void *position) {
    (void)size;
    int *object = position;
    int is_own = (*object)++ == 0 || strstr(info->dlpi_name, "libswiftGlibc") != NULL;
    for (int i = 0; is_own && i < info->dlpi_phnum && own_count < 8; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
        own[own_count].start = info->dlpi_addr + segment->p_vaddr;
        own[own_count++].end = info->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    }
    return 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("GATEWAY_FAULTS");
    // Not the shell that starts it.
    if (strcmp(program_invocation_short_name, "gateway") != 0) return;
    int object = 0;
    dl_iterate_phdr(note_own_code, &object);
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    void *memory = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "faults.c: GATEWAY_FAULTS: %s\n", strerror(errno));
        _exit(1);
    }
    close(file);
    control = memory;
}

// What becomes of a call: NONE, SHORT or an errno.
static int fault(const char *call, void *caller) {
    if (control == NULL || !atomic_load(&control->is_armed) || strcmp(control->call, call) != 0) return NONE;
    int is_own = 0;
    for (int i = 0; i < own_count; i++) is_own |= (uintptr_t)caller >= own[i].start && (uintptr_t)caller < own[i].end;
    if (!is_own) return NONE;
    uint32_t number = atomic_fetch_add(&control->calls, 1) + 1;
    if (number < control->first || number - control->first >= control->count) return NONE;
    atomic_fetch_add(&control->hits, 1);
    return (int)control->error;
}

#define FAULT(call) fault(#call, __builtin_return_address(0))

// Defines a call that fails without having been made, or is made as it is.
#define FAILING(type, name, parameters, arguments)                          \
    type name parameters {                                                  \
        static type(*real) parameters;                                      \
        if (real == NULL) real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        int error = FAULT(name);                                            \
        if (error == NONE) return real arguments;                           \
        errno = error;                                                      \
        return (type)-1;                                                    \
    }

FAILING(int, access, (const char *path, int mode), (path, mode))
FAILING(int, accept4, (int fd, struct sockaddr *address, socklen_t *length, int flags), (fd, address, length, flags))
FAILING(int, bind, (int fd, const struct sockaddr *address, socklen_t length), (fd, address, length))
FAILING(int, connect, (int fd, const struct sockaddr *address, socklen_t length), (fd, address, length))
FAILING(int, epoll_create1, (int flags), (flags))
FAILING(int, epoll_wait, (int fd, struct epoll_event *events, int count, int wait), (fd, events, count, wait))
FAILING(int, eventfd, (unsigned int value, int flags), (value, flags))
FAILING(int, fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(int, flock, (int fd, int operation), (fd, operation))
FAILING(int, fstat, (int fd, struct stat *status), (fd, status))
FAILING(int, getsockname, (int fd, struct sockaddr *address, socklen_t *length), (fd, address, length))
FAILING(int, link, (const char *from, const char *to), (from, to))
FAILING(int, listen, (int fd, int backlog), (fd, backlog))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, mkstemp, (char *path), (path))
FAILING(int, pipe2, (int ends[2], int flags), (ends, flags))
FAILING(int, poll, (struct pollfd *descriptors, nfds_t count, int wait), (descriptors, count, wait))
FAILING(int, rename, (const char *from, const char *to), (from, to))
FAILING(int, setrlimit, (__rlimit_resource_t resource, const struct rlimit *limit), (resource, limit))
FAILING(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t size), (fd, level, name, value, size))
FAILING(int, shutdown, (int fd, int how), (fd, how))
FAILING(int, socket, (int family, int type, int protocol), (family, type, protocol))
FAILING(int, stat, (const char *path, struct stat *status), (path, status))
FAILING(int, unlink, (const char *path), (path))

int open(const char *path, int flags, ...) {
    static int (*real)(const char *, int, ...);
    if (real == NULL) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    int error = FAULT(open);
    if (error == NONE) return real(path, flags, mode);
    errno = error;
    return -1;
}

// One that is closed stays closed, whatever the kernel says of it (close(2)).
int close(int fd) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
    int result = real(fd), error = FAULT(close);
    if (error == NONE) return result;
    errno = error;
    return -1;
}

// Who waits for what. The kernel tells a change once (EPOLLET), so a made-up EAGAIN has to be followed by the news that it is
// over, as a real one is; and a made-up last byte by the news that more has come.
static struct {
    int epoll;
    struct epoll_event event;
} registrations[1 << 16];

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event) {
    static int (*real)(int, int, int, struct epoll_event *);
    if (real == NULL) real = (int (*)(int, int, int, struct epoll_event *))dlsym(RTLD_NEXT, "epoll_ctl");
    // A removal succeeds.
    int error = operation == EPOLL_CTL_ADD ? FAULT(epoll_ctl) : NONE;
    if (error != NONE) {
        errno = error;
        return -1;
    }
    if (operation == EPOLL_CTL_ADD && fd >= 0 && fd < 1 << 16) {
        registrations[fd].epoll = epoll;
        registrations[fd].event = *event;
    }
    return real(epoll, operation, fd, event);
}

static void tell_again(int fd) {
    int saved = errno;
    struct epoll_event event = registrations[fd & 0xFFFF].event;
    if (event.events & EPOLLET) epoll_ctl(registrations[fd].epoll, EPOLL_CTL_MOD, fd, &event);
    errno = saved;
}

// Defines a call that fails, or moves one byte, or is made as it is. Where `counts` is 0 it is not looked at.
#define MOVING(name, parameters, arguments, counts)                                  \
    ssize_t name parameters {                                                        \
        static ssize_t(*real) parameters;                                            \
        if (real == NULL) real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name);     \
        int error = size > 0 && (counts) ? FAULT(name) : NONE;                       \
        if (error == NONE) return real arguments;                                    \
        if (error == SHORT) size = 1;                                                \
        ssize_t moved = error == SHORT ? real arguments : -1;                        \
        if (error == SHORT || error == EAGAIN) tell_again(fd);                       \
        if (error == SHORT) return moved;                                            \
        errno = error;                                                               \
        return -1;                                                                   \
    }

// The wake-ups of loops (eventfd(2)) and of signals (pipe(7)) do not fail, and no file system lies under them.
static int is_file(int fd) {
    struct stat status;
    return fd == STDERR_FILENO || (fstat(fd, &status) == 0 && S_ISREG(status.st_mode));
}

MOVING(recv, (int fd, void *bytes, size_t size, int flags), (fd, bytes, size, flags), 1)
MOVING(send, (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags), 1)
MOVING(read, (int fd, void *bytes, size_t size), (fd, bytes, size), is_file(fd))
MOVING(write, (int fd, const void *bytes, size_t size), (fd, bytes, size), is_file(fd))
