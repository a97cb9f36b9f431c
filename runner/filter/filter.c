#include "runner/filter/filter.h"

#include "base/fd.h"
#include "runner/filter/filter_image.h"
#include "runner/filter/filter_pack.h"
#include "runner/filter/filter_table.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t action_of(const struct filter_rule *rule)
{
    switch (rule->action) {
    case FILTER_ALLOW:
        return SCMP_ACT_ALLOW;
    case FILTER_ERRNO:
        return SCMP_ACT_ERRNO((uint16_t)rule->error);
    case FILTER_REPORT:
        break;
    }
    return SCMP_ACT_NOTIFY;
}

/* The kernel takes these arguments as 32-bit numbers and ignores the register's upper half, so the
 * filter must as well. */
static struct scmp_arg_cmp low_equal(unsigned arg, uint32_t mask, uint32_t value)
{
    return SCMP_CMP64(arg, SCMP_CMP_MASKED_EQ, mask, value);
}

static int add(scmp_filter_ctx context, const struct filter_rule *rule, uint32_t action,
               struct scmp_arg_cmp condition)
{
    struct scmp_arg_cmp both[2] = {condition};
    unsigned count = 1;

    /* a length beyond the cap is reported whatever else is asked for */
    if (rule->also_mask != 0 && (rule->test != TEST_LENGTH || action == SCMP_ACT_ALLOW))
        both[count++] = low_equal(rule->also_arg, rule->also_mask, rule->also_value);
    return seccomp_rule_add_array(context, action, seccomp_syscall_resolve_name(rule->syscall),
                                  count, both);
}

/* The kernel's numbers (include/linux/posix-timers_types.h): a clock of the system's is not
 * negative; that of a process is its pid, inverted (0: the caller's), above three bits, of which
 * one says that it is a thread's. The kernel tells no thread's but of the caller's own process. */
static int add_clocks(scmp_filter_ctx context, const struct filter_rule *rule)
{
    const uint32_t negative = 1u << 31, of_thread = 4, process = ~7u;
    const struct scmp_arg_cmp own[] = {
        low_equal(rule->arg, negative, 0),
        low_equal(rule->arg, negative | of_thread, negative | of_thread),
        low_equal(rule->arg, process, filter_clock_of(0)),
        low_equal(rule->arg, process, FILTER_CLOCK_HOLE),
    };
    int failed = 0;

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]) && failed == 0; i++)
        failed = add(context, rule, action_of(rule), own[i]);
    return failed;
}

static int add_rule(scmp_filter_ctx context, const struct filter_rule *rule)
{
    uint64_t length = ((uint64_t)FILTER_LENGTH_HOLE_HIGH << 32) | FILTER_LENGTH_HOLE_LOW;
    int number = seccomp_syscall_resolve_name(rule->syscall);
    int failed;

    if (number == __NR_SCMP_ERROR)
        return -ENOENT; /* newer than libseccomp; quotactl_fd and the like */
    switch (rule->test) {
    case TEST_NONE:
        return seccomp_rule_add_array(context, action_of(rule), number, 0, NULL);
    case TEST_EQUAL:
        return add(context, rule, action_of(rule), low_equal(rule->arg, rule->mask, rule->value));
    case TEST_SELF:
        failed = add(context, rule, action_of(rule), low_equal(rule->arg, UINT32_MAX, 0));
        if (failed == 0)
            failed = add(context, rule, action_of(rule),
                         low_equal(rule->arg, UINT32_MAX, FILTER_PID_HOLE));
        return failed;
    case TEST_PID:
        return add(context, rule, action_of(rule),
                   low_equal(rule->arg, UINT32_MAX, FILTER_PID_HOLE));
    case TEST_CLOCK:
        return add_clocks(context, rule);
    case TEST_LENGTH:
        break;
    }
    failed = add(context, rule, SCMP_ACT_NOTIFY, SCMP_CMP64(rule->arg, SCMP_CMP_GT, length));
    if (failed == 0)
        failed = add(context, rule, SCMP_ACT_ALLOW, SCMP_CMP64(rule->arg, SCMP_CMP_LE, length));
    return failed;
}

static int applies(const struct filter_rule *rule, const struct filter_options *options, int single)
{
    switch (rule->when) {
    case FILTER_ALWAYS:
        return 1;
    case FILTER_SINGLE:
        return single;
    case FILTER_MULTI:
        return !single;
    case FILTER_LOCKS:
        return options->allow_locks;
    case FILTER_SCHEDULER:
        return options->allow_scheduler;
    case FILTER_NO_SCHEDULER:
        return !options->allow_scheduler;
    case FILTER_NO_LOCKS:
        break;
    }
    return !options->allow_locks;
}

static int export(scmp_filter_ctx context, int pack, int fd, uint32_t *ret_count, struct error *err)
{
    static struct sock_filter code[FILTER_CODE_MAX];
    int draft = fd_memfd("assay-filter-draft");
    size_t count = 0;
    ssize_t got = -1;
    int failed = draft < 0 ? draft : seccomp_export_bpf(context, draft);

    if (failed == 0)
        got = pread(draft, code, sizeof(code), 0);
    fd_close(&draft);
    if (failed < 0 || got <= 0 || got == (ssize_t)sizeof(code))
        return error_set(err, failed < 0 ? failed : -EIO, "cannot export a seccomp filter");
    count = (size_t)got / sizeof(code[0]);
    failed = pack ? filter_pack(code, &count, err) : 0;
    if (failed == 0 && (failed = fd_write_full(fd, code, count * sizeof(code[0]))) < 0)
        error_set_errno(err, -failed, "cannot write a seccomp filter");
    if (failed == 0)
        *ret_count = (uint32_t)count;
    return failed;
}

/* Appends one program to `fd` and sets *ret_count to its instructions. */
static int compile(const struct filter_options *options, int single, int fd, uint32_t *ret_count,
                   struct error *err)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int failed = 0;

    if (!context)
        return error_set(err, -ENOMEM, "cannot start a seccomp filter");
    /* the default for a foreign ABI ends the thread only, and the rest would run on */
    if (seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0 ||
        seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0) {
        failed = error_set(err, -EINVAL, "libseccomp is older than 2.5");
        goto out;
    }
    for (size_t i = 0; i < filter_rule_count; i++) {
        const struct filter_rule *rule = &filter_rules[i];

        if (!applies(rule, options, single))
            continue;
        failed = add_rule(context, rule);
        /* a refusal that libseccomp cannot name is refused all the same, by the default */
        if (failed == -ENOENT && rule->action != FILTER_ALLOW)
            failed = 0;
        /* ENOSYS for a call is the default already, and libseccomp says so */
        if (failed == -EACCES && rule->action == FILTER_ERRNO && rule->error == ENOSYS)
            failed = 0;
        if (failed < 0) {
            error_set(err, failed, "seccomp rule %zu (%s): %s", i, rule->syscall,
                      strerror(-failed));
            goto out;
        }
    }
    failed = export(context, !options->as_written, fd, ret_count, err);
out:
    seccomp_release(context);
    return failed;
}

int filter_compile(const struct filter_options *options, struct error *err)
{
    struct filter_header header = {.magic = FILTER_MAGIC};
    int fd = fd_memfd("assay-filter");
    int failed;

    if (fd < 0)
        return error_set_errno(err, -fd, "cannot make a memfd for a seccomp filter");
    failed = fd_write_full(fd, &header, sizeof(header));
    if (failed == 0)
        failed = compile(options, 1, fd, &header.single_count, err);
    if (failed == 0)
        failed = compile(options, 0, fd, &header.multi_count, err);
    if (failed == 0 && pwrite(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header))
        failed = error_set_errno(err, errno, "cannot write a seccomp filter");
    if (failed == 0 && (failed = fd_seal(fd)) < 0)
        error_set_errno(err, -failed, "cannot seal a seccomp filter");
    if (failed < 0) {
        fd_close(&fd);
        return failed;
    }
    return fd;
}

void filter_syscall_name(int number, char *name, size_t size)
{
    char *known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

    if (known)
        snprintf(name, size, "%s", known);
    else
        snprintf(name, size, "syscall_%d", number);
    free(known);
}
