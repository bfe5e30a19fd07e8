// SPDX-License-Identifier: Apache-2.0
// What Linux offers and Swift's Glibc module does not import.
//
// No system header is included here: one that the Glibc module has too, under other feature macros, would clash with it.
#pragma once

#include <stdint.h>

/// One event of an epoll set: what happened, and the token that was given at registration.
/// Laid out as `struct epoll_event`, which the kernel packs on x86-64 only.
typedef struct {
    uint32_t events;
    uint64_t token;
}
#if defined(__x86_64__)
__attribute__((packed))
#endif
clinux_event;

extern const uint32_t CLINUX_EPOLLIN;
extern const uint32_t CLINUX_EPOLLOUT;
extern const uint32_t CLINUX_EPOLLRDHUP;
extern const uint32_t CLINUX_EPOLLHUP;
extern const uint32_t CLINUX_EPOLLERR;
extern const uint32_t CLINUX_EPOLLET;

/// How many cores this process may use.
int clinux_core_count(void);

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int clinux_epoll_remove(int epoll, int descriptor);
int clinux_epoll_wait(int epoll, clinux_event *events, int capacity, int milliseconds);
uint64_t clinux_event_token(const clinux_event *event);

/// A counter to wake an epoll set with; non-blocking, not inherited by children.
int clinux_eventfd(void);

/// Catches SIGINT and SIGTERM from now on. Answers a descriptor from which each that arrives can be read as one byte: its
/// number, and CLINUX_FROM_TERMINAL beside it when the kernel sent it, which sends it to all of the foreground's processes.
/// -1 and errno on failure. To be called once.
int clinux_catch_interrupts(void);
extern const uint8_t CLINUX_FROM_TERMINAL;

/// Allows as many open files as there may be without privileges: the soft limit becomes the hard one (getrlimit(2)).
/// -1 and errno on failure. To be called once.
int clinux_raise_descriptor_limit(void);

/// What clinux_start answers for a program that cannot be executed.
extern const int CLINUX_NOT_EXECUTED;

/// Starts a program as execvpe(3) finds it, with the signals and the limit as this process found them; each list ends with NULL.
/// The program is killed when the calling thread ends, so that it outlives nobody (PR_SET_PDEATHSIG, prctl(2)): the caller has to
/// wait for it on that thread. Answers its process id; CLINUX_NOT_EXECUTED and errno when it cannot be executed; -1 and
/// errno when there can be no process.
int clinux_start(char *const *arguments, char *const *environment);

/// Starts a program in a folder, with nothing to read and a pipe to print to, whose other end `output` becomes; what it says on
/// standard error is dropped. Answers its process id, for waitpid(2); -1 and errno on failure.
int clinux_ask(const char *path, char *const *arguments, char *const *environment, const char *folder, int *output);

/// The environment of this process; NULL is the last.
char *const *clinux_environment(void);

/// Accepts a connection that is non-blocking and not inherited by children. `address` is a `struct sockaddr_storage`.
int clinux_accept(int listener, void *address, uint32_t *length);

/// Lets no client begin to connect from now on, while those who have can still be accepted (socket(7), SO_ATTACH_FILTER). A
/// client that tries again a second later, as TCP does, finds the socket closed. -1 and errno on failure.
int clinux_take_no_more(int listener);

/// A stream socket that is non-blocking and not inherited by children.
int clinux_stream_socket(int family);

/// Starts the keeper of processes: a process that starts others for us, and that kills each of them, and all that they have
/// started, when we close our end of its control socket or end, however we end. Answers our end, which is non-blocking;
/// -1 and errno on failure.
///
/// - keeper: gets the keeper's process id.
int clinux_keeper_start(int *keeper);

/// A program that the keeper is to start: `text` holds, each with its NUL, the program's path, the working directory, the
/// arguments and the environment.
typedef struct {
    const char *text;
    uint64_t length;
    uint32_t arguments;
    uint32_t variables;
} clinux_program;

/// Has a program started, in a process group of its own, with no input and `output` for both of its outputs. `id` is how it is
/// spoken of from now on: each is used once. -1 and errno on failure; EAGAIN when the keeper is behind.
int clinux_keeper_launch(int control, uint32_t id, const clinux_program *program, int output);

/// Kills the process group of a program; one that has ended is left alone. As clinux_keeper_launch on failure.
int clinux_keeper_kill(int control, uint32_t id);

/// What the keeper tells of a program.
typedef struct {
    uint32_t kind;
    uint32_t id;
    /// CLINUX_KEEPER_STARTED: its process id. _NO_DIRECTORY, _NOT_EXECUTED, _NO_PROCESS: errno. _ENDED: as waitpid(2) has it.
    int32_t value;
} clinux_keeper_news;

extern const uint32_t CLINUX_KEEPER_STARTED;
extern const uint32_t CLINUX_KEEPER_NO_PROCESS;
extern const uint32_t CLINUX_KEEPER_NO_DIRECTORY;
extern const uint32_t CLINUX_KEEPER_NOT_EXECUTED;
/// It has ended, and so has its process group; once for each that has started.
extern const uint32_t CLINUX_KEEPER_ENDED;

/// The next news: 1 for one, 0 when the keeper has ended, -1 and errno otherwise; EAGAIN when there is none.
int clinux_keeper_read(int control, clinux_keeper_news *news);

/// Tells the keeper to kill everything and to end. Its news can be read until it has ended.
void clinux_keeper_end(int control);

/// A pipe whose reading end is non-blocking; children inherit neither end. -1 and errno on failure.
int clinux_output_pipe(int *reading, int *writing);
