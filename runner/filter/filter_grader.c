#include "runner/filter/filter_grader.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* What a grader does after its start: reads the problem's files and what it is handed, writes into
 * memfds, makes pipes, speaks over the sockets it has. Nothing makes a process, a socket or a file,
 * opens anything for writing, or maps code. */
static const struct {
    const char *syscall;
    unsigned arg;
    uint32_t mask, value; /* argument `arg` under `mask` equals `value`; mask 0: whatever it is */
} allowed[] = {
    /* files. openat2 is used for reading alone, but its flags are in memory, where no filter looks:
       Landlock refuses writing */
    {"openat", 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
    {"openat2", 0, 0, 0},
    {"close", 0, 0, 0},
    {"read", 0, 0, 0},
    {"readv", 0, 0, 0},
    {"pread64", 0, 0, 0},
    {"write", 0, 0, 0},
    {"writev", 0, 0, 0},
    {"pwrite64", 0, 0, 0},
    {"lseek", 0, 0, 0},
    {"sendfile", 0, 0, 0},
    {"ftruncate", 0, 0, 0},
    {"getdents64", 0, 0, 0},
    {"fstat", 0, 0, 0},
    {"newfstatat", 0, 0, 0},
    {"statx", 0, 0, 0},
    {"access", 0, 0, 0},
    {"faccessat", 0, 0, 0},
    {"faccessat2", 0, 0, 0},
    {"readlink", 0, 0, 0},
    {"readlinkat", 0, 0, 0},
    {"memfd_create", 1, MFD_HUGETLB, 0}, /* huge pages are counted in no group */
    {"pipe2", 0, 0, 0},
    {"fcntl", 1, UINT32_MAX, F_DUPFD},
    {"fcntl", 1, UINT32_MAX, F_DUPFD_CLOEXEC},
    {"fcntl", 1, UINT32_MAX, F_GETFD},
    {"fcntl", 1, UINT32_MAX, F_SETFD},
    {"fcntl", 1, UINT32_MAX, F_GETFL},
    {"fcntl", 1, UINT32_MAX, F_SETFL},
    {"fcntl", 1, UINT32_MAX, F_ADD_SEALS},
    {"fcntl", 1, UINT32_MAX, F_GET_SEALS},
    /* the sockets that it has */
    {"sendmsg", 0, 0, 0},
    {"recvmsg", 0, 0, 0},
    {"poll", 0, 0, 0},
    {"ppoll", 0, 0, 0},
    /* memory, of which none can be run */
    {"brk", 0, 0, 0},
    {"mmap", 2, PROT_EXEC, 0},
    {"mprotect", 2, PROT_EXEC, 0},
    {"munmap", 0, 0, 0},
    {"mremap", 0, 0, 0},
    {"madvise", 0, 0, 0},
    /* time, and what libraries ask for */
    {"clock_gettime", 0, 0, 0},
    {"clock_nanosleep", 0, 0, 0},
    {"gettimeofday", 0, 0, 0},
    {"time", 0, 0, 0},
    {"getrandom", 0, 0, 0},
    {"sysinfo", 0, 0, 0}, /* qsort */
    {"sched_getaffinity", 0, 0, 0},
    {"uname", 0, 0, 0},
    {"futex", 0, 0, 0},
    {"sched_yield", 0, 0, 0},
    {"getpid", 0, 0, 0},
    {"gettid", 0, 0, 0},
    {"getuid", 0, 0, 0},
    {"geteuid", 0, 0, 0},
    {"restart_syscall", 0, 0, 0},
    {"rt_sigaction", 0, 0, 0},
    {"rt_sigprocmask", 0, 0, 0},
    {"rt_sigreturn", 0, 0, 0},
    {"sigaltstack", 0, 0, 0},
    {"tgkill", 0, UINT32_MAX, 1}, /* abort; it is pid 1 */
    {"exit", 0, 0, 0},
    {"exit_group", 0, 0, 0},
};

/* Asked for in passing; refused, and that is that. */
static const struct {
    const char *syscall;
    int error;
} refused[] = {
    {"ioctl", ENOTTY}, /* stdio asks whether it writes to a terminal */
    {"prlimit64", EPERM},
    {"rseq", ENOSYS},
    {"prctl", EPERM}, /* names of mappings */
};

static int add_rules(scmp_filter_ctx context, struct error *err)
{
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        const struct scmp_arg_cmp condition =
            SCMP_CMP64(allowed[i].arg, SCMP_CMP_MASKED_EQ, allowed[i].mask, allowed[i].value);
        int failed = seccomp_rule_add_array(context, SCMP_ACT_ALLOW,
                                            seccomp_syscall_resolve_name(allowed[i].syscall),
                                            allowed[i].mask != 0, &condition);

        if (failed < 0)
            return error_set(err, failed, "the rule of graders for %s: %s", allowed[i].syscall,
                             strerror(-failed));
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        int failed =
            seccomp_rule_add_array(context, SCMP_ACT_ERRNO((uint16_t)refused[i].error),
                                   seccomp_syscall_resolve_name(refused[i].syscall), 0, NULL);

        if (failed < 0)
            return error_set(err, failed, "the rule of graders for %s: %s", refused[i].syscall,
                             strerror(-failed));
    }
    return 0;
}

int filter_compile_grader(struct error *err)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int fd = fd_memfd("assay-filter");
    int failed = 0;

    if (!context || fd < 0)
        failed = error_set(err, -ENOMEM, "cannot start the filter of graders");
    if (failed == 0 &&
        (seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0 ||
         seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0))
        failed = error_set(err, -EINVAL, "libseccomp is older than 2.5");
    if (failed == 0)
        failed = add_rules(context, err);
    if (failed == 0 && (failed = seccomp_export_bpf(context, fd)) < 0)
        error_set_errno(err, -failed, "cannot export the filter of graders");
    if (failed == 0 && (failed = fd_seal(fd)) < 0)
        error_set_errno(err, -failed, "cannot seal the filter of graders");
    if (context)
        seccomp_release(context);
    if (failed < 0) {
        fd_close(&fd);
        return failed;
    }
    return fd;
}
