/* Calls that fail on demand (base/crash_point.h, crash_call): linked with --wrap into a pair of
 * programs of its own, for tests/crash/faults_calls.py. The plan says which call of whose fails, at
 * the N-th time, and with what. */
#include "base/crash_point.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Fails the call that stands around it with `failure`. */
#define FAIL(name, failure)                                                                        \
    do {                                                                                           \
        int error = crash_call(name);                                                              \
        if (error) {                                                                               \
            errno = error;                                                                         \
            return failure;                                                                        \
        }                                                                                          \
    } while (0)

/* A function that is wrapped has two names that no header declares. */
#define WRAP(type, function, parameters, name, failure, arguments)                                 \
    type __real_##function parameters;                                                             \
    type __wrap_##function parameters;                                                             \
    type __wrap_##function parameters                                                              \
    {                                                                                              \
        FAIL(name, failure);                                                                       \
        return __real_##function arguments;                                                        \
    }

WRAP(void *, malloc, (size_t size), "malloc", NULL, (size))
WRAP(void *, calloc, (size_t count, size_t size), "malloc", NULL, (count, size))
WRAP(void *, realloc, (void *old, size_t size), "malloc", NULL, (old, size))
WRAP(pid_t, fork, (void), "fork", -1, ())
WRAP(int, pipe2, (int ends[2], int flags), "pipe", -1, (ends, flags))
WRAP(int, socketpair, (int family, int type, int protocol, int ends[2]), "pipe", -1,
     (family, type, protocol, ends))
WRAP(int, memfd_create, (const char *name, unsigned flags), "open", -1, (name, flags))
WRAP(int, mkdir, (const char *path, mode_t mode), "mkdir", -1, (path, mode))
WRAP(int, mkdirat, (int dir, const char *path, mode_t mode), "mkdir", -1, (dir, path, mode))
WRAP(int, mount,
     (const char *source, const char *target, const char *type, unsigned long flags,
      const void *data),
     "mount", -1, (source, target, type, flags, data))

/* They return a negative errno. */
int __real_fd_write_file(int dir, const char *path, const char *text);
int __wrap_fd_write_file(int dir, const char *path, const char *text);
int __wrap_fd_write_file(int dir, const char *path, const char *text)
{
    int error = crash_call("cgroup_write");

    return error ? -error : __real_fd_write_file(dir, path, text);
}

#ifdef ASSAY_RUNNER
int __real_arch_clone(void *args, int (*function)(void *), void *arg);
int __wrap_arch_clone(void *args, int (*function)(void *), void *arg);
int __wrap_arch_clone(void *args, int (*function)(void *), void *arg)
{
    int error = crash_call("clone");

    return error ? -error : __real_arch_clone(args, function, arg);
}
#endif

static mode_t mode_of(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_of(flags, arguments);
    va_end(arguments);
    FAIL("open", -1);
    return __real_open(path, flags, mode);
}

int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_of(flags, arguments);
    va_end(arguments);
    FAIL("open", -1);
    return __real_openat(dir, path, flags, mode);
}

static const char *name_of(long number)
{
    switch (number) {
    case SYS_clone3:
    case SYS_unshare:
        return "clone";
    case SYS_pidfd_open:
        return "open";
    case SYS_open_tree:
    case SYS_move_mount:
    case SYS_mount_setattr:
    case SYS_fsopen:
    case SYS_fsconfig:
    case SYS_fsmount:
    case SYS_pivot_root:
        return "mount";
    case SYS_seccomp:
    case SYS_capset:
    case SYS_setresuid:
    case SYS_setresgid:
    case SYS_landlock_create_ruleset:
    case SYS_landlock_restrict_self:
        return "privilege";
    default:
        return NULL;
    }
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    va_list arguments;
    const char *name = name_of(number);
    long given[6];

    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    if (name)
        FAIL(name, -1);
    return __real_syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}
