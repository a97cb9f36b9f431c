#include "runner/evidence.h"

const char *const isolation_layers[LAYER_COUNT] = {
    [LAYER_USER_NAMESPACE] = "user_namespace",
    [LAYER_PID_NAMESPACE] = "pid_namespace",
    [LAYER_MOUNT_NAMESPACE] = "mount_namespace",
    [LAYER_NET_NAMESPACE] = "net_namespace",
    [LAYER_IPC_NAMESPACE] = "ipc_namespace",
    [LAYER_UTS_NAMESPACE] = "uts_namespace",
    [LAYER_CGROUP_NAMESPACE] = "cgroup_namespace",
    [LAYER_OWN_ROOT] = "own_root",
    [LAYER_OWN_UID] = "own_uid",
    [LAYER_NO_CAPABILITIES] = "no_capabilities",
    [LAYER_NO_NEW_PRIVS] = "no_new_privs",
    [LAYER_RLIMITS] = "rlimits",
    [LAYER_SECCOMP] = "seccomp",
    [LAYER_LANDLOCK] = "landlock",
    [LAYER_CGROUP_MEMORY] = "cgroup_memory",
    [LAYER_CGROUP_PIDS] = "cgroup_pids",
    [LAYER_CGROUP_CPU] = "cgroup_cpu",
};

const struct isolation_fact isolation_facts[LAYER_COUNT] = {
    [LAYER_USER_NAMESPACE] = {"become a user that only the host knows: EINVAL, not EPERM",
                              "allow user namespaces: sysctl user.max_user_namespaces, "
                              "kernel.unprivileged_userns_clone, "
                              "kernel.apparmor_restrict_unprivileged_userns, or the flags "
                              "of the container (operator's guide, Containers)",
                              1},
    [LAYER_PID_NAMESPACE] = {"signal every process there is: nobody is found",
                             "allow pid namespaces: sysctl user.max_pid_namespaces", 1},
    [LAYER_MOUNT_NAMESPACE] = {"mount over /tmp in a cell: the host's stays as it was",
                               "allow mount namespaces: sysctl user.max_mnt_namespaces", 1},
    [LAYER_NET_NAMESPACE] = {"send to sockets of the host, abstract and on loopback: not there",
                             "allow network namespaces: sysctl user.max_net_namespaces", 0},
    [LAYER_IPC_NAMESPACE] = {"attach shared memory of the host: not there",
                             "allow ipc namespaces: sysctl user.max_ipc_namespaces, or a kernel "
                             "with CONFIG_IPC_NS",
                             0},
    [LAYER_UTS_NAMESPACE] = {"rename a cell: the host keeps its name",
                             "allow uts namespaces: sysctl user.max_uts_namespaces, or a kernel "
                             "with CONFIG_UTS_NS",
                             0},
    [LAYER_CGROUP_NAMESPACE] = {"ask for the path of its control group: it is /",
                                "allow cgroup namespaces: sysctl user.max_cgroup_namespaces, or a "
                                "kernel with CONFIG_CGROUPS",
                                0},
    [LAYER_OWN_ROOT] = {"open files of the host: ENOENT; make a directory in /: EROFS",
                        "let mount(2) and pivot_root(2) be used in a user namespace (a container "
                        "needs flags for it: operator's guide, Containers)",
                        1},
    [LAYER_OWN_UID] = {"chmod a file of the user who started assay: EPERM", "start assay as root",
                       0},
    [LAYER_NO_CAPABILITIES] = {"chroot, rename the cell, make a mount namespace: EPERM; all sets "
                               "are empty",
                               "report this as a bug", 1},
    [LAYER_NO_NEW_PRIVS] = {"take no_new_privs back: EINVAL, and it is set", "report this as a bug",
                            1},
    [LAYER_RLIMITS] =
        {"a file, a descriptor, a process, address space, a core limit beyond the "
         "caps: each refused",
         "start assay with higher hard limits (ulimit -H -a): a program's are above them", 1},
    [LAYER_SECCOMP] = {"open a socket: EPERM; ptrace: reported by name, and the run ended",
                       "use a kernel with CONFIG_SECCOMP_FILTER; a container that traps calls with "
                       "a seccomp listener of its own leaves no room for ours",
                       1},
    [LAYER_LANDLOCK] = {"write to /dev/null, and ioctl it, without a rule for it: EACCES",
                        "use a kernel with Landlock enabled (lsm=landlock,... on its command "
                        "line), and a container profile that lets the calls through",
                        0},
    [LAYER_CGROUP_MEMORY] = {"touch memory: the group's peak shows it; beyond the limit: killed "
                             "(doctor only)",
                             "start assay as root where the memory controller can be written to",
                             0},
    [LAYER_CGROUP_PIDS] = {"start one process too many: EAGAIN",
                           "start assay as root where the pids controller can be written to", 0},
    [LAYER_CGROUP_CPU] = {"burn CPU in a process that nobody waits for: the group counts it",
                          "start assay as root where CPU accounting can be written to", 0},
};
