#include "runner/host/host.h"

#include "base/fd.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A NULL-terminated list of the next `count` strings, or NULL. */
static char **read_strings(struct text *text, uint32_t count)
{
    char **list = memory_alloc((count + 1) * sizeof(char *));

    for (uint32_t i = 0; i < count; i++) {
        const char *string = text_next(text);

        if (!string)
            return NULL; /* the message is refused, and the process ends */
        list[i] = memory_strdup(string);
    }
    return list;
}

static int read_watch(const struct start_profile *from, struct text *text, const struct host *host,
                      struct host_profile *profile, struct error *err)
{
    const char *source = text_next(text);

    if (!source || from->watch >= host->watch_count || from->watch_argc == 0 ||
        from->watch_argc > ARGV_MAX || from->preload_count > ARGV_MAX)
        return error_set(err, -EINVAL, "a malformed watched interpreter");
    profile->watch = from->watch;
    profile->watch_source = memory_strdup(source);
    profile->watch_argv = read_strings(text, from->watch_argc);
    profile->preload = profile->watch_argv ? read_strings(text, from->preload_count) : NULL;
    return profile->preload ? 0 : error_set(err, -EINVAL, "fewer arguments than announced");
}

/* Reads one profile's strings. The message comes from `assay`, so a fault in it is a bug of ours;
 * it is checked all the same, because it costs nothing. */
static int read_profile(const struct start_profile *from, struct text *text, struct host *host,
                        struct host_profile *profile, struct error *err)
{
    const char *name = text_next(text);

    if (!name || from->bind_count > RUNNER_BINDS_MAX || from->environment_count > 1024 ||
        from->threads < 1 || from->threads > RUNNER_THREADS_MAX || from->address_kib < -1 ||
        from->address_kib > LIMIT_MEMORY_MAX_KIB || from->filter >= RUNNER_FILTERS_MAX ||
        !host->filters[from->filter].single.code)
        return error_set(err, -EINVAL, "a malformed profile");
    *profile = (struct host_profile){
        .name = memory_strdup(name),
        .threads = from->threads,
        .address_kib = from->address_kib,
        .has_proc = from->has_proc != 0,
        .is_build = from->is_build != 0,
        .filter = &host->filters[from->filter],
    };
    profile->binds = read_strings(text, from->bind_count);
    profile->environment = profile->binds ? read_strings(text, from->environment_count) : NULL;
    if (!profile->environment)
        return error_set(err, -EINVAL, "fewer binds or variables than announced");
    return from->has_watch ? read_watch(from, text, host, profile, err) : 0;
}

int host_profile_plan(struct host_profile *profile, struct error *err)
{
    struct root_plan *plan;
    int failed = 0;

    if (profile->plan)
        return 0;
    plan = memory_alloc(sizeof(*plan));
    for (char **path = profile->binds; *path && failed == 0; path++)
        failed = root_plan_add(plan, *path, err);
    if (failed == 0)
        failed = root_plan_add_devices(plan, err);
    if (failed < 0) {
        root_plan_release(plan);
        free(plan);
        return error_prefix(err, "the cells of %s", profile->name);
    }
    profile->plan = plan;
    return 0;
}

static int read_watches(const struct msg_start *start, const int *fds, struct host *host,
                        struct error *err)
{
    for (uint32_t i = 0; i < start->watch_count; i++) {
        struct host_watch *watch = &host->watches[i];
        struct stat source, module;

        *watch = (struct host_watch){.start = fds[2 * i], .module = fds[2 * i + 1]};
        if (fstat(watch->start, &source) < 0 || fstat(watch->module, &module) < 0)
            return error_set_errno(err, errno, "cannot look at a watched interpreter's files");
        if (!S_ISREG(source.st_mode) || !S_ISREG(module.st_mode) ||
            source.st_size > ROOT_FILES_BYTES || module.st_size > ROOT_FILES_BYTES)
            return error_set(err, -EINVAL, "a watched interpreter's files are none, or too large");
        watch->start_size = source.st_size;
        watch->module_size = module.st_size;
        host->watch_count = i + 1;
    }
    return 0;
}

int host_can_watch(const struct host *host, struct error *why)
{
    if (!host->is_root)
        return error_say(why, "only root can give its runs a user that it is not itself");
    if (host->cgroup.version == CGROUP_NONE)
        return error_say(why, "without control groups the memory of its runs cannot be counted");
    return 1;
}

int host_read_start(const void *message, size_t size, const int *fds, size_t fd_count,
                    struct host *host, struct error *err)
{
    const struct msg_start *start = message;
    struct text text = {(const char *)message + sizeof(*start), (const char *)message + size};
    const char *runner, *grader;

    if (size < sizeof(*start) || start->kind != MSG_START || start->version != PROTOCOL_VERSION)
        return error_set(err, -EPROTO, "assay and assay-runner are not of the same build");
    if (start->profile_count == 0 || start->profile_count > RUNNER_PROFILES_MAX ||
        start->filter_count == 0 || start->filter_count > RUNNER_FILTERS_MAX ||
        start->watch_count > RUNNER_WATCHES_MAX || start->file_count > GRADER_FILES_MAX ||
        fd_count != start->filter_count + start->file_count + 2 * start->watch_count)
        return error_set(err, -EINVAL, "expected 1 to %d profiles and 1 to %d filters",
                         RUNNER_PROFILES_MAX, RUNNER_FILTERS_MAX);
    runner = text_next(&text);
    grader = text_next(&text);
    if (!runner || !grader)
        return error_set(err, -EINVAL, "the grader's path is missing");
    *host = (struct host){
        .is_root = geteuid() == 0,
        .runner_path = memory_strdup(runner),
        .grader_path = memory_strdup(grader),
        .grader_uid = start->grader_uid,
        .grader_gid = start->grader_gid,
        .allow_missing = start->allow_missing,
        .examine = start->examine != 0,
        .grader_file_count = start->file_count,
    };
    for (uint32_t i = 0; i < start->file_count; i++)
        host->grader_files[i] = fds[start->filter_count + i];
    if (host->is_root && (host->grader_uid == 0 || host->grader_gid == 0))
        return error_set(err, -EINVAL,
                         "graders would run as root: configure an unprivileged user for them");
    if (sched_getaffinity(0, sizeof(host->cpus), &host->cpus) < 0)
        return error_set_errno(err, errno, "cannot find out which processors may be used");
    host->processors = CPU_COUNT(&host->cpus);
    for (uint32_t i = 0; i < start->filter_count; i++) {
        int failed = filter_image_load(fds[i], &host->filters[i], err);

        if (failed < 0)
            return failed;
    }
    if (read_watches(start, fds + start->filter_count + start->file_count, host, err) < 0)
        return err->code;
    for (uint32_t i = 0; i < start->profile_count; i++) {
        int failed = read_profile(&start->profiles[i], &text, host, &host->profiles[i], err);

        if (failed < 0)
            return failed;
        host->profile_count = i + 1;
    }
    if (text.at != text.end)
        return error_set(err, -EINVAL, "more text than the profiles have");
    return 0;
}

int host_write_proc(pid_t pid, const char *name, const char *text)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    return fd_write_file(AT_FDCWD, path, text);
}
