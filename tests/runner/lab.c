#include "tests/runner/lab.h"

#include "base/fd.h"
#include "base/packet.h"
#include "runner/filter.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const char *lab_runner;

enum { NOBODY = 65534, CELL_MEMORY_KIB = 1024 * 1024 };

void lab_grader(int argc, char **argv)
{
    static const int runner = 4;
    char byte = 0;

    if (argc < 2 || strcmp(argv[1], "grader") != 0)
        return;
    packet_send(3, "lent", 4, &runner, 1);
    close(runner);
    /* until the test is done with us */
    _exit(read(3, &byte, 1) < 0 ? 1 : 0);
}

int lab_slowness(void)
{
    const char *text = getenv("ASSAY_LAB_SLOW");
    long factor = text ? strtol(text, NULL, 10) : 1;

    if (factor < 1 || factor > 100)
        fail_msg("ASSAY_LAB_SLOW=%s, expected 1 to 100", text);
    return (int)factor;
}

struct run_limits lab_limits(void)
{
    int factor = lab_slowness();

    return (struct run_limits){
        .cpu_us = (int64_t)factor * 2 * 1000000,
        .wall_us = (int64_t)factor * 10 * 1000000,
        .memory_kib = 64 * 1024,
        .stack_kib = 8 * 1024,
        .output_bytes = 64 * 1024,
        .stderr_bytes = 4096,
        .processes = 1,
    };
}

static const char *own_path(void)
{
    static char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);

    return size < 0 ? "" : path;
}

const char *lab_path(const char *path, char moved[PATH_MAX])
{
    const char *folder = getenv("ASSAY_LAB_FOLDER");

    if (!folder)
        return path;
    snprintf(moved, PATH_MAX, "%s/%s", folder, strrchr(path, '/') + 1);
    return moved;
}

int lab_start(struct runner_parent *parent, const char *const *allow_missing, struct error *err)
{
    static const char *const binds[] = {
        "/usr", "/bin", "/lib", "/lib64", "/etc/alternatives", "/nowhere/at/all", NULL};
    static const char *const nothing[] = {NULL};
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "PYTHONHASHSEED=0",
                                              "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8", NULL};
    char runner_path[PATH_MAX];
    int filter = filter_compile(&(struct filter_options){0}, err);
    struct runner_profile profiles[] = {
        [LAB_PLAIN] = {"plain", binds, environment, 0, 1, 4 * 1024 * 1024, 0, 0},
        [LAB_THREADS] = {"threads", binds, environment, 0, 16, 4 * 1024 * 1024, 0, 0},
        [LAB_NO_CAP] = {"no_cap", binds, environment, 0, 16, -1, 0, 0},
        [LAB_MANY_THREADS] = {"many_threads", binds, environment, 0, 64, 4 * 1024 * 1024, 0, 0},
        [LAB_TIGHT] = {"tight", binds, environment, 0, 1, 16 * 1024, 0, 0},
        [LAB_BARE] = {"bare", nothing, nothing, 0, 1, 4 * 1024 * 1024, 0, 0},
    };
    const struct runner_config config = {
        .runner_path = lab_runner ? lab_runner : lab_path(ASSAY_RUNNER_PATH, runner_path),
        .grader_path = own_path(),
        .grader_uid = NOBODY,
        .grader_gid = NOBODY,
        .grader_file = -1,
        .filters = &filter,
        .filter_count = filter < 0 ? 0 : 1,
        .profiles = profiles,
        .profile_count = sizeof(profiles) / sizeof(profiles[0]),
        .allow_missing = allow_missing,
    };
    int failed = filter < 0 ? filter : runner_parent_start(&config, parent, err);

    fd_close(&filter);
    return failed;
}

void lab_borrow(struct lab *lab, uint32_t id)
{
    struct error err;
    char word[8];
    size_t count = 1;

    if (runner_parent_spawn(&lab->parent, id, &lab->judge, &err) < 0)
        fail_msg("%s", err.text);
    if (packet_recv(lab->judge, word, sizeof(word), &lab->runner, &count) != 4 || count != 1)
        fail_msg("the grader lent nothing");
}

void lab_open(struct lab *lab)
{
    struct error err;

    if (lab_start(&lab->parent, NULL, &err) < 0)
        fail_msg("%s", err.text);
    lab_borrow(lab, 1);
}

void lab_close(struct lab *lab)
{
    runner_parent_stop(&lab->parent);
    fd_close(&lab->judge);
    fd_close(&lab->runner);
}

static void open_cell(struct lab *lab, uint32_t profile, const struct cell_file *files,
                      size_t count)
{
    const struct cell_request request = {
        .profile = profile,
        .files = files,
        .file_count = count,
        .memory_kib = CELL_MEMORY_KIB,
    };
    struct error err;

    if (cell_open(lab->runner, &request, &err) < 0)
        fail_msg("%s", err.text);
}

void lab_cell(struct lab *lab, uint32_t profile, const char *const *files)
{
    struct cell_file list[RUNNER_FILES_MAX];
    size_t count = 0;

    for (; files && files[count]; count++) {
        const char *slash = strrchr(files[count], '/');

        list[count].path = slash ? slash + 1 : files[count];
        list[count].fd = open(files[count], O_RDONLY | O_CLOEXEC);
        list[count].offset = 0;
        list[count].size = -1;
        if (list[count].fd < 0)
            fail_msg("%s: %s", files[count], strerror(errno));
    }
    open_cell(lab, profile, list, count);
    while (count > 0)
        fd_close(&list[--count].fd);
}

void lab_cell_with(struct lab *lab, uint32_t profile, const char *name, const char *text)
{
    struct cell_file file = {name, fd_memfd_with("file", text, strlen(text)), 0, -1};

    open_cell(lab, profile, &file, 1);
    fd_close(&file.fd);
}

void lab_cell_close(struct lab *lab)
{
    struct error err;

    if (cell_close(lab->runner, &err) < 0)
        fail_msg("%s", err.text);
}

void lab_collect(const void *data, size_t size, void *arg)
{
    if (arg)
        buffer_append(arg, data, size);
}

int lab_try_run(struct lab *lab, const struct lab_program *program, struct lab_result *result,
                struct error *err)
{
    const char *text = program->input ? program->input : "";
    struct run_request request = {
        .argv = program->argv,
        .stdin_fd = fd_memfd_with("input", text, strlen(text)),
        .limits = program->limits,
    };
    int failed;

    buffer_init(&result->output);
    failed = cell_run(lab->runner, &request, lab_collect, &result->output, &result->evidence, err);
    fd_close(&request.stdin_fd);
    return failed;
}

void lab_run(struct lab *lab, const struct lab_program *program, struct lab_result *result)
{
    struct error err;

    if (lab_try_run(lab, program, result, &err) < 0)
        fail_msg("%s", err.text);
}

void lab_release(struct lab_result *result)
{
    buffer_release(&result->output);
}

int lab_is_runners(pid_t pid)
{
    char path[64], target[PATH_MAX];
    ssize_t size;

    snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
    size = readlink(path, target, sizeof(target) - 1);
    target[size < 0 ? 0 : size] = '\0';
    return strstr(target, "/assay-runner") != NULL;
}

static int list_pids(const char *path, int programs, pid_t *list, int room)
{
    FILE *file = fopen(path, "re");
    int count = 0;
    long pid;

    while (file && count < room && fscanf(file, "%ld", &pid) == 1)
        if (!programs || !lab_is_runners((pid_t)pid))
            list[count++] = (pid_t)pid;
    if (file)
        fclose(file);
    return count;
}

int lab_children(pid_t pid, int programs, pid_t list[16])
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
    return list_pids(path, programs, list, 16);
}

/* ---- control groups ---- */

static int is_v2(const struct lab *lab)
{
    return strcmp(lab->parent.isolation.cgroup, "v2") == 0;
}

void lab_group(const struct lab *lab, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "/sys/fs/cgroup/%sassay-%d", is_v2(lab) ? "" : "memory/",
             (int)lab->parent.pid);
}

/* No program is in a group below `path` that is a run's; `list` is the file that says who is. */
static void assert_empty_below(const char *path, const char *list)
{
    DIR *groups = opendir(path);
    const struct dirent *entry;

    assert_non_null(groups);
    while ((entry = readdir(groups))) {
        char file[PATH_MAX];
        pid_t programs[64];

        if (entry->d_type != DT_DIR || !isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(file, sizeof(file), "%s/%.64s/%s", path, entry->d_name, list);
        assert_int_equal(list_pids(file, 1, programs, 64), 0);
    }
    closedir(groups);
}

void lab_assert_groups_empty(const struct lab *lab)
{
    static const char *const hierarchies[] = {"memory", "pids", "cpuacct"};
    char path[256];

    if (is_v2(lab)) {
        snprintf(path, sizeof(path), "/sys/fs/cgroup/assay-%d/0", (int)lab->parent.pid);
        assert_empty_below(path, "cgroup.procs");
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "/sys/fs/cgroup/%s/assay-%d", hierarchies[i],
                 (int)lab->parent.pid);
        assert_empty_below(path, "tasks");
    }
}
