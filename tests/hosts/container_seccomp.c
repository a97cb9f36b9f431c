/* Runs a command under what a container engine's default seccomp profile refuses, as far as it
 * matters here (Docker's profiles/seccomp/default.json). The engine allows by list; this refuses
 * by list, which is the same for the calls that assay makes.
 *
 * usage: container_seccomp [--sys-admin] [--allow NAME,...] COMMAND...
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *allowed = ""; /* added to the profile, ",NAME,NAME," */

static int is_allowed(const char *name)
{
    char word[64];

    snprintf(word, sizeof(word), ",%s,", name);
    return strstr(allowed, word) != NULL;
}

/* Allowed with CAP_SYS_ADMIN only. */
static const char *const admin[] = {
    "bpf",         "fanotify_init", "fsconfig",   "fsmount",       "fsopen",   "fspick",
    "mount",       "mount_setattr", "move_mount", "open_tree",     "quotactl", "perf_event_open",
    "sethostname", "setns",         "umount2",    "setdomainname", "unshare",  "syslog",
};
/* Not allowed whatever the capabilities. */
static const char *const nobody[] = {"pivot_root", "keyctl",      "add_key",    "request_key",
                                     "swapon",     "userfaultfd", "kexec_load", "nfsservctl",
                                     "swapoff",    "move_pages",  "mbind",      "set_mempolicy"};

static int refuse(scmp_filter_ctx filter, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        int failed = number < 0 || is_allowed(names[i])
                         ? 0
                         : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);

        if (failed < 0)
            return failed;
    }
    return 0;
}

/* clone with a flag that makes a namespace: EPERM; clone3, whose flags a filter cannot see: ENOSYS.
 */
static int refuse_namespaces(scmp_filter_ctx filter)
{
    static const unsigned long flags[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                          CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                          CLONE_NEWNET};
    int failed = 0;

    if (!is_allowed("clone3"))
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (is_allowed("clone"))
        return failed;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]) && failed == 0; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
    return failed;
}

static int load(int has_admin)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter ? 0 : -ENOMEM;

    /* as the engine does: loaded with privilege, so that no_new_privs is not needed */
    if (failed == 0)
        failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    if (failed == 0)
        failed = refuse(filter, nobody, sizeof(nobody) / sizeof(nobody[0]));
    if (failed == 0 && !has_admin)
        failed = refuse(filter, admin, sizeof(admin) / sizeof(admin[0]));
    if (failed == 0 && !has_admin)
        failed = refuse_namespaces(filter);
    if (failed == 0)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    return failed;
}

int main(int argc, char **argv)
{
    static char list[1024];
    int has_admin = 0, failed;

    argv++;
    if (argc > 1 && strcmp(*argv, "--sys-admin") == 0) {
        has_admin = 1;
        argv++;
    }
    if (*argv && strcmp(*argv, "--allow") == 0 && argv[1]) {
        snprintf(list, sizeof(list), ",%s,", argv[1]);
        allowed = list;
        argv += 2;
    }
    if (!*argv)
        return 2;
    failed = load(has_admin);
    if (failed < 0) {
        fprintf(stderr, "container_seccomp: %s\n", strerror(-failed));
        return 2;
    }
    execvp(*argv, argv);
    fprintf(stderr, "container_seccomp: %s: %s\n", *argv, strerror(errno));
    return 127;
}
