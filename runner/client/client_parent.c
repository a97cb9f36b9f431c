/* The judge's side of the runner parent. */
#include "runner/runner.h"

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/packet.h"
#include "runner/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_TIMEOUT_MS = 10000 };

static uint32_t add_strings(struct buffer *out, const char *const *strings)
{
    uint32_t count = 0;

    for (; strings && strings[count]; count++)
        buffer_append(out, strings[count], strlen(strings[count]) + 1);
    return count;
}

/* The bits of the layers that may be missing. */
static int read_layers(const char *const *names, uint32_t *ret_bits, struct error *err)
{
    uint32_t bits = 0;

    for (; names && *names; names++) {
        int layer = 0;

        while (layer < LAYER_COUNT && strcmp(*names, isolation_layers[layer]) != 0)
            layer++;
        if (layer == LAYER_COUNT)
            return error_set(err, -EINVAL,
                             "\"%s\" may not be missing: there is no layer of this name (assay "
                             "doctor lists them)",
                             *names);
        bits |= 1U << layer;
    }
    *ret_bits = bits;
    return 0;
}

static int write_start(const struct runner_config *config, struct buffer *out, struct error *err)
{
    struct msg_start start = {
        .kind = MSG_START,
        .version = PROTOCOL_VERSION,
        .grader_uid = config->grader_uid,
        .grader_gid = config->grader_gid,
        .profile_count = (uint32_t)config->profile_count,
        .filter_count = (uint32_t)config->filter_count,
        .file_count = (uint32_t)config->grader_file_count,
        .watch_count = (uint32_t)config->watch_count,
        .examine = config->examine != 0,
    };
    struct buffer text = BUFFER_INIT;
    int failed = read_layers(config->allow_missing, &start.allow_missing, err);

    if (failed < 0)
        return failed;
    if (config->profile_count == 0 || config->profile_count > RUNNER_PROFILES_MAX)
        return error_set(err, -EINVAL, "%zu profiles: expected 1 to %d", config->profile_count,
                         RUNNER_PROFILES_MAX);
    if (config->watch_count > RUNNER_WATCHES_MAX)
        return error_set(err, -EINVAL, "%zu kinds of watched interpreters: %d is the most",
                         config->watch_count, RUNNER_WATCHES_MAX);
    if (config->filter_count == 0 || config->filter_count > RUNNER_FILTERS_MAX)
        return error_set(err, -EINVAL, "%zu filters: expected 1 to %d", config->filter_count,
                         RUNNER_FILTERS_MAX);
    if (config->grader_file_count > GRADER_FILES_MAX)
        return error_set(err, -EINVAL, "%zu files for graders: %d is the most",
                         config->grader_file_count, GRADER_FILES_MAX);
    add_strings(&text, (const char *const[]){config->runner_path, config->grader_path, NULL});
    for (size_t i = 0; i < config->profile_count; i++) {
        const struct runner_profile *profile = &config->profiles[i];

        add_strings(&text, (const char *const[]){profile->name, NULL});
        start.profiles[i].threads = profile->threads;
        start.profiles[i].filter = (uint32_t)profile->filter;
        start.profiles[i].has_proc = profile->has_proc != 0;
        start.profiles[i].is_build = profile->is_build != 0;
        start.profiles[i].address_kib = profile->address_kib;
        start.profiles[i].bind_count = add_strings(&text, profile->binds);
        start.profiles[i].environment_count = add_strings(&text, profile->environment);
        if (profile->watch_source) {
            add_strings(&text, (const char *const[]){profile->watch_source, NULL});
            start.profiles[i].has_watch = 1;
            start.profiles[i].watch = (uint32_t)profile->watch;
            start.profiles[i].watch_argc = add_strings(&text, profile->watch_argv);
            start.profiles[i].preload_count = add_strings(&text, profile->preload);
        }
    }
    buffer_append(out, &start, sizeof(start));
    buffer_append(out, text.data, text.size);
    buffer_release(&text);
    if (out->size > PACKET_SIZE_MAX)
        return error_set(err, -E2BIG, "the profiles take %zu bytes, %d is the most", out->size,
                         PACKET_SIZE_MAX);
    return 0;
}

_Noreturn static void exec_parent(const char *path, int socket)
{
    char *const argv[] = {(char *)"assay-runner", NULL};
    /* Nothing of the operator's environment, which may hold secrets, gets near a cell. Test builds
     * read these (runner/host/layers.h, base/crash_point.h). */
    const char *layers = getenv("ASSAY_LAYERS_OFF");
    char variable[1024], form[] = "ASSAY_LOG=logfmt";
    char *environment[4] = {NULL};
    size_t count = 0;

    snprintf(variable, sizeof(variable), "ASSAY_LAYERS_OFF=%s", layers ? layers : "");
    if (layers)
        environment[count++] = variable;
    if (log_form_in_use() == LOG_FORM_LOGFMT) /* it writes to the same stderr */
        environment[count++] = form;
    environment[count] = crash_environment();
    if (socket == PARENT_FD ? fd_set_cloexec(socket, 0) < 0 : dup2(socket, PARENT_FD) < 0)
        _exit(126);
    close_range(PARENT_FD + 1, ~0U, 0);
    execve(path, argv, environment);
    _exit(127);
}

static void wait_gone(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

int runner_parent_start(const struct runner_config *config, struct runner_parent *ret_parent,
                        struct error *err)
{
    struct buffer start = BUFFER_INIT;
    int fds[RUNNER_FILTERS_MAX + GRADER_FILES_MAX + 2 * RUNNER_WATCHES_MAX];
    size_t fd_count = config->filter_count;
    struct msg_started started;
    int ends[2] = {-1, -1};
    pid_t pid = -1;
    int failed = write_start(config, &start, err);

    if (failed < 0)
        goto out;
    failed = packet_pair(ends);
    pid = failed < 0 ? -1 : fork();
    if (pid == 0)
        exec_parent(config->runner_path, ends[1]);
    if (pid < 0) {
        failed = error_set_errno(err, failed < 0 ? -failed : errno, "cannot fork the runner");
        goto out;
    }
    fd_close(&ends[1]);
    memcpy(fds, config->filters, config->filter_count * sizeof(int));
    for (size_t i = 0; i < config->grader_file_count; i++)
        fds[fd_count++] = config->grader_files[i];
    for (size_t i = 0; i < config->watch_count; i++) {
        fds[fd_count++] = config->watches[i].start;
        fds[fd_count++] = config->watches[i].module;
    }
    failed = packet_send(ends[0], start.data, start.size, fds, fd_count);
    if (failed < 0 ||
        packet_recv(ends[0], &started, sizeof(started), NULL, NULL) != (ssize_t)sizeof(started) ||
        started.kind != MSG_STARTED)
        failed =
            error_set(err, -EIO, "%s did not start: is it there, executable and of this build?",
                      config->runner_path);
    else if (started.code < 0)
        failed = error_set(err, started.code, "%.*s", (int)sizeof(started.text), started.text);
    else if ((failed = fd_set_nonblock(ends[0], 1)) < 0) /* one that hangs must not hang us */
        error_set_errno(err, -failed, "cannot use the runner's socket");
    if (failed == 0) {
        *ret_parent =
            (struct runner_parent){.socket = ends[0], .pid = pid, .isolation = started.isolation};
        ends[0] = -1;
        pid = -1;
    }
out:
    buffer_release(&start);
    fd_close(&ends[0]);
    fd_close(&ends[1]);
    if (pid > 0)
        wait_gone(pid); /* it ends when its socket does */
    return failed;
}

void runner_parent_stop(struct runner_parent *parent)
{
    const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};

    fd_close(&parent->socket);
    for (int waited = 0; parent->pid > 0 && waited < STOP_TIMEOUT_MS; waited += 2) {
        if (waitpid(parent->pid, NULL, WNOHANG) != 0) {
            parent->pid = -1;
            return;
        }
        nanosleep(&pause, NULL);
    }
    /* it hangs in the kernel: its children die with it all the same */
    if (parent->pid > 0) {
        kill(parent->pid, SIGKILL);
        wait_gone(parent->pid);
        parent->pid = -1;
    }
}

static int send_id(struct runner_parent *parent, const struct msg_id *message, const int *fds,
                   size_t count, struct error *err)
{
    int failed = packet_send(parent->socket, message, sizeof(*message), fds, count);

    return failed < 0 ? error_set_errno(err, -failed, "cannot talk to the runner parent") : 0;
}

int runner_parent_spawn(struct runner_parent *parent, uint32_t id, uint32_t graders,
                        int *ret_socket, int *ret_errors, struct error *err)
{
    const struct msg_id message = {.kind = MSG_SPAWN, .id = id, .graders = graders};
    int ends[2] = {-1, -1}, errors[2] = {-1, -1};
    int failed = packet_pair(ends);

    /* only our end: the grader's must block as a pipe does */
    if (failed == 0 && (pipe2(errors, O_CLOEXEC) < 0 || fd_set_nonblock(errors[0], 1) < 0))
        failed = -errno;
    if (failed < 0)
        error_set_errno(err, -failed, "cannot make a socket and a pipe for a grader");
    else
        failed =
            send_id(parent, &message, (const int[SPAWN_FDS]){ends[1], errors[1]}, SPAWN_FDS, err);
    fd_close(&ends[1]);
    fd_close(&errors[1]);
    if (failed < 0) {
        fd_close(&ends[0]);
        fd_close(&errors[0]);
        return failed;
    }
    *ret_socket = ends[0];
    *ret_errors = errors[0];
    return 0;
}

int runner_parent_kill(struct runner_parent *parent, uint32_t id, struct error *err)
{
    const struct msg_id message = {.kind = MSG_KILL, .id = id};

    return send_id(parent, &message, NULL, 0, err);
}

int runner_parent_next(struct runner_parent *parent, struct runner_exit *ret_exit,
                       struct error *err)
{
    struct pollfd polled = {.fd = parent->socket, .events = POLLIN};
    struct msg_exited message;
    ssize_t got;

    if (poll(&polled, 1, 0) <= 0)
        return 0;
    got = packet_recv(parent->socket, &message, sizeof(message), NULL, NULL);
    if (got == 0)
        return error_set(err, -EPIPE, "the runner parent is gone");
    if (got != (ssize_t)sizeof(message) || message.kind != MSG_EXITED)
        return error_set(err, -EPROTO, "the runner parent said something malformed");
    *ret_exit = (struct runner_exit){
        .id = message.id,
        .grader_status = message.grader_status,
        .runner_died = message.runner_died,
    };
    return 1;
}
