// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(sizeof(clinux_event) == sizeof(struct epoll_event), "the kernel writes our events");
_Static_assert(offsetof(clinux_event, token) == offsetof(struct epoll_event, data), "the kernel writes our tokens");

const uint32_t CLINUX_EPOLLIN = EPOLLIN;
const uint32_t CLINUX_EPOLLOUT = EPOLLOUT;
const uint32_t CLINUX_EPOLLRDHUP = EPOLLRDHUP;
const uint32_t CLINUX_EPOLLHUP = EPOLLHUP;
const uint32_t CLINUX_EPOLLERR = EPOLLERR;
const uint32_t CLINUX_EPOLLET = EPOLLET;
const uint32_t CLINUX_EPOLLEXCLUSIVE = EPOLLEXCLUSIVE;

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_epoll_remove(int epoll, int descriptor) {
    struct epoll_event event = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event);
}

int clinux_epoll_wait(int epoll, clinux_event *events, int capacity, int milliseconds) {
    return epoll_wait(epoll, (struct epoll_event *)events, capacity, milliseconds);
}

uint64_t clinux_event_token(const clinux_event *event) { return event->token; }

int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_accept(int listener, void *address, uint32_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

// A pipe is what a signal handler may safely write to (signal-safety(7)).
static int interrupts[2] = {-1, -1};

static void note_interrupt(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe holds more interrupts than anybody needs.
    ssize_t ignored = write(interrupts[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

int clinux_catch_interrupts(void) {
    if (pipe2(interrupts, O_CLOEXEC) != 0) return -1;
    if (fcntl(interrupts[1], F_SETFL, O_NONBLOCK) != 0) return -1;
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) != 0 || sigaction(SIGTERM, &action, NULL) != 0) return -1;
    return interrupts[0];
}
