#include "runner/request.h"

#include "base/limits.h"
#include "runner/protocol.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

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
        limits->output_bytes > LIMIT_OUTPUT_MAX_KIB * 1024 ||
        limits->stderr_bytes > LIMIT_OUTPUT_MAX_KIB * 1024)
        return "an output limit is negative or more than 1024GiB";
    if (limits->processes < LIMIT_PROCESSES_MIN || limits->processes > LIMIT_PROCESSES_MAX)
        return "processes is not from " LIMIT_PROCESSES_WORDS;
    if (limits->read_only < RUN_WRITES || limits->read_only > RUN_READS)
        return "read_only is none of 0, 1 and 2";
    if (limits->processes > 1 && !has_cgroups)
        return "without control groups only processes: 1 is offered (see assay doctor)";
    return NULL;
}

int request_memory_is_sane(int64_t memory_kib)
{
    return memory_kib >= LIMIT_MEMORY_MIN_KIB && memory_kib <= LIMIT_MEMORY_MAX_KIB;
}

/* ---- messages ---- */

const char *request_read_open(const char *bytes, size_t size, size_t fd_count,
                              struct request_file files[RUNNER_FILES_MAX])
{
    const struct msg_cell_open *open = (const struct msg_cell_open *)(const void *)bytes;
    char is_used[RUNNER_OPEN_MAX] = {0};
    struct text text;
    size_t entries;

    if (size < sizeof(*open) || open->file_count > RUNNER_FILES_MAX || open->wants_watched > 1 ||
        fd_count > RUNNER_OPEN_MAX || open->slot > SLOT_AUTHOR || open->unused != 0 ||
        (open->slot == SLOT_AUTHOR && open->wants_watched))
        return "a malformed request to open a cell";
    entries = open->file_count * sizeof(struct msg_cell_file);
    if (size - sizeof(*open) < entries)
        return "fewer files than announced";
    text = (struct text){bytes + sizeof(*open) + entries, bytes + size};
    for (uint32_t i = 0; i < open->file_count; i++) {
        const char *path = text_next(&text);
        struct msg_cell_file from;

        memcpy(&from, bytes + sizeof(*open) + i * sizeof(from), sizeof(from));
        if (!path || from.fd >= fd_count || from.unused != 0)
            return "fewer paths or descriptors than files";
        is_used[from.fd] = 1;
        files[i] = (struct request_file){path, from.fd, from.offset, from.size};
    }
    if (memchr(is_used, 0, fd_count))
        return "a descriptor that no file is in";
    return text.at == text.end ? NULL : "more text than paths";
}

int request_find_range(const struct request_file *file, int64_t file_size, int64_t most,
                       int64_t *total, int64_t *ret_size)
{
    int64_t size = file->size;

    if (file_size < 0 || file->offset < 0 || file->offset > file_size || size < -1)
        return -EINVAL;
    if (size == -1)
        size = file_size - file->offset;
    if (size > file_size - file->offset)
        return -EINVAL;
    if (size > most - *total)
        return -EFBIG;
    *total += size;
    *ret_size = size;
    return 0;
}

const char *request_read_run(const char *bytes, size_t size, size_t fd_count,
                             struct request_run *ret_run)
{
    const struct msg_run *head = (const struct msg_run *)(const void *)bytes;
    struct request_run run = {.head = head};
    struct text text;

    if (size < sizeof(*head) || head->action > RUN_WATCHED_COMPILE || head->has_code > 1 ||
        (head->has_code && head->action != RUN_WATCHED) || head->slot > SLOT_AUTHOR ||
        head->has_feedback > 1 || (head->has_feedback && head->action == RUN_WATCHED_COMPILE) ||
        fd_count != 3 + (size_t)head->has_code + head->has_feedback)
        return "a malformed request to run";
    text = (struct text){bytes + sizeof(*head), bytes + size};
    run.file = text_next(&text);
    run.argv = text.at;
    run.argv_size = (size_t)(text.end - text.at);
    if (!run.file || strlen(run.file) > RUN_FILE_MAX || head->argc == 0 || head->argc > ARGV_MAX ||
        run.argv_size > ARGV_BYTES)
        return "an argument vector that is empty or too large";
    for (uint32_t i = 0; i < head->argc; i++)
        if (!text_next(&text))
            return "fewer arguments than announced";
    if (text.at != text.end || run.argv[0] != '/' || (head->action == RUN_EXEC && run.file[0]))
        return "a malformed argument vector";
    *ret_run = run;
    return NULL;
}

/* How a process can have ended (waitpid(2)); -1: there was none. */
static int is_end(int32_t status)
{
    if (status == -1)
        return 1;
    if (status < 0 || status > 0xffff)
        return 0;
    return WIFEXITED(status) || (WIFSIGNALED(status) && WTERMSIG(status) <= 64);
}

const char *request_done_fault(const struct msg_init_done *done)
{
    /* more than any run has: a million hours, 1 PiB, a million million switches */
    const int64_t time_us = 1000000LL * 3600 * 1000000, kib = 1LL << 40, switches = 1000000000000;
    const int64_t error = 4095, flag = 1;
    const struct {
        int64_t value, most;
    } numbers[] = {
        {done->user_us, time_us},
        {done->system_us, time_us},
        {done->max_rss_kib, kib},
        {done->tmpfs_kib, kib},
        {done->refused_bytes, INT64_MAX},
        {done->voluntary_switches, switches},
        {done->involuntary_switches, switches},
        {done->stray_processes, INT32_MAX},
        {done->refused_processes, INT32_MAX},
        {done->threads_started, INT32_MAX},
        {done->tmpfs_full, flag},
        {done->tmpfs_files_full, flag},
        {done->ended_by_init, flag},
        {done->exec_errno, error},
        {done->failed_errno, error},
    };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (numbers[i].value < 0 || numbers[i].value > numbers[i].most)
            return "a cell's init reports numbers that no run can have";
    if (!is_end(done->wait_status) || !memchr(done->failed_stage, '\0', sizeof(done->failed_stage)))
        return "a cell's init reports an end that no run can have";
    return NULL;
}
