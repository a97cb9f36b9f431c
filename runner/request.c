#include "runner/request.h"

#include "runner/protocol.h"

#include <string.h>

enum { PROCESSES_MAX = 512 };
#define TIME_MAX_US    (24LL * 3600 * 1000000)
#define MEMORY_MIN_KIB 1024LL
#define MEMORY_MAX_KIB (1LL << 40) /* far above any machine, far below overflow in bytes */

int request_path_is_plain(const char *path)
{
    if (strlen(path) > FILE_PATH_MAX)
        return 0;
    for (;;) {
        size_t size = strcspn(path, "/");

        if (size == 0 || (size == 1 && path[0] == '.') ||
            (size == 2 && path[0] == '.' && path[1] == '.'))
            return 0;
        if (path[size] == '\0')
            return 1;
        path += size + 1;
    }
}

const char *request_limits_fault(const struct run_limits *limits, int64_t memory_kib,
                                 int has_cgroups)
{
    if (limits->cpu_us <= 0 || limits->cpu_us > TIME_MAX_US)
        return "the CPU limit is not between 1 us and 24 h";
    if (limits->wall_us <= 0 || limits->wall_us > TIME_MAX_US)
        return "the wall limit is not between 1 us and 24 h";
    if (limits->memory_kib < MEMORY_MIN_KIB || limits->memory_kib > memory_kib)
        return "the memory limit is not between 1 MiB and what the cell was opened for";
    if (limits->stack_kib < 64 || limits->stack_kib > MEMORY_MAX_KIB)
        return "the stack limit is below 64 KiB or absurd";
    if (limits->output_bytes < 0 || limits->stderr_bytes < 0)
        return "an output limit is negative";
    if (limits->processes < 1 || limits->processes > PROCESSES_MAX)
        return "processes is not between 1 and 512";
    if (limits->processes > 1 && !has_cgroups)
        return "without control groups only processes: 1 is offered (see assay doctor)";
    return NULL;
}

int request_memory_is_sane(int64_t memory_kib)
{
    return memory_kib >= MEMORY_MIN_KIB && memory_kib <= MEMORY_MAX_KIB;
}
