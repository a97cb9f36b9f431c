/* What a grader does to itself before it serves: it gives up what its job does not need. */
#include "base/fd.h"
#include "base/limits.h"
#include "runner/protocol.h"
#include "runner/runner.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { GRADER_DESCRIPTORS = 1024, GRADER_CODE_MAX = 4096 };

/* AddressSanitizer maps more than there is. */
static rlim_t address_space(void)
{
#ifdef __SANITIZE_ADDRESS__
    return RLIM_INFINITY;
#else
    return (rlim_t)grader_memory_bytes();
#endif
}

static int limit(struct error *err)
{
    const struct {
        int resource;
        rlim_t most;
    } limits[] = {
        {RLIMIT_NPROC, 1}, /* itself */
        {RLIMIT_NOFILE, GRADER_DESCRIPTORS},
        {RLIMIT_FSIZE, (rlim_t)LIMIT_OUTPUT_MAX_KIB * 1024}, /* the output of a run, kept */
        {RLIMIT_AS, address_space()},
        {RLIMIT_CORE, 0},
        {RLIMIT_MEMLOCK, 0},
        {RLIMIT_MSGQUEUE, 0},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit now;

        if (getrlimit((__rlimit_resource_t)limits[i].resource, &now) < 0)
            return error_set_errno(err, errno, "cannot read a limit of a grader");
        if (now.rlim_max > limits[i].most)
            now.rlim_max = limits[i].most;
        if (now.rlim_cur > now.rlim_max)
            now.rlim_cur = now.rlim_max;
        if (setrlimit((__rlimit_resource_t)limits[i].resource, &now) < 0)
            return error_set_errno(err, errno, "cannot limit a grader");
    }
    return 0;
}

/* Where the kernel has Landlock: no path leads to anything but reading (attack: a user's grader
 * writes to that user's files). What is open stays as it is. Headers of Debian 12 know ABI 1. */
static int refuse_writing(struct error *err)
{
    struct {
        uint64_t fs, net, scoped;
    } attr = {0};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    size_t size = sizeof(attr.fs);
    int ruleset, failed;

    if (abi < 1)
        return 0; /* doctor says whether the host has it */
    attr.fs = ((1ULL << 13) - 1) &
              ~(uint64_t)(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    if (abi >= 2)
        attr.fs |= 1ULL << 13; /* links and renames between folders */
    if (abi >= 3)
        attr.fs |= 1ULL << 14; /* truncate */
    if (abi >= 6) {
        attr.net = 3;    /* TCP: bind, connect */
        attr.scoped = 3; /* abstract sockets, signals */
        size = sizeof(attr);
    }
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    failed = ruleset < 0 ? -errno : 0;
    if (failed == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        failed = -errno;
    fd_close(&ruleset);
    return failed < 0 ? error_set_errno(err, -failed, "cannot keep a grader from writing") : 0;
}

static int load_filter(int filter, struct error *err)
{
    static struct sock_filter code[GRADER_CODE_MAX];
    ssize_t size = pread(filter, code, sizeof(code), 0);
    struct sock_fprog program = {
        .len = (unsigned short)(size < 0 ? 0 : (size_t)size / sizeof(code[0])), .filter = code};

    if (size <= 0 || (size_t)size == sizeof(code))
        return error_set(err, -EINVAL, "a grader's filter is not what filter_compile_grader makes");
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
        return error_set_errno(err, errno, "cannot load a grader's filter");
    return 0;
}

int runner_grader_protect(int filter, struct error *err)
{
    /* exec undid it; others of this user must not read or trace it */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return error_set_errno(err, errno, "cannot make a grader undumpable");
    if (limit(err) < 0 || refuse_writing(err) < 0 || load_filter(filter, err) < 0)
        return err->code;
    return 0;
}
