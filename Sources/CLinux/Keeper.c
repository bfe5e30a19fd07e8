// SPDX-License-Identifier: Apache-2.0
// The keeper of processes: see KeeperProcess.c for what runs in it. Here is how we speak to it.
#define _GNU_SOURCE

#include "CLinux.h"
#include "Keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

const uint32_t CLINUX_KEEPER_STARTED = KEEPER_STARTED;
const uint32_t CLINUX_KEEPER_NO_PROCESS = KEEPER_NO_PROCESS;
const uint32_t CLINUX_KEEPER_NO_DIRECTORY = KEEPER_NO_DIRECTORY;
const uint32_t CLINUX_KEEPER_NOT_EXECUTED = KEEPER_NOT_EXECUTED;
const uint32_t CLINUX_KEEPER_ENDED = KEEPER_ENDED;

int clinux_keeper_start(int *keeper) {
    int ends[2];
    // Packets keep their bounds, and end with the last descriptor of the other side, as a stream does.
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) goto failed;
    // A handler of ours that ran in the keeper would write into our pipe.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) keeper_main(ends[1]);
    int reason = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = reason;
    if (child < 0) goto failed;
    close(ends[1]);
    *keeper = child;
    return ends[0];
failed:
    reason = errno;
    close(ends[0]);
    close(ends[1]);
    errno = reason;
    return -1;
}

static int send_order(int control, const struct keeper_order *order, const int *descriptors, int count) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } rights = {0};
    struct iovec part = {.iov_base = (void *)order, .iov_len = sizeof *order};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        message.msg_control = rights.bytes;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(control, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

int clinux_keeper_launch(int control, uint32_t id, const clinux_program *program, int output) {
    // In a file of memory, because a packet is smaller than an environment may be.
    int file = memfd_create("gateway-program", MFD_CLOEXEC);
    if (file < 0) return -1;
    int result = -1;
    uint64_t written = 0;
    while (written < program->length) {
        ssize_t count = write(file, program->text + written, program->length - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) goto done;
        written += (uint64_t)count;
    }
    struct keeper_order order = {
        .kind = KEEPER_LAUNCH,
        .id = id,
        .length = program->length,
        .arguments = program->arguments,
        .variables = program->variables,
    };
    int descriptors[2] = {file, output};
    result = send_order(control, &order, descriptors, 2);
done:;
    int reason = errno;
    close(file);
    errno = reason;
    return result;
}

int clinux_keeper_kill(int control, uint32_t id) {
    struct keeper_order order = {.kind = KEEPER_KILL, .id = id};
    return send_order(control, &order, NULL, 0);
}

int clinux_keeper_read(int control, clinux_keeper_news *news) {
    ssize_t count;
    do count = recv(control, news, sizeof *news, 0);
    while (count < 0 && errno == EINTR);
    // Its end was closed with orders of ours unread: it has ended (unix(7)).
    if (count < 0) return errno == ECONNRESET ? 0 : -1;
    return count == sizeof *news ? 1 : 0;
}

void clinux_keeper_end(int control) { shutdown(control, SHUT_WR); }

int clinux_output_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    // The flag belongs to this end alone: who writes waits while the pipe is full, as programs expect.
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        int reason = errno;
        close(ends[0]);
        close(ends[1]);
        errno = reason;
        return -1;
    }
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}
