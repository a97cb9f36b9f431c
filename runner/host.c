#include "runner/host.h"

#include "base/memory.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

/* Reads one profile's strings and its filter. The message comes from `assay`, so a fault in it is a
 * bug of ours; it is checked all the same, because it costs nothing. */
static int read_profile(const struct start_profile *from, struct text *text, int filter_fd,
                        struct host_profile *profile, struct error *err)
{
    const char *name = text_next(text);
    int failed;

    if (!name || from->bind_count > RUNNER_BINDS_MAX || from->environment_count > 1024 ||
        from->threads < 1)
        return error_set(err, -EINVAL, "a malformed profile");
    profile->name = memory_strdup(name);
    profile->threads = from->threads;
    profile->address_kib = from->address_kib;
    for (uint32_t i = 0; i < from->bind_count; i++) {
        const char *path = text_next(text);

        failed = path ? root_plan_add(&profile->plan, path, err)
                      : error_set(err, -EINVAL, "fewer binds than announced");
        if (failed < 0)
            return failed;
    }
    failed = root_plan_add_devices(&profile->plan, err);
    if (failed < 0)
        return failed;
    profile->environment = memory_alloc((from->environment_count + 1) * sizeof(char *));
    for (uint32_t i = 0; i < from->environment_count; i++) {
        const char *entry = text_next(text);

        if (!entry)
            return error_set(err, -EINVAL, "fewer variables than announced");
        profile->environment[i] = memory_strdup(entry);
    }
    failed = filter_image_load(filter_fd, &profile->filter, err);
    return failed < 0 ? error_prefix(err, "profile %s", name) : 0;
}

int host_read_start(const void *message, size_t size, const int *fds, size_t fd_count,
                    struct host *host, struct error *err)
{
    const struct msg_start *start = message;
    struct text text = {(const char *)message + sizeof(*start), (const char *)message + size};
    const char *runner, *grader;
    cpu_set_t cpus;

    if (size < sizeof(*start) || start->kind != MSG_START || start->version != PROTOCOL_VERSION)
        return error_set(err, -EPROTO, "assay and assay-runner are not of the same build");
    if (start->profile_count == 0 || start->profile_count > RUNNER_PROFILES_MAX ||
        fd_count != start->profile_count)
        return error_set(err, -EINVAL, "expected 1 to %d profiles with a filter each",
                         RUNNER_PROFILES_MAX);
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
    };
    if (host->is_root && (host->grader_uid == 0 || host->grader_gid == 0))
        return error_set(err, -EINVAL,
                         "graders would run as root: configure an unprivileged user for them");
    if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
        return error_set_errno(err, errno, "cannot find out which processors may be used");
    host->processors = CPU_COUNT(&cpus);
    for (uint32_t i = 0; i < start->profile_count; i++) {
        int failed = read_profile(&start->profiles[i], &text, fds[i], &host->profiles[i], err);

        if (failed < 0)
            return failed;
        host->profile_count = i + 1;
    }
    return 0;
}
