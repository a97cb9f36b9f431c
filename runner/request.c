#include "runner/request.h"

#include "base/limits.h"
#include "runner/protocol.h"

#include <string.h>

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
    if (limits->cpu_us < LIMIT_TIME_MIN_US || limits->cpu_us > LIMIT_TIME_MAX_US)
        return "the CPU limit is not from " LIMIT_TIME_WORDS;
    if (limits->wall_us < LIMIT_TIME_MIN_US || limits->wall_us > LIMIT_WALL_MAX_US)
        return "the wall limit is not from " LIMIT_WALL_WORDS;
    if (limits->memory_kib < LIMIT_MEMORY_MIN_KIB || limits->memory_kib > memory_kib)
        return "the memory limit is not between 1MiB and what the cell was opened for";
    if (limits->stack_kib < LIMIT_STACK_MIN_KIB || limits->stack_kib > LIMIT_STACK_MAX_KIB)
        return "the stack limit is not from " LIMIT_STACK_WORDS;
    if (limits->output_bytes < 0 || limits->stderr_bytes < 0 ||
        limits->output_bytes > LIMIT_OUTPUT_MAX_KIB * 1024)
        return "an output limit is negative or more than 1024GiB";
    if (limits->processes < LIMIT_PROCESSES_MIN || limits->processes > LIMIT_PROCESSES_MAX)
        return "processes is not from " LIMIT_PROCESSES_WORDS;
    if (limits->processes > 1 && !has_cgroups)
        return "without control groups only processes: 1 is offered (see assay doctor)";
    return NULL;
}

int request_memory_is_sane(int64_t memory_kib)
{
    return memory_kib >= LIMIT_MEMORY_MIN_KIB && memory_kib <= LIMIT_MEMORY_MAX_KIB;
}
