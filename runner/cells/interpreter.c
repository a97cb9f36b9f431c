#include "runner/cells/interpreter.h"

#include "base/fd.h"
#include "base/packet.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODULE_NAME ".watched.so"

/* ---- what it is like ---- */

/* The number after `key` in the text of a status file, 0 when it is not there. */
static int64_t number_of(const char *status, const char *key)
{
    const char *line = strstr(status, key);

    return line ? strtoll(line + strlen(key), NULL, 10) : 0;
}

static int read_status(const struct interpreter *interpreter, char text[INTERPRETER_STATUS_MAX * 2],
                       struct error *err)
{
    ssize_t got = pread(interpreter->status, text, INTERPRETER_STATUS_MAX * 2 - 1, 0);

    if (got <= 0)
        return error_set(err, -ESRCH, "a watched interpreter is gone");
    text[got] = '\0';
    return 0;
}

/* The lines that a run must not change. */
static void keep_lines(const char *text, char kept[INTERPRETER_STATUS_MAX])
{
    static const char *const keys[] = {
        "Name:",    "Umask:",      "TracerPid:", "Uid:",          "Gid:",         "Groups:",
        "Threads:", "SigPnd:",     "ShdPnd:",    "SigBlk:",       "SigIgn:",      "SigCgt:",
        "Cap",      "NoNewPrivs:", "Seccomp",    "Cpus_allowed:", "Mems_allowed:"};
    size_t size = 0;

    while (*text) {
        size_t length = strcspn(text, "\n");

        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
            if (strncmp(text, keys[i], strlen(keys[i])) == 0 &&
                size + length + 1 < INTERPRETER_STATUS_MAX) {
                memcpy(kept + size, text, length);
                kept[size + length] = '\n';
                size += length + 1;
                break;
            }
        text += length + (text[length] == '\n');
    }
    memset(kept + size, 0, INTERPRETER_STATUS_MAX - size);
}

static int count_descriptors(pid_t pid, int64_t *ret_count)
{
    char path[64];
    struct stat info;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    if (stat(path, &info) < 0)
        return -errno;
    *ret_count = info.st_size; /* their number, since Linux 6.2; 0 before */
    return 0;
}

static int look(const struct interpreter *interpreter, struct interpreter_state *state,
                struct error *err)
{
    char text[INTERPRETER_STATUS_MAX * 2];
    int failed = read_status(interpreter, text, err);

    memset(state, 0, sizeof(*state));
    if (failed < 0)
        return failed;
    keep_lines(text, state->status);
    for (int i = 0; i < RLIM_NLIMITS; i++)
        if (prlimit(interpreter->pid, (__rlimit_resource_t)i, NULL, &state->limits[i]) < 0)
            return error_set_errno(err, errno, "cannot read a watched interpreter's limits");
    state->priority = getpriority(PRIO_PROCESS, (id_t)interpreter->pid);
    state->policy = sched_getscheduler(interpreter->pid);
    failed = count_descriptors(interpreter->pid, &state->descriptors);
    return failed < 0 ? error_set_errno(err, -failed, "a watched interpreter is gone") : 0;
}

int interpreter_check(struct interpreter *interpreter, struct error *err)
{
    struct interpreter_state now;
    int failed = look(interpreter, &now, err);

    if (failed == 0 && memcmp(&now, &interpreter->state, sizeof(now)) != 0)
        failed = error_set(err, -EUCLEAN, "a watched interpreter is not as it was before the run");
    return failed;
}

/* ---- the start ---- */

/* A memfd of the profile's filter, as the judge made it. */
static int write_filter(const struct filter_image *image)
{
    const struct filter_header header = {.magic = FILTER_MAGIC,
                                         .single_count = image->single.count,
                                         .multi_count = image->multi.count};
    int fd = fd_memfd("filter");
    int failed = fd < 0 ? fd : fd_write_full(fd, &header, sizeof(header));

    if (failed == 0)
        failed = fd_write_full(fd, image->single.code,
                               image->single.count * sizeof(*image->single.code));
    if (failed == 0)
        failed =
            fd_write_full(fd, image->multi.code, image->multi.count * sizeof(*image->multi.code));
    if (failed < 0)
        fd_close(&fd);
    return failed < 0 ? failed : fd;
}

/* Puts the strings of a list at the end of a message, whose size so far is *size. `what` is for the
 * message of an error. Returns how many, or -E2BIG. */
static int pack_strings(char *message, size_t room, size_t *size, char *const *list,
                        const char *what, struct error *err)
{
    int count = 0;

    for (; list && list[count]; count++) {
        size_t length = strlen(list[count]) + 1;

        if (*size + length > room)
            return error_set(err, -E2BIG, "%s is too long", what);
        memcpy(message + *size, list[count], length);
        *size += length;
    }
    return count;
}

static int send_start(const struct interpreter *interpreter, const struct host_profile *profile,
                      int *ret_said, struct error *err)
{
    static union {
        struct msg_watch_start start;
        char bytes[sizeof(struct msg_watch_start) + ARGV_BYTES];
    } out;
    size_t size = sizeof(out.start);
    int fds[3] = {-1, -1, -1}, pair[2];
    int failed;

    failed = pack_strings(out.bytes, sizeof(out), &size, profile->watch_argv, "its argument vector",
                          err);
    if (failed < 0)
        return failed;
    out.start = (struct msg_watch_start){.kind = MSG_WATCH_START, .argc = (uint32_t)failed};
    /* what programs have as 0, 1 and 2, so that what the interpreter makes of them is theirs */
    fds[0] = write_filter(profile->filter);
    fds[1] = fd_memfd_with("input", "", 0);
    if (fds[0] < 0 || fds[1] < 0 || pipe2(pair, O_CLOEXEC) < 0) {
        failed = error_set_errno(err, errno, "cannot make what a watched interpreter starts with");
    } else {
        *ret_said = pair[0];
        fds[2] = pair[1];
        failed = packet_send(interpreter->cell.socket, out.bytes, size, fds, 3);
        if (failed < 0)
            error_set_errno(err, -failed, "cannot talk to a cell's init");
    }
    for (int i = 0; i < 3; i++)
        fd_close(&fds[i]);
    return failed;
}

/* What a bare interpreter takes: it is part of a run's memory, which has it for nothing. */
static int measure(struct interpreter *interpreter, int64_t *ret_kib, int64_t *ret_address_kib,
                   struct error *err)
{
    char text[INTERPRETER_STATUS_MAX * 2];
    int failed = read_status(interpreter, text, err);

    if (failed == 0) {
        *ret_kib = number_of(text, "RssAnon:") + number_of(text, "VmPTE:");
        *ret_address_kib = number_of(text, "VmSize:");
    }
    return failed;
}

static int send_preload(const struct interpreter *interpreter, const struct host_profile *profile,
                        struct error *err)
{
    static union {
        struct msg_plain plain;
        char bytes[sizeof(struct msg_plain) + ARGV_BYTES];
    } out;
    size_t size = sizeof(out.plain);
    int failed, maps;

    out.plain.kind = MSG_WATCH_PRELOAD;
    failed = pack_strings(out.bytes, sizeof(out), &size, profile->preload,
                          "the list of what it preloads", err);
    if (failed < 0)
        return failed;
    maps = cell_open_of(interpreter->pid, "maps");
    if (maps < 0)
        return error_set_errno(err, errno, "cannot look at a watched interpreter");
    failed = packet_send(interpreter->cell.socket, out.bytes, size, &maps, 1);
    close(maps);
    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to a cell's init") : 0;
}

static int hear_booted(struct interpreter *interpreter, struct error *err)
{
    union {
        uint32_t kind;
        struct msg_plain plain;
        struct msg_reply reply;
    } said;
    struct pollfd polled = {.fd = interpreter->cell.socket, .events = POLLIN};
    int pidfd = -1;
    size_t count = 1;
    ssize_t got;

    if (poll(&polled, 1, 20000) <= 0 ||
        (got = packet_recv(interpreter->cell.socket, &said, sizeof(said), &pidfd, &count)) <= 0)
        return error_set(err, -EIO, "a watched interpreter's init died");
    if (got == (ssize_t)sizeof(said.reply) && said.kind == MSG_WATCH_READY) {
        fd_close(&pidfd);
        said.reply.text[sizeof(said.reply.text) - 1] = '\0';
        return error_set(err, -EIO, "%s", said.reply.text);
    }
    if (got != (ssize_t)sizeof(said.plain) || said.kind != MSG_WATCH_BOOTED || count != 1) {
        fd_close(&pidfd);
        return error_set(err, -EPROTO, "a watched interpreter's init said something malformed");
    }
    interpreter->pid = cell_pid_of(pidfd);
    fd_close(&pidfd);
    interpreter->status = interpreter->pid > 0 ? cell_open_of(interpreter->pid, "status") : -1;
    return interpreter->status < 0 ? error_set(err, -EIO, "cannot find a watched interpreter") : 0;
}

static int hear_ready(const struct interpreter *interpreter, struct error *err)
{
    struct msg_reply ready;
    int failed =
        cell_hear(&interpreter->cell, &ready, sizeof(ready), MSG_WATCH_READY, NULL, NULL, err);

    ready.text[sizeof(ready.text) - 1] = '\0';
    return failed == 0 && ready.code < 0 ? error_set(err, -EIO, "%s", ready.text) : failed;
}

/* Adds the end of what an interpreter has said before it failed. */
static int quote(int said, struct error *err)
{
    char text[400];
    struct error before;
    ssize_t got = fd_set_nonblock(said, 1) < 0 ? -1 : read(said, text, sizeof(text) - 1);
    char *last;

    if (got <= 0)
        return err->code;
    text[got] = '\0';
    while (got > 0 && text[got - 1] == '\n')
        text[--got] = '\0';
    last = strrchr(text, '\n');
    memcpy(&before, err, sizeof(before));
    return error_set(err, before.code < 0 ? before.code : -EIO, "%.300s; it said: %s", before.text,
                     last ? last + 1 : text);
}

static int boot(struct interpreter *interpreter, const struct host_profile *profile, int *said,
                struct error *err)
{
    int64_t base_kib, address_kib, kib, address_after_kib;
    int failed = send_start(interpreter, profile, said, err);

    if (failed == 0)
        failed = hear_booted(interpreter, err);
    if (failed == 0)
        failed = measure(interpreter, &base_kib, &address_kib, err);
    if (failed == 0)
        failed = send_preload(interpreter, profile, err);
    if (failed == 0)
        failed = hear_ready(interpreter, err);
    if (failed == 0)
        failed = measure(interpreter, &kib, &address_after_kib, err);
    if (failed == 0)
        failed = look(interpreter, &interpreter->state, err);
    if (failed < 0)
        return failed;
    if (number_of(interpreter->state.status, "Threads:") != 1)
        return error_set(err, -ENOTSUP,
                         "it has several threads after preloading, and a fork would leave the "
                         "others behind (OPENBLAS_NUM_THREADS: 1 and the like in `environment`)");
    interpreter->cell.base_kib = base_kib;
    /* room for what is preloaded; what else it grew by is little, and a limit that can be read
     * should be the one that a program finds by exec */
    interpreter->cell.base_address_kib = profile->preload[0] ? address_after_kib - address_kib : 0;
    return 0;
}

/* ---- trying it out ---- */

/* A program of no byte must end with 0. What it is charged beside the base is no program's. */
static int try_out(struct interpreter *interpreter, const struct host_profile *profile,
                   struct error *err)
{
    static const struct run_limits limits = {.cpu_us = 10000000,
                                             .wall_us = 10000000,
                                             .memory_kib = 1 << 20,
                                             .stack_kib = 64 * 1024,
                                             .output_bytes = 1 << 16,
                                             .processes = 1};
    char file[FILE_PATH_MAX + 16];
    struct root_file empty = {.path = profile->watch_source};
    struct cell_run_order order = {
        .limits = &limits, .action = RUN_WATCHED, .file = file, .argc = 0};
    char argv[ARGV_BYTES];
    int fds[3] = {-1, -1, -1}, unread = -1, pair[2];
    struct run_evidence evidence = {.exit_status = -1};
    struct cell_run run;
    int failed;

    snprintf(file, sizeof(file), "/prog/%s", profile->watch_source);
    failed = pack_strings(argv, sizeof(argv), &order.argv_size, profile->watch_argv,
                          "its argument vector", err);
    if (failed < 0)
        return failed;
    if (!cell_can_give(&interpreter->cell, &limits))
        return error_set(err, -ENOTSUP, "it takes %lld KiB by itself",
                         (long long)interpreter->cell.base_kib);
    order.argc = (uint32_t)failed;
    order.argv = argv;
    order.descriptors = fds;
    order.descriptor_count = 3;
    fds[0] = fd_memfd_with("input", "", 0);
    if (fds[0] < 0 || pipe2(pair, O_CLOEXEC) < 0) {
        fd_close(&fds[0]);
        return error_set_errno(err, errno, "cannot try out a watched interpreter");
    }
    unread = pair[0];
    fds[1] = fds[2] = pair[1];
    empty.fd = fds[0];
    failed = interpreter_lay(interpreter, &empty, 1, limits.memory_kib, err);
    if (failed == 0)
        failed = cell_run_start(&interpreter->cell, &order, &run, err);
    if (failed == 0)
        failed = cell_run_finish(&run, -1, &evidence, err);
    close(pair[1]);
    fd_close(&fds[0]);
    fd_close(&unread);
    if (failed == 0 && evidence.exit_status != 0)
        return error_set(err, -EIO, "an empty program ended with status %d, signal %d",
                         evidence.exit_status, evidence.term_signal);
    if (failed == 0)
        interpreter->cell.base_kib -= evidence.memory_kib - interpreter->cell.base_kib;
    if (failed == 0 && interpreter->cell.base_kib < 0)
        interpreter->cell.base_kib = 0;
    return failed == 0 ? interpreter_check(interpreter, err) : failed;
}

int interpreter_start(const struct host *host, unsigned slot, struct host_profile *profile,
                      struct interpreter *ret_interpreter, struct error *err)
{
    const struct host_watch *watch = &host->watches[profile->watch];
    const struct root_file files[] = {
        {.path = profile->watch_source, .fd = watch->start, .size = watch->start_size},
        {.path = MODULE_NAME, .fd = watch->module, .size = watch->module_size},
    };
    struct interpreter interpreter = INTERPRETER_NONE;
    int said = -1;
    int failed = cell_start(host, slot, profile, 1, &interpreter.cell, err);

    if (failed < 0)
        return failed;
    failed = cell_lay(&interpreter.cell, files, 2, 1 << 20, err);
    if (failed == 0)
        failed = boot(&interpreter, profile, &said, err);
    if (failed == 0)
        failed = try_out(&interpreter, profile, err);
    if (failed < 0) {
        interpreter_end(&interpreter);
        cell_is_gone(&interpreter.cell, 1);
        if (said >= 0)
            quote(said, err);
        fd_close(&said);
        return error_prefix(err, "the watched interpreter of %s", profile->name);
    }
    fd_close(&said);
    *ret_interpreter = interpreter;
    return 0;
}

/* ---- its use ---- */

int interpreter_lay(struct interpreter *interpreter, const struct root_file *files, size_t count,
                    int64_t memory_kib, struct error *err)
{
    const struct msg_plain lay = {.kind = MSG_WATCH_LAY};
    int failed;

    /* what init has said of who stands by comes before its answer */
    failed = cell_greet_standby(&interpreter->cell, 1, err);
    if (failed == 0 &&
        (failed = packet_send(interpreter->cell.socket, &lay, sizeof(lay), NULL, 0)) < 0)
        error_set_errno(err, -failed, "cannot talk to a cell's init");
    if (failed == 0)
        failed = cell_lay(&interpreter->cell, files, count, memory_kib, err);
    /* who stands by may read the one /prog that was next when it was asked for, and no later one */
    if (interpreter->cell.standby.is_asked && interpreter->cell.standby.lay_count++ > 0)
        interpreter->cell.standby.is_stale = 1;
    interpreter->run_count = 0;
    return failed;
}

void interpreter_note_limits(struct interpreter *interpreter, const struct run_limits *limits)
{
    if (interpreter->run_count++ == 0) {
        interpreter->first_limits = *limits;
        interpreter->has_first = 1;
    } else {
        interpreter->later_limits = *limits;
        interpreter->has_later = 1;
    }
}

void interpreter_stand_by(struct interpreter *interpreter)
{
    int is_between =
        interpreter->run_count == 0 || interpreter->run_count == interpreter->runs_before;
    struct error err;

    if (is_between && interpreter->has_first)
        cell_prepare(&interpreter->cell, &interpreter->first_limits, &err);
    else if (interpreter->run_count > 0 && interpreter->has_later)
        cell_prepare(&interpreter->cell, &interpreter->later_limits, &err);
}

void interpreter_rest(struct interpreter *interpreter)
{
    const struct msg_plain clear = {.kind = MSG_WATCH_CLEAR};

    interpreter->runs_before = interpreter->run_count;
    interpreter->run_count = 0;
    /* while nobody waits; an init that is gone is noticed when there is something to ask of it */
    packet_send(interpreter->cell.socket, &clear, sizeof(clear), NULL, 0);
    interpreter_stand_by(interpreter);
}

void interpreter_end(struct interpreter *interpreter)
{
    fd_close(&interpreter->status);
    cell_end(&interpreter->cell);
}
