/* Runs each attack in a cell of its own and holds it against what must have come of it: how the run
 * ended, what the runner saw, what the program could say, the verdict, and that the host is as it
 * was; then the next submission must be judged as if it had come first. The attacks are in
 * attack*.c, huge.c and attack.py, what must come of them in attack_table.c; docs/threat-model.md
 * refers to them by name. Python's are run a second time, in one watched interpreter ("watched py
 * ..."): the same must come of them, and an innocent program follows each in there.
 *
 * Needs root and is skipped (77) without; tests/runner/test_user.c is for an unprivileged start.
 */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/grader/evidence.h"
#include "judge/languages/language.h"
#include "judge/rules/verdict.h"
#include "judge/submissions/image.h"
#include "runner/filter/filter.h"
#include "tests/runner/lab.h"
#include "tests/sandbox/attack_table.h"
#include "tests/sandbox/host_watch.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    HOSTILE_MIN = 125,
    SPINNERS_MAX = 8,
    TESTS_MAX = 400,
    WATCHED_MAX = 128,           /* attacks */
    NEXT_MEMORY_KIB = 16 * 1024, /* a static program takes 1 or 2 MiB */
};

static struct lab lab;
static struct host_watch watch;

/* ---- the host ---- */

static int is_zombie(pid_t pid)
{
    struct buffer text = BUFFER_INIT;
    struct error err;
    char path[64];
    const char *name_end;
    int fd, is = 0;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fd_read_all(fd, 4096, &text, path, &err) == 0) {
        name_end = strrchr(text.data, ')');
        is = name_end && name_end[1] && name_end[2] == 'Z';
    }
    fd_close(&fd);
    buffer_release(&text);
    return is;
}

/* Programs below the inits of the parent's two children, or beside those. */
static int count_programs(int zombies)
{
    pid_t pair[16], inits[16], programs[16];
    int found = 0;

    assert_int_equal(lab_children(lab.parent.pid, 0, pair), 2);
    for (int i = 0; i < 2; i++) {
        int count = lab_children(pair[i], 0, inits);

        for (int j = 0; j < count; j++)
            for (int k = lab_children(inits[j], 1, programs); k > 0; k--)
                found += zombies || !is_zombie(programs[k - 1]);
    }
    return found;
}

/* Nobody is left but who stands by for a run. While a cell is open, its last program stays a zombie
 * until the next run is prepared: the runner reads its figures. */
static void assert_processes(int zombies)
{
    enum { TRIES = 400, PAUSE_MS = 5 };
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};

    for (int i = 0; i < TRIES * slowness(); i++) {
        if (count_programs(zombies) == 0)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("a program of the attack is left");
}

/* ---- one attack ---- */

static void check_count(const char *what, int64_t count, int expected)
{
    if (expected == NONE && count != 0)
        fail_msg("%s: %lld, expected none", what, (long long)count);
    if (expected == SOME && count <= 0)
        fail_msg("%s: %lld, expected some", what, (long long)count);
}

static void check_words(const struct attack *attack, const struct lab_result *result)
{
    const struct run_evidence *evidence = &result->evidence;
    const char *says = attack->says ? attack->says : "held\n";

    host_watch_check_bytes(&watch, result->output.data, result->output.size);
    host_watch_check_bytes(&watch, evidence->stderr_tail, evidence->stderr_tail_size);
    if (memmem(result->output.data, result->output.size, "ESCAPED", 7))
        fail_msg("it said \"%s\"", result->output.data);
    if (attack->end == RUN_ENDED_OUTPUT) {
        assert_true(result->output.size == 64 * 1024);
        assert_true(evidence->output_bytes > 64 * 1024);
        return;
    }
    if (says != ATTACK_SAYS_ANYTHING && strcmp(result->output.data, says) != 0)
        fail_msg("it said \"%s\", expected \"%s\"; it ended by %d after %lld us; "
                 "stderr: %.*s",
                 result->output.data, says, (int)evidence->end, (long long)evidence->wall_us,
                 (int)evidence->stderr_tail_size, evidence->stderr_tail);
}

static void check(const struct attack *attack, const struct lab_result *result)
{
    const struct run_evidence *evidence = &result->evidence;
    char name[64] = "none";

    if (evidence->syscall >= 0)
        filter_syscall_name(evidence->syscall, name, sizeof(name));
    assert_string_equal(evidence->failed_stage, "");
    assert_int_equal(evidence->exec_errno, 0);
    assert_string_equal(name, attack->syscall ? attack->syscall : "none");
    check_words(attack, result);
    if (attack->end != END_ANY && (int)evidence->end != attack->end)
        fail_msg("ended %d, expected %d; exit status %d, signal %d, cpu %lld us, wall %lld us, "
                 "memory %lld KiB, oom kills %lld",
                 (int)evidence->end, attack->end, evidence->exit_status, evidence->term_signal,
                 (long long)(evidence->cpu_user_us + evidence->cpu_system_us),
                 (long long)evidence->wall_us, (long long)evidence->memory_kib,
                 (long long)evidence->oom_kills);
    if (attack->exit_status != EXIT_ANY) {
        assert_int_equal(evidence->exit_status, attack->exit_status);
        assert_int_equal(evidence->term_signal, attack->signal);
    }
    check_count("oom kills", evidence->oom_kills, attack->oom);
    check_count("refused bytes", evidence->refused_bytes, attack->refused);
    check_count("full tmpfs", evidence->tmpfs_full, attack->full);
    check_count("stray processes", evidence->stray_processes, attack->strays);
    check_count("foreign ABI", evidence->foreign_abi, attack->foreign);
    check_count("refused processes", evidence->refused_processes, attack->forks);
    if (attack->some_tasks)
        check_count("refused tasks", evidence->refused_tasks, SOME);
    assert_true(evidence->memory_kib <= (attack->memory_kib ? attack->memory_kib : MEMORY_KIB));
}

/* What the checker would say: the output is what the attack says. */
static enum check_outcome checked(const struct attack *attack, const struct lab_result *result)
{
    const char *says =
        attack->says && attack->says != ATTACK_SAYS_ANYTHING ? attack->says : "held\n";

    return result->output.size == strlen(says) &&
                   memcmp(result->output.data, says, strlen(says)) == 0
               ? CHECK_ACCEPTED
               : CHECK_WRONG;
}

/* Whether `text` is one of those that `list` has, with '|' between them. */
static int is_one_of(const char *list, const char *text)
{
    size_t size = strlen(text);

    for (const char *at = list; at; at = strchr(at, '|'), at = at ? at + 1 : NULL)
        if (strncmp(at, text, size) == 0 && (at[size] == '|' || at[size] == '\0'))
            return 1;
    return 0;
}

/* The verdict, found the way a grader finds it. */
static void check_verdict(const struct attack *attack, const struct run_limits *limits,
                          const struct lab_result *result)
{
    const struct language *language =
        language_find(attack->program == PYTHON ? "python3" : "executable");
    int has_group = lab.parent.isolation.state[LAYER_CGROUP_MEMORY] == ISOLATION_ENFORCED;
    struct verdict_result verdict;
    struct verdict_input input;
    char got[2 * VERDICT_REASON_MAX];
    struct error err;
    int image;

    execute_verdict_input(language, limits, &result->evidence, has_group, &input);
    if (attack->program == HUGE) {
        image = open(HUGE_PATH, O_RDONLY | O_CLOEXEC);
        assert_int_equal(execute_image_kib(image, &input.image_kib, &err), 0);
        fd_close(&image);
    }
    input.check = checked(attack, result);
    verdict_decide(&input, &verdict);
    snprintf(got, sizeof(got), "%s%s%s", verdict_name(verdict.verdict),
             verdict.reason[0] ? " " : "", verdict.reason);
    if (!is_one_of(attack->verdict ? attack->verdict : "AC", got))
        fail_msg("the verdict is %s, expected %s", got, attack->verdict ? attack->verdict : "AC");
}

/* The argument vector of an attack, with words of the table replaced. */
static void make_argv(const struct attack *attack, const char *argv[12])
{
    int count = 0;

    if (attack->program == PYTHON)
        argv[count++] = "/usr/bin/python3";
    argv[count++] = attack->is_watched          ? "/prog/" LAB_WATCHED_FILE
                    : attack->program == PYTHON ? "/prog/attack.py"
                    : attack->program == HUGE   ? "/prog/huge"
                                                : "/prog/attack";
    if (!attack->arguments[0])
        argv[count++] = attack->name;
    for (int i = 0; i < 6 && attack->arguments[i]; i++)
        argv[count++] = host_watch_argument(&watch, attack->arguments[i]);
    argv[count] = NULL;
}

/* A watched interpreter gives all programs the arguments that it was started with itself: an attack
 * has its own by a line before it. */
static void open_watched_cell(const struct attack *attack)
{
    struct buffer text = BUFFER_INIT;
    const char *argv[12];
    struct error err;
    int file = open(ATTACK_PY, O_RDONLY | O_CLOEXEC);

    make_argv(attack, argv);
    buffer_append_text(&text, "import sys; sys.argv = ['attack.py'");
    for (int i = 2; argv[i]; i++)
        buffer_format(&text, ", '%s'", argv[i]);
    buffer_append_text(&text, "]\n");
    assert_int_equal(fd_read_all(file, 1 << 20, &text, ATTACK_PY, &err), 0);
    fd_close(&file);
    if (lab_try_watched(&lab, attack->profile, text.data) != 1)
        fail_msg("there is no watched interpreter");
    buffer_release(&text);
}

static struct run_limits limits_of(const struct attack *attack)
{
    struct run_limits limits = lab_limits();

    if (attack->processes)
        limits.processes = attack->processes;
    if (attack->cpu_ms)
        limits.cpu_us = attack->cpu_ms * 1000;
    /* what takes long there without being the attack: starting Python, and waiting */
    if (attack->cpu_ms && (attack->program == PYTHON || attack->is_guard))
        limits.cpu_us *= slowness();
    if (attack->wall_ms)
        limits.wall_us = attack->wall_ms * 1000 * slowness();
    if (attack->stack_kib)
        limits.stack_kib = attack->stack_kib;
    if (attack->memory_kib)
        limits.memory_kib = attack->memory_kib;
    return limits;
}

/* With the input that the test keeps for all runs of an attack, as a grader may. */
static void run_attack(const struct attack *attack, int input)
{
    const struct run_limits limits = limits_of(attack);
    struct lab_result result = {.output = BUFFER_INIT};
    const char *argv[12];
    const struct run_request request = {.action = attack->is_watched ? RUN_WATCHED : RUN_EXEC,
                                        .argv = argv,
                                        .file = "/prog/" LAB_WATCHED_FILE,
                                        .code_fd = -1,
                                        .stdin_fd = input,
                                        .limits = limits};
    struct error err;

    make_argv(attack, argv);
    if (cell_run(lab.runner, &request, lab_collect, &result.output, &result.evidence, &err) < 0)
        fail_msg("%s", err.text);
    buffer_reserve(&result.output, 1)[0] = '\0';
    check(attack, &result);
    check_verdict(attack, &limits, &result);
    lab_release(&result);
}

/* An honest program, in a cell of its own or after an attack; it must not be charged for what was
 * before it. */
static void run_next(const char *name, int input)
{
    const struct attack next = {.name = name, .memory_kib = NEXT_MEMORY_KIB};

    run_attack(&next, input);
}

static void start_spinners(int count, pid_t *spinners)
{
    for (int i = 0; i < count; i++) {
        spinners[i] = fork();
        assert_true(spinners[i] >= 0);
        if (spinners[i] == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (volatile int x = 0;; x = x + 1)
                ;
        }
    }
}

static void stop_spinners(int count, const pid_t *spinners)
{
    for (int i = 0; i < count; i++) {
        kill(spinners[i], SIGKILL);
        waitpid(spinners[i], NULL, 0);
    }
}

static const char *const attack_files[] = {ATTACK_PATH, HUGE_PATH, ATTACK_PY, NULL};

/* The next submission, of the same kind. */
static void run_innocent(const struct attack *attack, int input)
{
    const struct attack watched = {.name = "plain",
                                   .program = PYTHON,
                                   .arguments = {"plain"},
                                   .profile = attack->profile,
                                   .is_watched = 1};

    if (attack->is_watched) {
        open_watched_cell(&watched);
        run_attack(&watched, input);
    } else {
        lab_cell(&lab, LAB_PLAIN, attack_files);
        run_next("plain", input);
    }
    lab_cell_close(&lab);
}

/* No attack costs an interpreter: there is one for each profile, from the first to the last. */
static void check_interpreters(void)
{
    static pid_t known[2];
    pid_t inits[16], members[16];
    pid_t runner = lab_child_of(lab.parent.pid, "assay-cell");

    for (int i = lab_children(runner, 0, inits); i > 0; i--)
        for (int j = lab_children(inits[i - 1], 0, members); j > 0; j--) {
            pid_t *place = known;

            if (!lab_is_interpreter(members[j - 1]))
                continue;
            while (place < known + 2 && *place && *place != members[j - 1])
                place++;
            if (place == known + 2)
                fail_msg("an interpreter had to be replaced");
            *place = members[j - 1];
        }
    for (size_t i = 0; i < 2; i++)
        if (known[i] && !lab_is_interpreter(known[i]))
            fail_msg("an interpreter is gone");
}

static void test_attack(void **state)
{
    const struct attack *attack = *state;
    int input = fd_memfd_with("input", "input\n", 6);
    pid_t spinners[SPINNERS_MAX];

    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < attack->landlock) {
        print_message("the kernel's Landlock is older than ABI %d\n", attack->landlock);
        skip();
    }
    assert_true(attack->spinners <= SPINNERS_MAX);
    host_watch_note(&watch);
    if (attack->is_watched)
        open_watched_cell(attack);
    else
        lab_cell(&lab, attack->profile, attack_files);
    start_spinners(attack->spinners, spinners);
    run_attack(attack, input);
    stop_spinners(attack->spinners, spinners);
    assert_processes(0);
    if (attack->then)
        run_next(attack->then, input);
    lab_assert_groups_empty(&lab);
    lab_cell_close(&lab);
    assert_processes(1);
    run_innocent(attack, input);
    check_interpreters();
    host_watch_check(&watch, &lab);
    fd_close(&input);
}

/* A failed test leaves its cell open. */
static int close_cell(void **state)
{
    struct error err;

    (void)state;
    return cell_close(lab.runner, &err);
}

/* As many as were promised, each by a name of its own. */
static void test_table(void **state)
{
    int guards = 0;

    (void)state;
    for (size_t i = 0; i < attack_count; i++) {
        guards += attacks[i].is_guard;
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(attacks[i].name, attacks[j].name);
    }
    print_message("%d attacks and %d guards\n", (int)attack_count - guards, guards);
    assert_true((int)attack_count - guards >= HOSTILE_MIN);
}

/* ---- a neighbour ---- */

static struct lab neighbour;
static struct lab_result neighbour_result;

static void *run_neighbour(void *arg)
{
    static const char *const argv[] = {"/prog/attack", "keep_secret", NULL};

    (void)arg;
    lab_run(&neighbour, &(struct lab_program){.argv = argv, .limits = lab_limits()},
            &neighbour_result);
    return NULL;
}

/* Attacks from the next cell, while a program keeps a secret in its own. */
static void test_neighbour(void **state)
{
    static const char *const files[] = {ATTACK_PATH, NULL};
    static const char *const hunts[] = {"see_others", "find_things", "signal_others",
                                        "limit_others", "socket_families"};
    int input = fd_memfd_with("input", "input\n", 6);
    pthread_t thread;

    (void)state;
    neighbour.parent = lab.parent;
    lab_borrow(&neighbour, 2);
    lab_cell(&neighbour, LAB_PLAIN, files);
    assert_int_equal(pthread_create(&thread, NULL, run_neighbour, NULL), 0);
    lab_cell(&lab, LAB_PLAIN, files);
    for (size_t i = 0; i < sizeof(hunts) / sizeof(hunts[0]); i++)
        run_next(hunts[i], input);
    lab_cell_close(&lab);
    pthread_join(thread, NULL);
    assert_string_equal(neighbour_result.output.data, "held\n");
    assert_int_equal(neighbour_result.evidence.exit_status, 0);
    lab_release(&neighbour_result);
    lab_cell_close(&neighbour);
    fd_close(&neighbour.judge);
    fd_close(&neighbour.runner);
    fd_close(&input);
}

static int set_up(void **state)
{
    (void)state;
    host_watch_open(&watch);
    lab_open(&lab);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    lab_close(&lab);
    host_watch_close(&watch);
    return 0;
}

/* What is expected of an attack on this host: where the kernel itself takes no int 0x80, it is what
 * stops those that need it. */
static const struct attack *on_this_host(const struct attack *attack)
{
    static struct attack stopped[4];
    static size_t count;

    if (!strstr(attack->name, "int80") || lab_has_int80())
        return attack;
    assert_true(count < sizeof(stopped) / sizeof(stopped[0]));
    stopped[count] = *attack;
    stopped[count].verdict = "RTE signal:11";
    stopped[count].signal = SIGSEGV;
    stopped[count].foreign = NONE;
    return &stopped[count++];
}

/* Python's attacks once more. */
static size_t add_watched(struct CMUnitTest tests[WATCHED_MAX])
{
    static struct attack watched[WATCHED_MAX];
    static char names[WATCHED_MAX][64];
    size_t count = 0;

    for (size_t i = 0; i < attack_count; i++) {
        if (attacks[i].program != PYTHON || (lab_is_part() && i % 2 == 0))
            continue;
        assert_true(count < WATCHED_MAX);
        assert_true(attacks[i].profile == LAB_PLAIN || attacks[i].profile == LAB_THREADS);
        watched[count] = *on_this_host(&attacks[i]);
        watched[count].profile =
            attacks[i].profile == LAB_THREADS ? LAB_WATCHED_THREADS : LAB_WATCHED;
        watched[count].is_watched = 1;
        watched[count].then = NULL; /* a program of C's */
        snprintf(names[count], sizeof(names[count]), "watched %s", attacks[i].name);
        tests[count] = (struct CMUnitTest){names[count], test_attack, NULL, close_cell,
                                           (void *)&watched[count]};
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[TESTS_MAX];
    struct report report = REPORT_INIT;
    size_t count = 0;

    lab_grader(argc, argv);
    if (geteuid() != 0)
        return 77;
    if (language_load_text("", "", 0, &report) < 0)
        return 1;
    lab_watches = 1;
    assert_true(attack_count + WATCHED_MAX + 2 <= TESTS_MAX);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_table);
    for (size_t i = 0; i < attack_count; i++) {
        if (lab_is_part() && i % 2 != 0)
            continue; /* Python's are run once more by the watched path: there the others */
        tests[count++] = (struct CMUnitTest){attacks[i].name, test_attack, NULL, close_cell,
                                             (void *)on_this_host(&attacks[i])};
    }
    count += add_watched(&tests[count]);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_neighbour);
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("sandbox", tests, count, set_up, tear_down);
}
