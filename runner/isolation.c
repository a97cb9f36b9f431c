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
