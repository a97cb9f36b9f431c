#include "runner/cells/serve.h"

#include "base/fd.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/packet.h"
#include "runner/cells/pair.h"
#include "runner/cells/pool.h"
#include "runner/host/cgroup.h"
#include "runner/host/layers.h"
#include "runner/protocol.h"
#include "runner/request.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

struct runner {
    struct host *host;
    unsigned slot;
    int socket;
    struct pool pool;
};

/* One message of the grader's. */
struct request {
    size_t size;
    int fds[PACKET_FDS_MAX];
    size_t fd_count;
    union {
        uint32_t kind;
        struct msg_plain plain;
        struct msg_cell_open open;
        struct msg_cell_close close;
        struct msg_run run;
        struct msg_pair pair;
        char bytes[PACKET_SIZE_MAX];
    };
};

/* Ends the runner: the kernel kills the cell with it (PDEATHSIG), and the parent notices. */
_Noreturn static void leave(struct runner *runner, const char *why)
{
    if (why)
        log_warning("runner %u ends: %s", runner->slot, why);
    pool_end(&runner->pool);
    _exit(why ? 1 : 0);
}

/* Before the answer, so that the grader never finds its files still held. They may be anything:
 * who refuses a request has looked at some of them at most. */
static void close_files(struct request *request)
{
    for (size_t i = 0; i < request->fd_count; i++)
        fd_close_foreign(&request->fds[i]);
    request->fd_count = 0;
}

static void reply(struct runner *runner, int code, const char *text)
{
    struct msg_reply message = {.kind = MSG_REPLY, .code = code};

    snprintf(message.text, sizeof(message.text), "%s", text);
    if (packet_send(runner->socket, &message, sizeof(message), NULL, 0) < 0)
        leave(runner, NULL);
}

/* ---- cells ---- */

/* Where a file is: 0 and its size, or -errno for a grader's honest mistakes. */
static int read_file(const struct request *request, const struct request_file *from, int64_t *total,
                     struct root_file *ret_file, struct error *err)
{
    int fd = request->fds[from->fd];
    struct stat info;
    int64_t size;
    int failed;

    if (!request_path_is_plain(from->path))
        return error_set(err, -EINVAL, "\"%.80s\" is no plain relative path for a cell",
                         from->path);
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        return error_set(err, -EINVAL, "\"%.80s\" is not a regular file", from->path);
    failed = request_find_range(from, info.st_size, ROOT_FILES_BYTES, total, &size);
    if (failed == -EFBIG)
        return error_set(err, failed, "the files of a cell are over %lld MiB in all",
                         ROOT_FILES_BYTES / 1024 / 1024);
    if (failed < 0)
        return error_set(err, failed, "\"%.80s\" is not where it is said to be", from->path);
    *ret_file = (struct root_file){from->path, fd, from->offset, size};
    return 0;
}

/* The files of a request to open a cell. */
static int read_files(const struct request *request, const struct request_file *from,
                      struct root_file files[RUNNER_FILES_MAX], struct error *err)
{
    int64_t total = 0;
    int failed = 0;

    for (uint32_t i = 0; i < request->open.file_count && failed == 0; i++)
        failed = read_file(request, &from[i], &total, &files[i], err);
    return failed;
}

/* 1: in a watched interpreter, 0: in a cell of its own (err says why, where the other was wanted),
 * or negative. */
static int open_in_pool(struct runner *runner, struct request *request,
                        const struct root_file *files, struct error *err)
{
    const struct msg_cell_open *open = &request->open;
    struct host_profile *profile = &runner->host->profiles[open->profile];
    const struct pool_files laid = {.files = files,
                                    .count = open->file_count,
                                    .fds = request->fds,
                                    .fd_count = request->fd_count};
    int opened;

    if (open->slot == SLOT_AUTHOR)
        return pool_author_open(&runner->pool, profile, &laid, open->memory_kib, err);
    opened = open->wants_watched &&
             pool_open_watched(&runner->pool, profile, &laid, open->memory_kib, err);
    if (!opened)
        opened = pool_open(&runner->pool, profile, &laid, open->memory_kib, err);
    if (opened >= 0)
        request->fd_count = 0; /* they are the pool's now */
    return opened;
}

/* The open cell of a slot, NULL when there is none. */
static struct cell *cell_of(struct runner *runner, uint32_t slot)
{
    return slot == SLOT_AUTHOR ? pool_author_cell(&runner->pool) : pool_cell(&runner->pool);
}

static void stand_by(struct runner *runner, uint32_t slot)
{
    if (slot == SLOT_AUTHOR)
        pool_author_stand_by(&runner->pool);
    else
        pool_stand_by(&runner->pool);
}

static void open_cell(struct runner *runner, struct request *request)
{
    const struct msg_cell_open *open = &request->open;
    static struct request_file from[RUNNER_FILES_MAX];
    static struct root_file files[RUNNER_FILES_MAX];
    const char *fault = request_read_open(request->bytes, request->size, request->fd_count, from);
    struct error err = {0};
    int failed, opened = 0;

    if (!fault && open->profile >= runner->host->profile_count)
        fault = "a cell of a profile that there is not";
    if (fault)
        leave(runner, fault);
    failed = read_files(request, from, files, &err);
    if (failed == 0 && cell_of(runner, open->slot))
        failed = error_set(&err, -EBUSY, "a cell is open already: close it first");
    if (failed == 0 && !request_memory_is_sane(open->memory_kib))
        failed =
            error_set(&err, -EINVAL, "a cell for %lld KiB of memory: expected " LIMIT_MEMORY_WORDS,
                      (long long)open->memory_kib);
    if (failed == 0)
        opened = open_in_pool(runner, request, files, &err);
    close_files(request);
    reply(runner, failed < 0 ? failed : opened, err.text);
    if (failed == 0 && opened >= 0)
        stand_by(runner, open->slot);
}

static void close_cell(struct runner *runner, const struct request *request)
{
    if (request->size != sizeof(request->close) || request->fd_count != 0 ||
        request->close.slot > SLOT_AUTHOR)
        leave(runner, "a malformed request to close a cell");
    if (request->close.slot == SLOT_AUTHOR)
        pool_author_close(&runner->pool);
    else
        pool_close(&runner->pool);
    reply(runner, 0, "");
}

/* ---- runs ---- */

/* The order in a request. */
static struct cell_run_order read_order(struct runner *runner, const struct request *request)
{
    struct request_run run;
    const char *fault = request_read_run(request->bytes, request->size, request->fd_count, &run);

    if (fault)
        leave(runner, fault);
    return (struct cell_run_order){.limits = &run.head->limits,
                                   .action = (enum run_action)run.head->action,
                                   .file = run.file,
                                   .argc = run.head->argc,
                                   .argv = run.argv,
                                   .argv_size = run.argv_size,
                                   .descriptors = request->fds,
                                   .descriptor_count = request->fd_count,
                                   .has_code = run.head->has_code != 0};
}

/* A pipe that pipe(2) made: a FIFO of the host's has a name there. */
static int is_pipe(int fd)
{
    struct statfs file_system;
    struct stat info;

    return fstat(fd, &info) == 0 && S_ISFIFO(info.st_mode) && fstatfs(fd, &file_system) == 0 &&
           file_system.f_type == PIPEFS_MAGIC;
}

/* Of a pipe for the program to write to. It may open its end again, as /dev/stdout, for writing.
 * Where it is another user it may not read there; with one mapped uid it can take back what it
 * wrote, and nothing else. The grader cannot allow that itself: its filter would let it change the
 * mode of any file of its user. */
static const char *output_fault(int fd)
{
    if (!is_pipe(fd))
        return "the run's output is not a pipe";
    return fchmod(fd, 0622) < 0 ? "the run's output cannot be opened to its program" : NULL;
}

/* stdin a memfd that nobody can change, the others pipes: nothing else reaches a program, so that a
 * grader cannot hand it a directory or a device. */
static const char *descriptors_fault(const int *fds, size_t count, int has_code)
{
    const char *fault = NULL;

    if (!fd_is_sealed(fds[0]) || (has_code && !fd_is_sealed(fds[3])))
        return "the run's input is not a sealed memfd";
    for (size_t i = 1; i < count && !fault; i++)
        if (i != 3 || !has_code)
            fault = output_fault(fds[i]);
    return fault;
}

/* What is wrong with a request that a sane grader may make; NULL: nothing. */
static const char *run_fault(struct runner *runner, const struct cell *cell,
                             const struct cell_run_order *order)
{
    const char *fault = NULL;

    if (!cell)
        return "no cell is open";
    if (cell->is_watched != (order->action != RUN_EXEC))
        return "the cell that is open is of the other kind";
    fault = descriptors_fault(order->descriptors, order->descriptor_count, order->has_code);
    return fault ? fault
                 : request_limits_fault(order->limits, cell->memory_kib,
                                        cell->profile->is_build ||
                                            runner->host->cgroup.version != CGROUP_NONE);
}

static int run_in_author_cell(struct runner *runner, struct request *request,
                              const struct cell_run_order *order, struct run_evidence *evidence,
                              struct error *err)
{
    struct cell_run run;
    int failed;

    pool_author_note_limits(&runner->pool, order->limits);
    failed = cell_run_start(pool_author_cell(&runner->pool), order, &run, err);
    close_files(request);
    if (failed == 0)
        failed = cell_run_finish(&run, runner->socket, evidence, err);
    if (failed == -EPIPE)
        leave(runner, NULL);
    if (failed < 0)
        pool_author_close(&runner->pool); /* in doubt */
    return failed;
}

static int run_in_cell(struct runner *runner, struct request *request,
                       const struct cell_run_order *order, struct run_evidence *evidence,
                       struct error *err)
{
    struct cell *cell = pool_cell(&runner->pool);
    struct cell_run run;
    int failed;

    if (!cell_can_give(cell, order->limits))
        return error_set(err, -EAGAIN, "a watched interpreter cannot give such limits");
    pool_note_limits(&runner->pool, order->limits);
    failed = cell_run_start(cell, order, &run, err);
    /* the program has them; a grader that drains would be woken by our closing them later */
    close_files(request);
    if (failed == 0) {
        pool_work_ahead(&runner->pool);
        failed = cell_run_finish(&run, runner->socket, evidence, err);
    }
    if (failed == 0)
        failed = pool_check(&runner->pool, err);
    if (failed == -EPIPE || failed == -EBADMSG)
        leave(runner, failed == -EPIPE ? NULL : err->text);
    if (failed < 0)
        pool_fail(&runner->pool, err); /* in doubt */
    return failed;
}

static void run_program(struct runner *runner, struct request *request)
{
    const struct cell_run_order order = read_order(runner, request);
    uint32_t slot = request->run.slot;
    struct msg_done done = {.kind = MSG_DONE};
    struct run_evidence evidence;
    struct error err = {0};
    const char *fault = run_fault(runner, cell_of(runner, slot), &order);

    if (fault)
        done.code = error_set(&err, -EINVAL, "%s", fault);
    else if (slot == SLOT_AUTHOR)
        done.code = run_in_author_cell(runner, request, &order, &evidence, &err);
    else
        done.code = run_in_cell(runner, request, &order, &evidence, &err);
    if (done.code == 0)
        memcpy(done.evidence, &evidence, sizeof(done.evidence));
    close_files(request);
    snprintf(done.text, sizeof(done.text), "%s", done.code < 0 ? err.text : "");
    if (packet_send(runner->socket, &done, sizeof(done), NULL, 0) < 0)
        leave(runner, NULL);
    if (slot == SLOT_AUTHOR)
        pool_author_stand_by(&runner->pool);
    else
        pool_after_run(&runner->pool);
}

/* ---- two at once ---- */

/* The vectors in a request for two runs: their text ends the message exactly. */
static void read_vectors(struct runner *runner, const struct request *request,
                         struct pair_order *order)
{
    const struct msg_pair *pair = &request->pair;
    struct text text = {request->bytes + sizeof(*pair), request->bytes + request->size};

    for (int i = 0; i < 2; i++) {
        struct cell_run_order *side = &order->sides[i];

        *side = (struct cell_run_order){
            .limits = &pair->limits[i], .action = RUN_EXEC, .argv = text.at, .argc = pair->argc[i]};
        if (side->argc == 0 || side->argc > ARGV_MAX)
            leave(runner, "an argument vector that is empty or too long");
        for (uint32_t k = 0; k < side->argc; k++)
            if (!text_next(&text))
                leave(runner, "fewer arguments than announced");
        side->argv_size = (size_t)(text.at - side->argv);
        if (side->argv_size > ARGV_BYTES || side->argv[0] != '/')
            leave(runner, "a malformed argument vector");
    }
    if (text.at != text.end)
        leave(runner, "more text than arguments");
}

static struct pair_order read_pair(struct runner *runner, const struct request *request)
{
    const struct msg_pair *pair = &request->pair;
    const int *fds = request->fds;
    struct pair_order order = {.report = -1, .report_end = -1, .material = -1};

    if (request->size < sizeof(*pair) || pair->has_report > 1 ||
        pair->has_material > pair->has_report || pair->record_bytes < 0 ||
        pair->record_bytes > PAIR_RECORD_MAX ||
        request->fd_count != 2 + 2 * pair->has_report + pair->has_material)
        leave(runner, "a malformed request for two runs");
    read_vectors(runner, request, &order);
    order.accepts = pair->accepts;
    order.record_bytes = pair->record_bytes;
    order.errors[0] = fds[0];
    order.errors[1] = fds[1];
    if (pair->has_report) {
        order.report = fds[2];
        order.report_end = fds[3];
    }
    if (pair->has_material)
        order.material = fds[4];
    return order;
}

static const char *pair_fault(struct runner *runner, const struct request *request,
                              const struct pair_order *order)
{
    const char *fault = NULL;

    for (size_t i = 0; i < request->fd_count && !fault; i++)
        if (request->fds[i] != order->material)
            fault = output_fault(request->fds[i]);
        else if (!fd_is_sealed(request->fds[i]))
            fault = "the run's material is not a sealed memfd";
    for (uint32_t i = 0; !fault && i < 2; i++) {
        const struct cell *cell = cell_of(runner, i);

        if (!cell)
            fault = "no cell is open";
        else if (cell->is_watched)
            fault = "the cell that is open is of the other kind";
        else
            fault = request_limits_fault(order->sides[i].limits, cell->memory_kib,
                                         cell->profile->is_build ||
                                             runner->host->cgroup.version != CGROUP_NONE);
    }
    return fault;
}

static int run_both(struct runner *runner, const struct pair_order *order,
                    struct msg_pair_done *done, int *ret_conversation, struct error *err)
{
    struct cell *cells[2] = {pool_cell(&runner->pool), pool_author_cell(&runner->pool)};
    struct run_evidence evidence[2];
    int failed;

    pool_note_limits(&runner->pool, order->sides[SLOT_SUBMISSION].limits);
    pool_author_note_limits(&runner->pool, order->sides[SLOT_AUTHOR].limits);
    failed =
        pair_run(cells, order, runner->socket, &done->outcome, evidence, ret_conversation, err);
    if (failed == -EPIPE)
        leave(runner, NULL);
    if (failed < 0) { /* in doubt */
        pool_fail(&runner->pool, err);
        pool_author_close(&runner->pool);
        return failed;
    }
    for (int i = 0; i < 2; i++)
        memcpy(done->evidence[i], &evidence[i], EVIDENCE_NUMBERS);
    return 0;
}

static void run_pair(struct runner *runner, struct request *request)
{
    const struct pair_order order = read_pair(runner, request);
    struct msg_pair_done done = {.kind = MSG_PAIR_DONE};
    struct error err = {0};
    const char *fault = pair_fault(runner, request, &order);
    int conversation = -1;

    if (fault)
        done.code = error_set(&err, -EINVAL, "%s", fault);
    else
        done.code = run_both(runner, &order, &done, &conversation, &err);
    close_files(request);
    snprintf(done.text, sizeof(done.text), "%s", done.code < 0 ? err.text : "");
    if (packet_send(runner->socket, &done, sizeof(done), &conversation, conversation >= 0) < 0)
        leave(runner, NULL);
    fd_close(&conversation);
    pool_after_run(&runner->pool);
    pool_author_stand_by(&runner->pool);
}

/* ---- the loop ---- */

static void serve_request(struct runner *runner, struct request *request)
{
    if (request->size < sizeof(request->kind))
        leave(runner, "a message without a kind");
    switch (request->kind) {
    case MSG_CELL_OPEN:
        open_cell(runner, request);
        break;
    case MSG_CELL_CLOSE:
        close_cell(runner, request);
        break;
    case MSG_RUN:
        run_program(runner, request);
        break;
    case MSG_PAIR:
        run_pair(runner, request);
        break;
    case MSG_RUN_END:
        /* it crossed the end of the run; whatever is next comes after it in this socket */
        if (request->size != sizeof(request->plain) || request->fd_count != 0)
            leave(runner, "a malformed end of a run");
        break;
    default:
        leave(runner, "a message of unknown kind");
    }
}

/* As root the runner gives its own network away, and its cells are born in an empty one: to make
 * and to take down one for each costs more than all their other namespaces. No program can leave
 * anything in it (no socket but a connected pair, no privilege over it), so one will do, but where
 * programs have a /proc, which lists the sockets in it. */
static void leave_network(struct host *host)
{
    if (LAYER_ON(net_namespace) && host->is_root && host->namespaces & CLONE_NEWNET &&
        unshare(CLONE_NEWNET) == 0) {
        host->namespaces &= ~(uint64_t)CLONE_NEWNET;
        host->shares_network = 1;
    }
}

/* Who watches limits must not wait behind those who are watched: the runner comes first where there
 * is something to choose from. As a user it may not, and takes its turn like all. */
static void go_first(const struct host *host)
{
    if (host->is_root)
        setpriority(PRIO_PROCESS, 0, -10);
}

/* The sockets of the parent and of other runners are none of ours. */
static int close_others(const struct host *host)
{
    int keep[2 * RUNNER_WATCHES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < host->watch_count; i++) {
        keep[count++] = host->watches[i].start;
        keep[count++] = host->watches[i].module;
    }
    return fd_close_all_but(PARENT_FD + 1, keep, count);
}

_Noreturn void runner_serve(struct host *host, unsigned slot, int socket)
{
    static struct request request;
    static struct runner runner;

    runner.host = host;
    runner.slot = slot;
    pool_init(&runner.pool, host, slot);
    if (socket != PARENT_FD && dup3(socket, PARENT_FD, O_CLOEXEC) < 0)
        _exit(1);
    runner.socket = PARENT_FD;
    if (close_others(host) < 0)
        _exit(1);
    cgroup_sweep_slot(&host->cgroup, slot);
    leave_network(host);
    go_first(host);
    for (;;) {
        ssize_t got;

        request.fd_count = PACKET_FDS_MAX;
        got = packet_recv(runner.socket, request.bytes, sizeof(request.bytes), request.fds,
                          &request.fd_count);
        if (got == 0)
            leave(&runner, NULL);
        if (got < 0)
            leave(&runner, "a message that was cut");
        request.size = (size_t)got;
        serve_request(&runner, &request);
        close_files(&request);
    }
}
