/* What becomes of claimed submissions: each rule of judge/queue/daemon.h, with a real store and
 * graders by script. */
#include "base/log.h"
#include "db/store.h"
#include "judge/queue/daemon.h"
#include "tests/folder.h"
#include "tests/judge/built_in.h"
#include "tests/judge/scripted.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { LEASE_MS = 60 * 1000 };

struct lab {
    struct folder folder;
    char database[80], problem[80], other[80]; /* folders of two problems */
    struct runner_parent parent;
    struct store *store;
    char said[4096]; /* what the judge said on stderr */
    struct error err;
};

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    folder_make(&lab->folder);
    snprintf(lab->database, sizeof(lab->database), "%s/db", lab->folder.path);
    snprintf(lab->problem, sizeof(lab->problem), "%s/problem", lab->folder.path);
    snprintf(lab->other, sizeof(lab->other), "%s/other", lab->folder.path);
    folder_write_text(&lab->folder, "problem/problem.yaml", "a problem\n");
    folder_write_text(&lab->folder, "other/problem.yaml", "another\n");
    scripted_start(lab->database, &lab->parent);
    assert_int_equal(store_open(lab->database, STORE_OPEN_CREATE, &lab->store, &lab->err), 0);
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    scripted_stop(&lab->parent);
    store_close(lab->store);
    folder_remove(&lab->folder);
    free(lab);
    return 0;
}

static int64_t submit_to(struct lab *lab, const char *problem, const char *script)
{
    const struct store_submission submission = {.problem = problem,
                                                .problem_name = "p",
                                                .user = "ann",
                                                .language = "python3",
                                                .file_name = "a.py",
                                                .source = script,
                                                .source_size = strlen(script),
                                                .now_ms = 1};
    int64_t id;

    assert_int_equal(store_submit(lab->store, &submission, &id, &lab->err), 0);
    return id;
}

static int64_t submit(struct lab *lab, const char *script)
{
    return submit_to(lab, lab->problem, script);
}

/* A judge at work until the queue is empty, or it is told to stop. */
static int judge(struct lab *lab, int jobs)
{
    const struct daemon_options options = {.jobs = jobs, .drain = 1, .lease_ms = LEASE_MS};
    int out = memfd_create("said", MFD_CLOEXEC), kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int result;
    ssize_t got;

    if (!store_name(lab->store))
        assert_int_equal(store_name_acquire(lab->store, "judge", 1, NULL, &lab->err), 0);
    dup2(out, STDERR_FILENO);
    result = daemon_run(&options, lab->store, &lab->parent, NULL, &lab->err);
    dup2(kept, STDERR_FILENO);
    got = pread(out, lab->said, sizeof(lab->said) - 1, 0);
    assert_true(got >= 0);
    lab->said[got] = '\0';
    close(out);
    close(kept);
    if (result < 0)
        print_message("%s\n%s", lab->err.text, lab->said);
    return result;
}

/* ---- what is asked of a submission ---- */

struct judged {
    int64_t judging;
    char state[16], verdict[8], reason[32], message[512], version[65], limits[256], compile[64];
    char isolation[1024], judge_name[16];
    double score;
    int attempts, cases_done, case_count;
};

static int take_row(const struct store_row *row, void *arg)
{
    struct judged *judged = arg;

    *judged = (struct judged){.judging = row->judging,
                              .score = row->score,
                              .attempts = row->attempts,
                              .cases_done = row->cases_done,
                              .case_count = row->case_count};
    snprintf(judged->state, sizeof(judged->state), "%s", row->state);
    snprintf(judged->verdict, sizeof(judged->verdict), "%s", row->verdict);
    snprintf(judged->reason, sizeof(judged->reason), "%s", row->reason);
    snprintf(judged->message, sizeof(judged->message), "%s", row->message);
    snprintf(judged->version, sizeof(judged->version), "%s", row->version);
    snprintf(judged->limits, sizeof(judged->limits), "%s", row->limits_json);
    snprintf(judged->compile, sizeof(judged->compile), "%s", row->compile_json);
    snprintf(judged->isolation, sizeof(judged->isolation), "%s", row->isolation_json);
    snprintf(judged->judge_name, sizeof(judged->judge_name), "%s", row->judge_name);
    return 1; /* the newest is enough */
}

static struct judged look_at(struct lab *lab, int64_t submission)
{
    struct judged judged;

    assert_int_equal(store_judgings(lab->store, submission, take_row, &judged, &lab->err), 1);
    return judged;
}

static int take_case(const struct store_case *row, void *arg)
{
    strncat(arg, row->verdict, 8);
    return 0;
}

/* The verdicts of the cases on record, one behind the other. */
static const char *cases_of(struct lab *lab, int64_t submission)
{
    static char verdicts[64];

    verdicts[0] = '\0';
    assert_int_equal(
        store_cases(lab->store, look_at(lab, submission).judging, take_case, verdicts, &lab->err),
        0);
    return verdicts;
}

/* ---- the rules ---- */

static void test_what_is_reported_is_recorded(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_STARTED SCRIPT_CASE("1", "AC") SCRIPT_CASE("2", "WA")
                                 SCRIPT_FINISHED("WA"));
    int64_t compiled =
        submit(lab, SCRIPT_STARTED SCRIPT_RESULT("CE", "compile", "bad",
                                                 "{\"status\":\"failed\",\"log\":\"no\"}"));
    struct judged got;

    assert_int_equal(judge(lab, 1), 0);
    got = look_at(lab, id);
    assert_string_equal(got.state, "done");
    assert_string_equal(got.verdict, "WA");
    assert_int_equal(strlen(got.version), 64);
    assert_int_equal(store_has_version(lab->store, got.version, &lab->err), 1);
    assert_string_equal(got.limits, SCRIPT_LIMITS);
    assert_string_equal(got.judge_name, "judge");
    assert_string_equal(got.compile, "");
    assert_non_null(strstr(got.isolation, "\"seccomp\":true"));
    assert_true(got.score == 2);
    assert_int_equal(got.attempts, 1);
    assert_int_equal(got.case_count, 2);
    assert_string_equal(cases_of(lab, id), "ACWA");
    got = look_at(lab, compiled);
    assert_string_equal(got.verdict, "CE");
    assert_string_equal(got.reason, "compile");
    assert_string_equal(got.message, "bad");
    assert_string_equal(got.compile, "{\"status\":\"failed\",\"log\":\"no\"}");
}

static void test_a_job_says_what_to_grade(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, "request\n");
    json_t *request;

    assert_int_equal(judge(lab, 1), 0);
    request = json_loads(look_at(lab, id).message, 0, NULL);
    assert_non_null(request);
    assert_string_equal(json_string_value(json_object_get(request, "kind")), "grade");
    assert_string_equal(json_string_value(json_object_get(request, "problem")), lab->problem);
    assert_string_equal(json_string_value(json_object_get(request, "language")), "python3");
    assert_string_equal(json_string_value(json_object_get(request, "file_name")), "a.py");
    assert_true(json_is_true(json_object_get(request, "has_cgroup")));
    json_decref(request);
}

/* What we failed at is tried again, and leaves nothing of itself in what counts. */
static void test_a_failure_of_ours_is_tried_again(void **state)
{
    struct lab *lab = *state;
    int64_t failed = submit(lab, SCRIPT_STARTED
                            "1:" SCRIPT_CASE("1", "RTE") "1:" SCRIPT_FAILED SCRIPT_CASE("1", "AC")
                                SCRIPT_CASE("2", "AC") SCRIPT_FINISHED("AC"));
    int64_t died = submit(lab, "1:die\n" SCRIPT_GRADED("AC"));
    int64_t garbage = submit(lab, "1:hello\n" SCRIPT_GRADED("AC"));

    assert_int_equal(judge(lab, 2), 0);
    assert_string_equal(look_at(lab, failed).verdict, "AC");
    assert_int_equal(look_at(lab, failed).attempts, 2);
    assert_string_equal(cases_of(lab, failed), "ACAC");
    assert_string_equal(look_at(lab, died).verdict, "AC");
    assert_int_equal(look_at(lab, died).attempts, 2);
    assert_string_equal(look_at(lab, garbage).verdict, "AC");
    assert_int_equal(look_at(lab, garbage).attempts, 2);
}

static void test_three_attempts_are_all(void **state)
{
    struct lab *lab = *state;
    int64_t failed = submit(lab, SCRIPT_STARTED SCRIPT_CASE("1", "AC") SCRIPT_FAILED);
    int64_t died = submit(lab, "die\n");
    struct judged got;

    assert_int_equal(judge(lab, 2), 0);
    got = look_at(lab, failed);
    assert_string_equal(got.verdict, "IE");
    assert_string_equal(got.reason, "sandbox");
    assert_string_equal(got.message, "it broke");
    assert_int_equal(got.attempts, 3);
    assert_string_equal(cases_of(lab, failed), "");
    got = look_at(lab, died);
    assert_string_equal(got.verdict, "IE");
    assert_string_equal(got.reason, "grader_lost");
    assert_int_equal(got.attempts, 3);
    assert_non_null(strstr(lab->said, "2 judged, 0 accepted")); /* each once, at its end */
}

/* No attempt is counted, others are judged, and all is judged once the problem is in order. */
static void test_a_problem_at_fault_holds_what_is_its_own(void **state)
{
    struct lab *lab = *state;
    char elsewhere[96], script[1024];
    int64_t nowhere, checked[4], other;
    struct judged got;

    snprintf(elsewhere, sizeof(elsewhere), "%s/moved", lab->folder.path);
    nowhere = submit_to(lab, elsewhere, SCRIPT_GRADED("AC"));
    for (int i = 0; i < 4; i++) {
        snprintf(script, sizeof(script),
                 "1:" SCRIPT_STARTED "1:{\"event\":\"failed\",\"reason\":\"bad_problem\","
                 "\"message\":\"the checker crashed, %d\"}\n" SCRIPT_GRADED("AC"),
                 i);
        if (i == 3)
            snprintf(script, sizeof(script), "%s", SCRIPT_GRADED("AC"));
        checked[i] = submit(lab, script);
    }
    other = submit_to(lab, lab->other, SCRIPT_GRADED("WA"));
    assert_int_equal(judge(lab, 1), 0);
    got = look_at(lab, nowhere);
    assert_string_equal(got.state, "held");
    assert_string_equal(got.reason, "bad_problem");
    assert_non_null(strstr(got.message, elsewhere));
    assert_int_equal(got.attempts, 0);
    for (int i = 0; i < 4; i++) { /* the fourth is not even tried */
        got = look_at(lab, checked[i]);
        assert_string_equal(got.state, "held");
        assert_non_null(strstr(got.message, "the checker crashed"));
        assert_int_equal(got.attempts, 0);
    }
    assert_string_equal(look_at(lab, other).verdict, "WA");
    assert_non_null(strstr(lab->said, "5 submissions are held"));

    /* the next start of a judge looks whether they are mended */
    store_close(lab->store);
    assert_int_equal(store_open(lab->database, 0, &lab->store, &lab->err), 0);
    assert_int_equal(mkdir(elsewhere, 0755), 0);
    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, nowhere).verdict, "AC");
    for (int i = 0; i < 4; i++)
        assert_string_equal(look_at(lab, checked[i]).verdict, "AC");
    rmdir(elsewhere);
}

static void test_a_language_that_nobody_knows_holds_its_own(void **state)
{
    struct lab *lab = *state;
    struct store_submission submission = {.problem = lab->problem,
                                          .problem_name = "p",
                                          .user = "ann",
                                          .language = "klingon",
                                          .file_name = "a",
                                          .now_ms = 1};
    int64_t odd, other;

    assert_int_equal(store_submit(lab->store, &submission, &odd, &lab->err), 0);
    other = submit(lab, SCRIPT_GRADED("AC"));
    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, odd).state, "held");
    assert_string_equal(look_at(lab, odd).reason, "no_language");
    assert_string_equal(look_at(lab, other).verdict, "AC");
}

/* No single death of a judge is the submission's; it is set aside after many in a row. */
static void test_what_kills_judges_is_not_tried_for_ever(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_GRADED("AC"));

    for (int i = 0; i < 6; i++) {
        const struct store_start start = {.version = "v", .now_ms = 1};
        struct store_claim claim;
        struct store *store;

        assert_int_equal(store_open(lab->database, 0, &store, &lab->err), 0);
        assert_int_equal(store_name_acquire(store, "judge", 1, NULL, &lab->err), 0);
        assert_int_equal(store_claim(store, 1, &claim, &lab->err), 1);
        assert_int_equal(store_start(store, &claim, &start, &lab->err), 0);
        store_claim_release(&claim);
        store_close(store);
    }
    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, id).state, "held");
    assert_string_equal(look_at(lab, id).reason, "judge_lost");
}

/* What another judge has taken over is that one's: the late result changes nothing, and this judge
 * goes on with the next. */
static void test_what_was_taken_over_is_let_go(void **state)
{
    struct lab *lab = *state;
    int64_t taken = submit(lab, SCRIPT_STARTED_WITH("1") "takeover\n" SCRIPT_CASE("1", "AC")
                                    SCRIPT_FINISHED("AC"));
    int64_t next = submit(lab, SCRIPT_GRADED("AC"));
    int64_t lost;

    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, taken).verdict, "WA");
    assert_string_equal(look_at(lab, taken).message, "theirs");
    assert_string_equal(look_at(lab, taken).judge_name, "other");
    assert_string_equal(cases_of(lab, taken), "");
    assert_string_equal(look_at(lab, next).verdict, "AC");
    assert_non_null(strstr(lab->said, "1 judged, 1 accepted")); /* that one counts the other */
    /* one that dies of it as well */
    lost = submit(lab, SCRIPT_STARTED "takeover\ndie\n");
    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, lost).message, "theirs");
}

/* Events that the store would refuse, or that others would stumble over: each costs the grader, and
 * nothing else. (What may be said is in test_door.c.) */
static void test_bad_events_lose_the_grader_alone(void **state)
{
    static const char *const bad[] = {
        "{\"event\":\"started\",\"limits\":\"x\",\"case_count\":[]}\n",
        "{\"event\":\"case\"}\n",
        "{\"event\":\"unheard\"}\n",
        SCRIPT_STARTED SCRIPT_CASE("-5", "AC"),
        SCRIPT_STARTED SCRIPT_CASE("1", "ZZ"),
        SCRIPT_STARTED "{\"event\":\"finished\"}\n",
        SCRIPT_STARTED SCRIPT_STARTED,
        SCRIPT_STARTED_WITH("0") SCRIPT_FINISHED("ZZ"),
    };
    enum { BAD = sizeof(bad) / sizeof(bad[0]) };
    struct lab *lab = *state;
    int64_t ids[BAD], other = submit(lab, SCRIPT_GRADED("AC"));

    for (size_t i = 0; i < BAD; i++) {
        char script[4096] = "", *line = strdup(bad[i]), *rest = line, *at;

        while ((at = strsep(&rest, "\n")) && *at) /* only the first time */
            snprintf(script + strlen(script), sizeof(script) - strlen(script), "1:%s\n", at);
        snprintf(script + strlen(script), sizeof(script) - strlen(script), "%s",
                 SCRIPT_GRADED("AC"));
        free(line);
        ids[i] = submit(lab, script);
    }
    assert_int_equal(judge(lab, 2), 0);
    for (size_t i = 0; i < BAD; i++) {
        assert_string_equal(look_at(lab, ids[i]).verdict, "AC");
        assert_int_equal(look_at(lab, ids[i]).attempts, 2);
        assert_string_equal(cases_of(lab, ids[i]), "");
    }
    assert_int_equal(look_at(lab, other).attempts, 1);
    assert_non_null(strstr(lab->said, "what it may not"));
}

static int note_group(const struct store_group *row, void *arg)
{
    snprintf(arg, 64, "%d %s %s", row->number, row->name, row->verdict);
    return 0;
}

static void test_groups_are_recorded(void **state)
{
    static const char group[] =
        "{\"event\":\"group\",\"group\":{\"number\":1,\"name\":\"g\",\"verdict\":\"WA\","
        "\"score\":0,\"max_score\":1,\"feedback\":\"verdict\"}}\n";
    struct lab *lab = *state;
    char script[4096], said[64] = "";
    int64_t id;

    snprintf(script, sizeof(script), "%s%s%s", SCRIPT_STARTED_WITH("1") SCRIPT_CASE("1", "WA"),
             group, SCRIPT_FINISHED("WA"));
    id = submit(lab, script);
    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, id).verdict, "WA");
    assert_int_equal(look_at(lab, id).attempts, 1);
    assert_int_equal(
        store_groups(lab->store, look_at(lab, id).judging, note_group, said, &lab->err), 0);
    assert_string_equal(said, "1 g WA");
}

/* ---- a store that refuses values, though the door let them through ---- */

/* So many of the next calls are refused. */
static struct {
    int start, cases, finish, fail, claim;
    int code; /* 0: -EINVAL */
} refusals;

static int refuses(int *left, struct error *err)
{
    int code = refusals.code ? refusals.code : -EINVAL;

    return *left > 0 && (*left)-- > 0 &&
           error_set(err, code, code == -EINVAL ? "a value is refused" : "not now") < 0;
}

int __real_store_claim(struct store *store, int64_t now_ms, struct store_claim *ret_claim,
                       struct error *err);
int __wrap_store_claim(struct store *store, int64_t now_ms, struct store_claim *ret_claim,
                       struct error *err);
int __wrap_store_claim(struct store *store, int64_t now_ms, struct store_claim *ret_claim,
                       struct error *err)
{
    return refuses(&refusals.claim, err) ? err->code
                                         : __real_store_claim(store, now_ms, ret_claim, err);
}

int __real_store_start(struct store *store, const struct store_claim *claim,
                       const struct store_start *start, struct error *err);
int __wrap_store_start(struct store *store, const struct store_claim *claim,
                       const struct store_start *start, struct error *err);
int __wrap_store_start(struct store *store, const struct store_claim *claim,
                       const struct store_start *start, struct error *err)
{
    return refuses(&refusals.start, err) ? err->code : __real_store_start(store, claim, start, err);
}

int __real_store_record_cases(struct store *store, const struct store_claim *claim,
                              const struct store_case *cases, size_t count, struct error *err);
int __wrap_store_record_cases(struct store *store, const struct store_claim *claim,
                              const struct store_case *cases, size_t count, struct error *err);
int __wrap_store_record_cases(struct store *store, const struct store_claim *claim,
                              const struct store_case *cases, size_t count, struct error *err)
{
    return refuses(&refusals.cases, err)
               ? err->code
               : __real_store_record_cases(store, claim, cases, count, err);
}

int __real_store_finish(struct store *store, const struct store_claim *claim,
                        const struct store_finish *finish, struct error *err);
int __wrap_store_finish(struct store *store, const struct store_claim *claim,
                        const struct store_finish *finish, struct error *err);
int __wrap_store_finish(struct store *store, const struct store_claim *claim,
                        const struct store_finish *finish, struct error *err)
{
    return refuses(&refusals.finish, err) ? err->code
                                          : __real_store_finish(store, claim, finish, err);
}

int __real_store_fail(struct store *store, const struct store_claim *claim, const char *reason,
                      const char *message, int32_t max_attempts, int64_t now_ms, int *ret_final,
                      struct error *err);
int __wrap_store_fail(struct store *store, const struct store_claim *claim, const char *reason,
                      const char *message, int32_t max_attempts, int64_t now_ms, int *ret_final,
                      struct error *err);
int __wrap_store_fail(struct store *store, const struct store_claim *claim, const char *reason,
                      const char *message, int32_t max_attempts, int64_t now_ms, int *ret_final,
                      struct error *err)
{
    return refuses(&refusals.fail, err) ? err->code
                                        : __real_store_fail(store, claim, reason, message,
                                                            max_attempts, now_ms, ret_final, err);
}

/* The attempt has failed, its grader is lost (the one that said no last word would be waited for
 * otherwise), the next attempt counts, and the judge goes on. */
static void test_what_the_store_refuses_ends_no_judge(void **state)
{
    static const char second[] =
        "2:{\"event\":\"started\",\"problem_version\":\"v1\","
        "\"language_version\":\"L 1\",\"feedback\":\"verdict\","
        "\"max_score\":2,\"case_count\":0,\"limits\":" SCRIPT_LIMITS "}\n2:" SCRIPT_FINISHED("AC");
    const struct {
        int *refused;
        const char *first;
    } rows[] = {
        {&refusals.start, "1:" SCRIPT_STARTED},
        {&refusals.cases, "1:" SCRIPT_STARTED "1:" SCRIPT_CASE("1", "AC")},
        {&refusals.finish, "1:" SCRIPT_STARTED_WITH("0") "1:" SCRIPT_FINISHED("AC")},
        {&refusals.fail, "1:" SCRIPT_FAILED},
    };
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char script[4096];
        int64_t id;

        snprintf(script, sizeof(script), "%s%s", rows[i].first, second);
        id = submit(lab, script);
        *rows[i].refused = 1;
        assert_int_equal(judge(lab, 1), 0);
        assert_int_equal(*rows[i].refused, 0);
        assert_string_equal(look_at(lab, id).verdict, "AC");
        assert_int_equal(look_at(lab, id).attempts, 2);
        assert_string_equal(cases_of(lab, id), "");
        assert_non_null(strstr(lab->said, "the store refuses what the grader said"));
    }
}

/* Our own words, which quote the refusal, may be refused for the same reason; those that quote
 * nothing are taken. */
static void test_our_own_words_may_be_refused(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, "1:" SCRIPT_FAILED SCRIPT_GRADED("AC"));

    refusals.fail = 2;
    assert_int_equal(judge(lab, 1), 0);
    assert_int_equal(refusals.fail, 0);
    assert_string_equal(look_at(lab, id).verdict, "AC");
    assert_int_equal(look_at(lab, id).attempts, 2);
}

/* Whatever is said: then it is that judging's row, which is set aside, and no other's. */
static void test_what_cannot_be_recorded_at_all_is_set_aside(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_FAILED);
    int64_t other = submit(lab, SCRIPT_GRADED("AC"));

    refusals.fail = 3;
    assert_int_equal(judge(lab, 1), 0);
    assert_int_equal(refusals.fail, 0);
    assert_string_equal(look_at(lab, id).state, "held");
    assert_string_equal(look_at(lab, id).reason, "bad_row");
    assert_string_equal(look_at(lab, other).verdict, "AC");
}

/* A page of its own is damaged: the database as a whole can still be used. */
static void test_a_damaged_row_ends_no_judge(void **state)
{
    int *const places[] = {&refusals.start, &refusals.cases, &refusals.finish, &refusals.fail};
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        int64_t id = submit(lab, places[i] == &refusals.fail ? SCRIPT_FAILED
                                                             : SCRIPT_STARTED_WITH("1")
                                                                   SCRIPT_CASE("1", "AC")
                                                                       SCRIPT_FINISHED("AC"));
        int64_t other = submit(lab, SCRIPT_GRADED("WA"));

        refusals.code = -EUCLEAN;
        *places[i] = 1;
        assert_int_equal(judge(lab, 1), 0);
        refusals.code = 0;
        assert_string_equal(look_at(lab, other).verdict, "WA");
        if (*places[i] == 0) /* cases may have come with the verdict */
            assert_string_equal(look_at(lab, id).reason, "bad_row");
        *places[i] = 0;
    }
}

/* ---- a store that cannot serve us for a while ---- */

/* A lock, a full disk, no memory: the judge takes no new work, says so once, and goes on by itself.
 * No attempt is spent, and nothing that graders said is lost. */
static void test_a_store_that_is_not_ready_is_waited_for(void **state)
{
    static const int codes[] = {-EAGAIN, -ENOSPC, -EIO, -ENOMEM, -EMFILE};
    int *const places[] = {&refusals.start, &refusals.cases, &refusals.finish, &refusals.fail,
                           &refusals.claim};
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        int fails = places[i] == &refusals.fail;
        char script[2048];
        const char *at;
        int64_t id, other;

        snprintf(script, sizeof(script), "%s\n# %zu\n",
                 fails ? "1:" SCRIPT_FAILED SCRIPT_GRADED("AC")
                       : SCRIPT_STARTED_WITH("1") SCRIPT_CASE("1", "AC") SCRIPT_FINISHED("AC"),
                 i);
        id = submit(lab, script);
        other = submit(lab, SCRIPT_GRADED("WA"));
        refusals.code = codes[i];
        *places[i] = 3;
        assert_int_equal(judge(lab, 1), 0);
        refusals.code = 0;
        if (places[i] != &refusals.cases)
            assert_int_equal(*places[i], 0);
        *places[i] = 0;
        assert_string_equal(look_at(lab, id).verdict, "AC");
        assert_int_equal(look_at(lab, id).attempts, fails ? 2 : 1);
        assert_string_equal(look_at(lab, other).verdict, "WA");
        if (places[i] == &refusals.cases)
            continue;
        at = strstr(lab->said, "no new work is taken until this is over: not now");
        assert_non_null(at);
        assert_null(strstr(at + 1, "no new work is taken until"));
        assert_non_null(strstr(lab->said, "new work is taken again"));
    }
}

static void test_a_database_that_is_damaged_ends_the_judge(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_GRADED("AC"));

    refusals.code = -EUCLEAN;
    refusals.claim = 1;
    assert_int_equal(judge(lab, 1), -EUCLEAN);
    refusals.code = 0;
    assert_string_equal(look_at(lab, id).state, "queued");
}

static void test_a_database_that_is_gone_ends_the_judge(void **state)
{
    struct lab *lab = *state;

    submit(lab, SCRIPT_STARTED "unlink\n");
    assert_int_equal(judge(lab, 1), -ENXIO);
    assert_non_null(strstr(lab->err.text, "removed or replaced"));
}

/* ---- the end ---- */

static void test_a_signal_lets_what_runs_finish(void **state)
{
    struct lab *lab = *state;
    int64_t running = submit(lab, SCRIPT_STARTED_WITH("1") "signal TERM\n" SCRIPT_CASE("1", "AC")
                                      SCRIPT_FINISHED("AC"));
    int64_t waiting = submit(lab, SCRIPT_GRADED("AC"));

    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, running).verdict, "AC");
    assert_string_equal(cases_of(lab, running), "AC");
    assert_string_equal(look_at(lab, waiting).state, "queued");
    assert_int_equal(look_at(lab, waiting).attempts, 0);
}

static void test_a_second_signal_gives_it_back(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_STARTED SCRIPT_CASE("1", "AC") "signal TERM\nsignal INT\n");

    assert_int_equal(judge(lab, 1), 0);
    assert_string_equal(look_at(lab, id).state, "queued");
    assert_int_equal(look_at(lab, id).attempts, 0);
}

static void test_a_tree_that_breaks_down_ends_the_judge(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_STARTED "break\n");

    assert_true(judge(lab, 1) < 0);
    assert_true(lab->err.text[0] != '\0');
    assert_string_equal(look_at(lab, id).state, "queued");
    assert_int_equal(look_at(lab, id).attempts, 0);
}

/* Also where the judge first sees that the grader is gone. */
static void test_a_grader_lost_with_its_tree_costs_no_attempt(void **state)
{
    struct lab *lab = *state;
    int64_t id = submit(lab, SCRIPT_STARTED "collapse\n");

    assert_true(judge(lab, 1) < 0);
    assert_string_equal(look_at(lab, id).state, "queued");
    assert_int_equal(look_at(lab, id).attempts, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_reported_is_recorded),
        TEST(test_a_job_says_what_to_grade),
        TEST(test_a_failure_of_ours_is_tried_again),
        TEST(test_three_attempts_are_all),
        TEST(test_a_problem_at_fault_holds_what_is_its_own),
        TEST(test_a_language_that_nobody_knows_holds_its_own),
        TEST(test_what_kills_judges_is_not_tried_for_ever),
        TEST(test_what_was_taken_over_is_let_go),
        TEST(test_bad_events_lose_the_grader_alone),
        TEST(test_groups_are_recorded),
        TEST(test_what_the_store_refuses_ends_no_judge),
        TEST(test_our_own_words_may_be_refused),
        TEST(test_what_cannot_be_recorded_at_all_is_set_aside),
        TEST(test_a_damaged_row_ends_no_judge),
        TEST(test_a_store_that_is_not_ready_is_waited_for),
        TEST(test_a_database_that_is_damaged_ends_the_judge),
        TEST(test_a_database_that_is_gone_ends_the_judge),
        TEST(test_a_signal_lets_what_runs_finish),
        TEST(test_a_second_signal_gives_it_back),
        TEST(test_a_tree_that_breaks_down_ends_the_judge),
        TEST(test_a_grader_lost_with_its_tree_costs_no_attempt),
    };

    log_setup("test", LOG_LEVEL_INFO, 0);
    return cmocka_run_group_tests(tests, load_built_in_languages, NULL);
}
