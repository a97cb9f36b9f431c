/* Fuzz target: any bytes as what crosses into the privileged runner. The input is: a byte that says
 * which message, a byte of how many descriptors come with it, the message. What is read without a
 * fault lies in the message, within the bounds of the table in base/limits.h, and its numbers can
 * be added. */
#include "base/limits.h"
#include "base/memory.h"
#include "runner/host/root.h"
#include "runner/request.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        abort();
}

static void require_inside(const char *text, const char *bytes, size_t size)
{
    require(text >= bytes && text < bytes + size);
    require(memchr(text, '\0', (size_t)(bytes + size - text)) != NULL);
}

static void try_open(const char *bytes, size_t size, size_t fd_count)
{
    static struct request_file files[RUNNER_FILES_MAX];
    static const int64_t file_sizes[] = {0, 1, 4096, ROOT_FILES_BYTES, INT64_MAX, -1};
    const struct msg_cell_open *open = (const struct msg_cell_open *)(const void *)bytes;
    int64_t total = 0;

    if (request_read_open(bytes, size, fd_count, files))
        return;
    require(open->file_count <= RUNNER_FILES_MAX && fd_count <= RUNNER_OPEN_MAX);
    for (uint32_t i = 0; i < open->file_count; i++) {
        int64_t file_size = file_sizes[i % (sizeof(file_sizes) / sizeof(file_sizes[0]))];
        int64_t found, before = total;

        require_inside(files[i].path, bytes, size);
        require(files[i].fd < fd_count);
        if (request_path_is_plain(files[i].path))
            require(files[i].path[0] != '/' && strlen(files[i].path) <= FILE_PATH_MAX);
        if (request_find_range(&files[i], file_size, ROOT_FILES_BYTES, &total, &found) == 0)
            require(found >= 0 && files[i].offset + found <= file_size && total == before + found);
        require(total >= before && total <= ROOT_FILES_BYTES);
    }
}

static void try_run(const char *bytes, size_t size, size_t fd_count)
{
    struct request_run run;
    const char *at;

    if (request_read_run(bytes, size, fd_count, &run))
        return;
    require_inside(run.file, bytes, size);
    require(fd_count == 3 || fd_count == 4);
    at = run.argv;
    for (uint32_t i = 0; i < run.head->argc; i++) {
        require_inside(at, bytes, size);
        at += strlen(at) + 1;
    }
    require(at == bytes + size && run.argv + run.argv_size == at && run.argv[0] == '/');
    if (!request_limits_fault(&run.head->limits, LIMIT_MEMORY_MAX_KIB, 1)) {
        const struct run_limits *limits = &run.head->limits;

        require(10 * limits->wall_us > 0 && limits->cpu_us > 0 && 2 * limits->memory_kib > 0);
        require(limits->stack_kib * 1024 * RUNNER_THREADS_MAX > 0);
        require(limits->processes + RUNNER_THREADS_MAX > 0);
        require(limits->output_bytes + limits->stderr_bytes >= 0);
    }
}

static void try_done(const char *bytes, size_t size)
{
    struct msg_init_done done;

    if (size != sizeof(done))
        return;
    memcpy(&done, bytes, sizeof(done));
    if (request_done_fault(&done))
        return;
    require(done.user_us + done.system_us >= 0 && done.max_rss_kib + done.tmpfs_kib >= 0);
    require(done.voluntary_switches + done.involuntary_switches >= 0 && done.refused_bytes >= 0);
    require(strlen(done.failed_stage) < sizeof(done.failed_stage));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes;

    if (size < 2)
        return 0;
    bytes = memory_alloc(size - 2); /* aligned, and exactly as large */
    memcpy(bytes, data + 2, size - 2);
    switch (data[0] % 3) {
    case 0:
        try_open(bytes, size - 2, data[1]);
        break;
    case 1:
        try_run(bytes, size - 2, data[1]);
        break;
    default:
        try_done(bytes, size - 2);
        break;
    }
    free(bytes);
    return 0;
}
