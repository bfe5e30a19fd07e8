// SPDX-License-Identifier: Apache-2.0
// What runs in the keeper, a child of ours that was forked while other threads of ours ran: only system calls, no malloc, no
// locks (signal-safety(7)). It has one thread, so what it starts dies with it (PR_SET_PDEATHSIG, prctl(2)).
#define _GNU_SOURCE

#include "CLinux.h"
#include "Keeper.h"
#include "Processes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// What a program and all that it starts have in their environment, and nobody else: where it takes its events from.
struct mark {
    /// `AWS_LAMBDA_RUNTIME_API=127.0.0.1:PORT`; empty for a program that has none.
    char text[64];
};

/// A program that was started and not waited for yet: until then nobody else gets its id, nor its group's.
struct program {
    uint32_t id;
    pid_t pid;
    struct mark mark;
};

static struct program *programs;
static size_t capacity;
static size_t count;

static const size_t FIRST_CAPACITY = 512;

/// The marks of programs that have ended last: what they left behind may come to us later, when its own parent ends.
static struct mark ended[32];
static size_t next_ended;

/// From a process to the keeper, by way of the report's pipe: why there is no program.
struct failure {
    uint32_t kind;
    int32_t reason;
};

// MARK: The table

static int make_room(void) {
    if (count < capacity) return 0;
    size_t wanted = capacity == 0 ? FIRST_CAPACITY : 2 * capacity;
    void *memory =
        capacity == 0
            ? mmap(NULL, wanted * sizeof *programs, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            : mremap(programs, capacity * sizeof *programs, wanted * sizeof *programs, MREMAP_MAYMOVE);
    if (memory == MAP_FAILED) return -1;
    programs = memory;
    capacity = wanted;
    return 0;
}

static void tell(int control, uint32_t kind, uint32_t id, int32_t value) {
    clinux_keeper_news news = {.kind = kind, .id = id, .value = value};
    // Whoever does not read has ended, and then nobody needs to know.
    while (send(control, &news, sizeof news, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
}

// MARK: Starting

/// Lays out the pointers to a program's strings, behind one another in memory of their own.
static char **pointers(char *text, uint64_t length, uint32_t number) {
    char **list = mmap(NULL, (number + 1) * sizeof *list, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (list == MAP_FAILED) return NULL;
    char *end = text + length;
    for (uint32_t index = 0; index < number; index++) {
        char *next = text < end ? memchr(text, 0, (size_t)(end - text)) : NULL;
        if (next == NULL) {
            errno = EINVAL;
            return NULL;
        }
        list[index] = text;
        text = next + 1;
    }
    return list;
}

static _Noreturn void fail(int report, uint32_t kind) {
    struct failure failure = {.kind = kind, .reason = errno};
    ssize_t ignored = write(report, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
}

/// The program's own process, until it is executed.
static _Noreturn void execute(const struct keeper_order *order, int text, int output, int report, pid_t keeper) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(report, KEEPER_NO_PROCESS);
    // The keeper may have ended before that.
    if (getppid() != keeper) _exit(128 + SIGKILL);
    if (setpgid(0, 0) != 0) fail(report, KEEPER_NO_PROCESS);
    char *strings = mmap(NULL, order->length, PROT_READ | PROT_WRITE, MAP_PRIVATE, text, 0);
    if (strings == MAP_FAILED) fail(report, KEEPER_NO_PROCESS);
    // Path, working directory, arguments and environment are one list; the arguments have to end with NULL, so the
    // environment gets a list of its own.
    uint32_t leading = 2 + order->arguments;
    char **first = pointers(strings, order->length, leading);
    if (first == NULL) fail(report, KEEPER_NO_PROCESS);
    char *rest = first[leading - 1] + strlen(first[leading - 1]) + 1;
    char **environment = pointers(rest, order->length - (uint64_t)(rest - strings), order->variables);
    if (environment == NULL) fail(report, KEEPER_NO_PROCESS);
    if (chdir(first[1]) != 0) fail(report, KEEPER_NO_DIRECTORY);
    if (dup2(output, 1) < 0 || dup2(output, 2) < 0) fail(report, KEEPER_NO_PROCESS);
    if (clinux_restore_descriptor_limit() != 0) fail(report, KEEPER_NO_PROCESS);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) fail(report, KEEPER_NO_PROCESS);
    execve(first[0], first + 2, environment);
    fail(report, KEEPER_NOT_EXECUTED);
}

/// The mark in a program's strings.
static struct mark mark_of(const char *strings, uint64_t length) {
    static const char NAME[] = "AWS_LAMBDA_RUNTIME_API=";
    struct mark mark = {0};
    const char *end = strings + length;
    for (const char *string = strings; string < end;) {
        const char *zero = memchr(string, 0, (size_t)(end - string));
        if (zero == NULL) break;
        if (strncmp(string, NAME, sizeof NAME - 1) == 0 && (size_t)(zero - string) < sizeof mark.text) {
            memcpy(mark.text, string, (size_t)(zero - string));
            break;
        }
        string = zero + 1;
    }
    return mark;
}

static void launch(int control, const struct keeper_order *order, int text, int output) {
    int report[2];
    if (order->arguments == 0 || make_room() != 0 || pipe2(report, O_CLOEXEC) != 0) {
        tell(control, KEEPER_NO_PROCESS, order->id, errno);
        return;
    }
    pid_t keeper = getpid();
    pid_t child = fork();
    if (child == 0) execute(order, text, output, report[1], keeper);
    int reason = errno;
    close(report[1]);
    struct failure failure = {.kind = KEEPER_NO_PROCESS, .reason = reason};
    ssize_t received = 0;
    if (child > 0) {
        // Nothing comes when the program is executed: that closes the pipe.
        do received = read(report[0], &failure, sizeof failure);
        while (received < 0 && errno == EINTR);
    }
    close(report[0]);
    if (child < 0 || received == sizeof failure) {
        if (child > 0) waitpid(child, NULL, 0);
        tell(control, failure.kind, order->id, failure.reason);
        return;
    }
    struct mark mark = {0};
    char *strings = mmap(NULL, order->length, PROT_READ, MAP_PRIVATE, text, 0);
    if (strings != MAP_FAILED) {
        mark = mark_of(strings, order->length);
        munmap(strings, order->length);
    }
    // A port that is free again may have become this one's.
    for (size_t index = 0; index < sizeof ended / sizeof *ended; index++) {
        if (strcmp(ended[index].text, mark.text) == 0) ended[index].text[0] = 0;
    }
    programs[count++] = (struct program){.id = order->id, .pid = child, .mark = mark};
    tell(control, KEEPER_STARTED, order->id, child);
}

// MARK: Ending

/// Kills a program and its group; both ids are its own, because it was not waited for.
static void kill_program(pid_t pid) {
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL);
}

static void kill_by_id(uint32_t id) {
    for (size_t index = 0; index < count; index++) {
        if (programs[index].id == id) kill_program(programs[index].pid);
    }
}

/// The parent of a process as /proc has it, 0 when it is gone.
static pid_t parent_of(const char *name) {
    char path[64] = "/proc/";
    size_t length = strlen(name);
    if (length > 20) return 0;
    memcpy(path + 6, name, length);
    memcpy(path + 6 + length, "/stat", sizeof "/stat");
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char text[512];
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0) return 0;
    text[size] = 0;
    // `pid (name) state ppid …`, and the name may hold anything (proc(5)).
    char *position = strrchr(text, ')');
    if (position == NULL || strlen(position) < 5) return 0;
    pid_t parent = 0;
    for (position += 4; *position >= '0' && *position <= '9'; position++) parent = 10 * parent + (*position - '0');
    return parent;
}

/// Calls with every child, also those that were inherited and are in groups and sessions of their own.
static void for_each_child(void (*visit)(pid_t child)) {
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    pid_t keeper = getpid();
    // readdir(3) would allocate.
    _Alignas(struct dirent64) static char entries[32 * 1024];
    long size;
    while ((size = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0) {
        for (long offset = 0; offset < size;) {
            struct dirent64 *entry = (struct dirent64 *)(entries + offset);
            offset += entry->d_reclen;
            pid_t pid = 0;
            const char *digit = entry->d_name;
            while (*digit >= '0' && *digit <= '9') pid = 10 * pid + (*digit++ - '0');
            // It cannot be another process by now: only we wait for our children.
            if (*digit == 0 && pid > 0 && parent_of(entry->d_name) == keeper) visit(pid);
        }
    }
    close(folder);
}

static void kill_child(pid_t child) { kill(child, SIGKILL); }

static void kill_children(void) {
    for (size_t index = 0; index < count; index++) kill_program(programs[index].pid);
    for_each_child(kill_child);
}

/// Whether one of the strings of an environment is the mark of a program that has ended.
static int is_mark_of_ended(const char *string) {
    for (size_t index = 0; index < sizeof ended / sizeof *ended; index++) {
        if (ended[index].text[0] != 0 && strcmp(ended[index].text, string) == 0) return 1;
    }
    return 0;
}

/// Whether a program has it by now: its port may have been free before its process was gone.
static int is_mark_of_program(const struct mark *mark) {
    for (size_t index = 0; index < count; index++) {
        if (strcmp(programs[index].mark.text, mark->text) == 0) return 1;
    }
    return 0;
}

/// Kills an inherited child that a program has left behind which is gone: on AWS its sandbox would be.
static void kill_if_left_behind(pid_t child) {
    for (size_t index = 0; index < count; index++) {
        if (programs[index].pid == child) return;
    }
    char path[64] = "/proc/";
    char digits[20];
    size_t length = 0;
    for (pid_t rest = child; rest > 0; rest /= 10) digits[length++] = (char)('0' + rest % 10);
    char *position = path + 6;
    while (length > 0) *position++ = digits[--length];
    memcpy(position, "/environ", sizeof "/environ");
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    // Of a longer string than a mark the beginning is kept, which is no mark.
    char string[sizeof ended->text + 1];
    size_t filled = 0;
    static char buffer[16 * 1024];
    ssize_t size;
    int is_left = 0;
    while (!is_left && (size = read(file, buffer, sizeof buffer)) > 0) {
        for (ssize_t index = 0; index < size && !is_left; index++) {
            if (buffer[index] != 0) {
                if (filled < sizeof string - 1) string[filled++] = buffer[index];
                continue;
            }
            string[filled] = 0;
            is_left = is_mark_of_ended(string);
            filled = 0;
        }
    }
    close(file);
    if (is_left) kill(child, SIGKILL);
}

/// Waits for everyone who has ended: programs, and what they left behind, of which the keeper has become the parent.
static void reap(int control) {
    int has_waited = 0;
    for (;;) {
        siginfo_t info = {0};
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) break;
        has_waited = 1;
        pid_t pid = info.si_pid;
        size_t index = 0;
        while (index < count && programs[index].pid != pid) index++;
        // What is left of its group ends with it. As long as nobody has waited for it, that group is its own.
        if (index < count) kill(-pid, SIGKILL);
        int status = 0;
        if (waitpid(pid, &status, 0) != pid || index == count) continue;
        uint32_t id = programs[index].id;
        struct mark mark = programs[index].mark;
        programs[index] = programs[--count];
        if (!is_mark_of_program(&mark)) ended[next_ended++ % (sizeof ended / sizeof *ended)] = mark;
        tell(control, KEEPER_ENDED, id, status);
    }
    if (has_waited) for_each_child(kill_if_left_behind);
}

/// Kills until nobody is left: the children of who dies become ours, and are next.
static _Noreturn void end(int control, int signals) {
    for (;;) {
        kill_children();
        reap(control);
        siginfo_t info = {0};
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD) break;
        // Until the next child has died; with a bound, should one be inherited in between.
        struct pollfd wait = {.fd = signals, .events = POLLIN};
        if (poll(&wait, 1, 20) > 0) {
            struct signalfd_siginfo ignored;
            ssize_t size = read(signals, &ignored, sizeof ignored);
            (void)size;
        }
    }
    _exit(0);
}

// MARK: Living

/// Takes one order. Answers 0 when there will be no more.
static int take_order(int control) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } rights;
    struct keeper_order order;
    struct iovec part = {.iov_base = &order, .iov_len = sizeof order};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = rights.bytes, .msg_controllen = sizeof rights.bytes};
    ssize_t size = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
    if (size < 0) return errno == EINTR;
    int descriptors[2] = {-1, -1};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof descriptors)) {
        memcpy(descriptors, CMSG_DATA(header), sizeof descriptors);
    }
    if (size == sizeof order && order.kind == KEEPER_LAUNCH) {
        launch(control, &order, descriptors[0], descriptors[1]);
    } else if (size == sizeof order && order.kind == KEEPER_KILL) {
        kill_by_id(order.id);
    }
    for (int index = 0; index < 2; index++) {
        if (descriptors[index] >= 0) close(descriptors[index]);
    }
    return size == sizeof order;
}

/// Closes everything but the standard streams and one descriptor, which becomes number 3.
static int close_others(int control) {
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere < 0) return -1;
    for (int stream = 0; stream < 3; stream++) {
        if (dup2(nowhere, stream) < 0) return -1;
    }
    if (control != 3 && dup3(control, 3, O_CLOEXEC) < 0) return -1;
    if (syscall(SYS_close_range, 4u, ~0u, 0u) == 0) return 0;
    // Before Linux 5.9.
    long last = sysconf(_SC_OPEN_MAX);
    for (int other = 4; other < last; other++) close(other);
    return 0;
}

void keeper_main(int control) {
    // Of its own session: what a terminal sends reaches neither it nor what it starts.
    setsid();
    prctl(PR_SET_NAME, "gateway-keeper");
    // What outlives its parent becomes our child, and not that of the system.
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) _exit(1);
    // Programs get the default actions of all signals: handlers are reset by execve(2), what is ignored is not.
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigemptyset(&usual.sa_mask);
    for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
    if (control < 3) {
        control = fcntl(control, F_DUPFD_CLOEXEC, 3);
        if (control < 0) _exit(1);
    }
    if (close_others(control) != 0) _exit(1);
    control = 3;
    // Signals stay blocked: it ends when its socket does, and when it is killed what it started is, too.
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0) _exit(1);
    for (;;) {
        struct pollfd waits[2] = {{.fd = control, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
        if (poll(waits, 2, -1) < 0) continue;
        if (waits[1].revents != 0) {
            struct signalfd_siginfo ignored;
            while (read(signals, &ignored, sizeof ignored) > 0) continue;
            reap(control);
        }
        if (waits[0].revents != 0 && !take_order(control)) end(control, signals);
    }
}
