#include "tests/runner/lab.h"

#include "base/fd.h"
#include "base/packet.h"
#include "runner/filter/filter.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

const char *lab_runner;
int lab_watches;
const char *const lab_watched_argv[] = {"/usr/bin/python3", "/prog/" LAB_WATCHED_FILE, NULL};

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

int lab_has_int80(void)
{
    static int answer = -1;
    int status = 0;
    pid_t pid;

    if (answer >= 0)
        return answer;
    pid = fork();
    if (pid == 0) {
        long result = 20; /* getpid there */

        signal(SIGSEGV, SIG_DFL); /* a sanitizer would report it */
        __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    answer = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!answer)
        print_message("this kernel takes no int 0x80: the foreign ABI is tried by x32 alone\n");
    return answer;
}

int lab_is_part(void)
{
    return getenv("ASSAY_LAB_PART") != NULL;
}

int lab_rounds(int whole)
{
    return lab_is_part() ? whole / 10 : whole;
}

struct run_limits lab_limits(void)
{
    int factor = slowness();

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

/* What the profiles have of the host; the modules are test_watched.c's. */
#define BINDS "/usr", "/bin", "/lib", "/lib64", "/etc/alternatives", "/nowhere/at/all"
static const char *const binds[] = {BINDS, NULL};
static const char *binds_and_modules[] = {BINDS, NULL, NULL};
static const char *const environment[] = {"PATH=/usr/bin:/bin", "PYTHONHASHSEED=0",
                                          "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8", NULL};
static const char *with_modules[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL, NULL};

/* Where the modules are: not below a folder that cells have of their own (tests/watched/
 * with_modules.sh), and the path of a clone may be. */
static void find_modules(void)
{
    enum { BIND = sizeof(binds_and_modules) / sizeof(binds_and_modules[0]) - 2 };
    static char python_path[PATH_MAX + sizeof("PYTHONPATH=")];
    const char *folder = getenv("ASSAY_LAB_MODULES");

    if (!folder)
        folder = WATCHED_MODULES;
    snprintf(python_path, sizeof(python_path), "PYTHONPATH=%s", folder);
    binds_and_modules[BIND] = folder;
    with_modules[2] = python_path;
}

/* Which of the watches has the wrong module. */
enum { GOOD, NO_MODULE, WATCHES };

static void add_watched(struct runner_profile profiles[LAB_PROFILES])
{
    static const char *const gone[] = {"/usr/bin/no-such-interpreter", NULL};
    static const char *const other[] = {"/usr/bin/true", NULL};
    static const char *const exits[] = {"/usr/bin/python3", "-c", "raise SystemExit(3)", NULL};
    static const char *const locks[] = {"locks_at_forks", NULL};
    static const char *const nothing[] = {"no_such_module", NULL};
    static const char *const threads[] = {"starts_a_thread", NULL};
    static const char *const costly[] = {"burns_cpu", NULL};
    static const char *const death[] = {"kills_itself", NULL};
    static const struct {
        const char *name;
        const char *const *argv;
        const char *const *preload;
    } watched[LAB_PROFILES] = {
        [LAB_WATCHED] = {"watched", lab_watched_argv, NULL},
        [LAB_WATCHED_THREADS] = {"watched_threads", lab_watched_argv, NULL},
        [LAB_PRELOADS_LOCKS] = {"preloads_locks", lab_watched_argv, locks},
        [LAB_NO_MODULE] = {"no_module", lab_watched_argv, NULL},
        [LAB_NO_INTERPRETER] = {"no_interpreter", gone, NULL},
        [LAB_NOT_PYTHON] = {"not_python", other, NULL},
        [LAB_PYTHON_EXITS] = {"python_exits", exits, NULL},
        [LAB_PRELOADS_NOTHING] = {"preloads_nothing", lab_watched_argv, nothing},
        [LAB_PRELOADS_THREADS] = {"preloads_threads", lab_watched_argv, threads},
        [LAB_PRELOADS_DEATH] = {"preloads_death", lab_watched_argv, death},
        [LAB_PRELOADS_COSTLY] = {"preloads_costly", lab_watched_argv, costly},
    };

    find_modules();
    for (size_t i = LAB_WATCHED; i < LAB_PROFILES; i++) {
        int has_threads = i == LAB_WATCHED_THREADS || i == LAB_PRELOADS_THREADS;

        profiles[i] = profiles[has_threads ? LAB_THREADS : LAB_PLAIN];
        profiles[i].name = watched[i].name;
        profiles[i].binds = watched[i].preload ? binds_and_modules : binds;
        profiles[i].environment = watched[i].preload ? with_modules : environment;
        profiles[i].watch = i == LAB_NO_MODULE ? NO_MODULE : GOOD;
        profiles[i].watch_source = lab_watches ? LAB_WATCHED_FILE : NULL;
        profiles[i].watch_argv = watched[i].argv;
        profiles[i].preload = watched[i].preload;
    }
}

static void open_watches(struct runner_watch watches[WATCHES])
{
    for (int i = 0; i < WATCHES; i++) {
        watches[i].start = open(WATCHED_START, O_RDONLY | O_CLOEXEC);
        watches[i].module =
            open(i == NO_MODULE ? WATCHED_START : WATCHED_MODULE, O_RDONLY | O_CLOEXEC);
        if (watches[i].start < 0 || watches[i].module < 0)
            fail_msg("%s, %s: %s", WATCHED_START, WATCHED_MODULE, strerror(errno));
    }
}

int lab_start(struct runner_parent *parent, const char *const *allow_missing, struct error *err)
{
    static const char *const nothing[] = {NULL};
    char runner_path[PATH_MAX];
    int filter = filter_compile(&(struct filter_options){0}, err);
    struct runner_watch watches[WATCHES] = {{-1, -1}, {-1, -1}};
    struct runner_profile profiles[LAB_PROFILES] = {
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
        .filters = &filter,
        .filter_count = filter < 0 ? 0 : 1,
        .watches = watches,
        .watch_count = lab_watches ? WATCHES : 0,
        .profiles = profiles,
        .profile_count = LAB_PROFILES,
        .allow_missing = allow_missing,
    };
    int failed = filter < 0 ? filter : 0;

    add_watched(profiles);
    if (lab_watches)
        open_watches(watches);
    if (failed == 0)
        failed = runner_parent_start(&config, parent, err);
    for (int i = 0; i < WATCHES; i++) {
        fd_close(&watches[i].start);
        fd_close(&watches[i].module);
    }
    fd_close(&filter);
    return failed;
}

void lab_borrow(struct lab *lab, uint32_t id)
{
    struct error err;
    char word[8];
    size_t count = 1;
    int errors;

    if (runner_parent_spawn(&lab->parent, id, 1, &lab->judge, &errors, &err) < 0)
        fail_msg("%s", err.text);
    fd_close(&errors); /* lab_grader says nothing */
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

static int try_slot(struct lab *lab, enum cell_slot slot, uint32_t profile,
                    const struct cell_file *files, size_t count, struct error *err)
{
    const struct cell_request request = {
        .profile = profile,
        .files = files,
        .file_count = count,
        .memory_kib = CELL_MEMORY_KIB,
        .wants_watched = profile >= LAB_WATCHED,
        .slot = slot,
    };

    return cell_open(lab->runner, &request, err);
}

static int try_cell(struct lab *lab, uint32_t profile, const struct cell_file *files, size_t count,
                    struct error *err)
{
    return try_slot(lab, SLOT_SUBMISSION, profile, files, count, err);
}

static void open_cell(struct lab *lab, uint32_t profile, const struct cell_file *files,
                      size_t count)
{
    struct error err;

    if (try_cell(lab, profile, files, count, &err) < 0)
        fail_msg("%s", err.text);
}

/* Opens them; how many there are. */
static size_t open_files(const char *const *files, struct cell_file list[RUNNER_FILES_MAX])
{
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
    return count;
}

void lab_cell(struct lab *lab, uint32_t profile, const char *const *files)
{
    struct cell_file list[RUNNER_FILES_MAX] = {{0}};
    size_t count = open_files(files, list);

    open_cell(lab, profile, list, count);
    while (count > 0)
        fd_close(&list[--count].fd);
}

void lab_author_cell(struct lab *lab, uint32_t profile, const char *const *files)
{
    struct cell_file list[RUNNER_FILES_MAX] = {{0}};
    size_t count = open_files(files, list);
    struct error err;

    if (try_slot(lab, SLOT_AUTHOR, profile, list, count, &err) < 0)
        fail_msg("%s", err.text);
    while (count > 0)
        fd_close(&list[--count].fd);
}

void lab_cell_with(struct lab *lab, uint32_t profile, const char *name, const char *text)
{
    struct cell_file file = {name, fd_memfd_with("file", text, strlen(text)), 0, -1};

    open_cell(lab, profile, &file, 1);
    fd_close(&file.fd);
}

int lab_try_watched(struct lab *lab, uint32_t profile, const char *text)
{
    struct cell_file file = {LAB_WATCHED_FILE, fd_memfd_with("file", text, strlen(text)), 0, -1};
    struct error err;
    int opened = try_cell(lab, profile, &file, 1, &err);

    fd_close(&file.fd);
    return opened;
}

void lab_cell_close(struct lab *lab)
{
    struct error err;

    if (cell_close(lab->runner, &err) < 0)
        fail_msg("%s", err.text);
}

void lab_author_close(struct lab *lab)
{
    struct error err;

    if (cell_close_slot(lab->runner, SLOT_AUTHOR, &err) < 0)
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
        .action = program->file ? RUN_WATCHED : RUN_EXEC,
        .argv = program->argv,
        .file = program->file,
        .code_fd = -1,
        .stdin_fd = fd_memfd_with("input", text, strlen(text)),
        .limits = program->limits,
        .slot = program->slot,
        .feedback = program->feedback ? lab_collect : NULL,
        .feedback_arg = program->feedback,
        .feedback_bytes = program->feedback_bytes,
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

/* The number that it has in its innermost namespace. */
static int inner_pid(pid_t pid)
{
    char path[64], line[256];
    int inner = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file)) {
        const char *last = strrchr(line, '\t');

        if (strncmp(line, "NSpid:", 6) == 0 && last)
            inner = (int)strtol(last, NULL, 10);
    }
    if (file)
        fclose(file);
    return inner;
}

int lab_is_interpreter(pid_t pid)
{
    enum { INTERPRETER = 300 }; /* no program can choose that (runner/init/init_watch.c) */

    return inner_pid(pid) == INTERPRETER;
}

/* A watched interpreter's child that waits for its order: in recvmsg(2), of descriptor 3. */
static int waits_for_order(pid_t pid)
{
    char path[64];
    long number = -1;
    unsigned long fd = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/syscall", (int)pid);
    file = fopen(path, "re");
    if (file && fscanf(file, "%ld 0x%lx", &number, &fd) != 2)
        number = -1;
    if (file)
        fclose(file);
    return number == SYS_recvmsg && fd == 3;
}

static int is_program(pid_t pid)
{
    return !lab_is_runners(pid) && !lab_is_interpreter(pid) && !waits_for_order(pid);
}

static int list_pids(const char *path, int programs, pid_t *list, int room)
{
    FILE *file = fopen(path, "re");
    int count = 0;
    long pid;

    while (file && count < room && fscanf(file, "%ld", &pid) == 1)
        if (!programs || is_program((pid_t)pid))
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

/* ---- /proc ---- */

pid_t lab_child_of(pid_t pid, const char *name)
{
    char path[64], text[1024] = "", comm[32];
    char *at = text;
    FILE *file;
    size_t got;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
    file = fopen(path, "re");
    got = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
    text[got] = '\0';
    if (file)
        fclose(file);
    for (;;) {
        char *end;
        pid_t child = (pid_t)strtol(at, &end, 10);

        if (end == at)
            return 0;
        at = end;
        snprintf(path, sizeof(path), "/proc/%d/comm", (int)child);
        file = fopen(path, "re");
        comm[0] = '\0';
        if (file) {
            if (fgets(comm, sizeof(comm), file))
                comm[strcspn(comm, "\n")] = '\0';
            fclose(file);
        }
        if (!name || strcmp(comm, name) == 0)
            return child;
    }
}

int lab_descriptors(pid_t pid)
{
    char path[64];
    DIR *list;
    int count = 0;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    list = opendir(path);
    assert_non_null(list);
    while (readdir(list))
        count++;
    closedir(list);
    return count;
}

/* Nothing, or a zombie that the host's init has not reaped yet. */
static int is_dead(pid_t pid)
{
    char path[64], state = 'Z';
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "re");
    if (file && fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = 'Z'; /* it went meanwhile */
    if (file)
        fclose(file);
    return state == 'Z' || state == 'X';
}

void lab_assert_dies(pid_t pid)
{
    for (int i = 0; i < 1000; i++) {
        if (is_dead(pid))
            return;
        usleep(10 * 1000);
    }
    fail_msg("process %d is still there", (int)pid);
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

/* How many programs are in the groups below `path` that are runs'; `list` is the file that says who
 * is. */
static int count_below(const char *path, const char *list)
{
    DIR *groups = opendir(path);
    const struct dirent *entry;
    int count = 0;

    assert_non_null(groups);
    while ((entry = readdir(groups))) {
        char file[PATH_MAX];
        pid_t programs[64];

        if (entry->d_type != DT_DIR || !isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(file, sizeof(file), "%s/%.64s/%s", path, entry->d_name, list);
        count += list_pids(file, 1, programs, 64);
    }
    closedir(groups);
    return count;
}

static int count_in_groups(const struct lab *lab)
{
    static const char *const hierarchies[] = {"memory", "pids", "cpuacct"};
    char path[256];
    int count = 0;

    if (is_v2(lab)) {
        snprintf(path, sizeof(path), "/sys/fs/cgroup/assay-%d/0", (int)lab->parent.pid);
        return count_below(path, "cgroup.procs");
    }
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "/sys/fs/cgroup/%s/assay-%d", hierarchies[i],
                 (int)lab->parent.pid);
        count += count_below(path, "tasks");
    }
    return count;
}

void lab_assert_groups_empty(const struct lab *lab)
{
    /* who is about to stand by looks like a program until it does */
    for (int i = 0; i < 400; i++) {
        if (count_in_groups(lab) == 0)
            return;
        usleep(5000);
    }
    fail_msg("a program is left in a group");
}
