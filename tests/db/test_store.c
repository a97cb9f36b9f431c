/* The conformance suite of db/store.h: what every back end has to do, in terms of the interface
 * alone (no SQL).
 *
 *     test_store [URI]
 *
 * "{}" in URI is replaced by a path that does not exist yet, once for each test. The default is
 * sqlite:{}; with :memory: the tests that need a second connection do not apply and are not run,
 * which is said. */
#include "base/memory.h"
#include "db/store.h"

#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *uri_pattern = "sqlite:{}";

struct world {
    char dir[64];
    char uri[256];
    struct store *store; /* judge "alpha" */
};

static struct error err;

#define assert_ok(expression)                                                                      \
    do {                                                                                           \
        if ((expression) < 0)                                                                      \
            fail_msg("%s: %s", #expression, err.text);                                             \
    } while (0)

/* ---- setting up ---- */

static int set_up(void **state)
{
    struct world *world = memory_alloc(sizeof(*world));
    const char *mark = strstr(uri_pattern, "{}");

    snprintf(world->dir, sizeof(world->dir), "/tmp/assay-store-XXXXXX");
    assert_non_null(mkdtemp(world->dir));
    if (mark != NULL)
        snprintf(world->uri, sizeof(world->uri), "%.*s%s/a.db%s", (int)(mark - uri_pattern),
                 uri_pattern, world->dir, mark + 2);
    else
        snprintf(world->uri, sizeof(world->uri), "%s", uri_pattern);
    assert_ok(store_open(world->uri, STORE_OPEN_CREATE, &world->store, &err));
    assert_ok(store_name_acquire(world->store, "alpha", 1, NULL, &err));
    *state = world;
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

/* What the store keeps of problems' versions. */
static void remove_blobs(const char *dir)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/a.db.blobs", dir);
    nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static int tear_down(void **state)
{
    static const char *const files[] = {"a.db", "a.db-wal", "a.db-shm", "a.db.judge.alpha.lock",
                                        "a.db.judge.beta.lock"};
    struct world *world = *state;
    char path[128];

    store_close(world->store);
    remove_blobs(world->dir);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", world->dir, files[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(world->dir), 0);
    free(world);
    return 0;
}

static int64_t submit_as(struct store *store, const char *user, int32_t priority, int64_t now_ms)
{
    struct store_submission submission = {
        .problem = "/problems/leap",
        .problem_name = "leap",
        .user = user,
        .language = "python3",
        .file_name = "a.py",
        .source = "print(1)\n",
        .source_size = 9,
        .priority = priority,
        .now_ms = now_ms,
    };
    int64_t id = 0;

    assert_ok(store_submit(store, &submission, &id, &err));
    assert_true(id > 0);
    return id;
}

static struct store_claim claim_at(struct store *store, int64_t now_ms)
{
    struct store_claim claim = {0};
    int rc = store_claim(store, now_ms, &claim, &err);

    if (rc < 0)
        fail_msg("store_claim: %s", err.text);
    assert_int_equal(rc, 1);
    return claim;
}

static void assert_nothing_to_claim(struct store *store, int64_t now_ms)
{
    struct store_claim claim = {0};

    assert_int_equal(store_claim(store, now_ms, &claim, &err), 0);
    assert_null(claim.problem);
}

/* Claims and gives the submission's id, leaving it running. */
static int64_t claim_id(struct store *store, int64_t now_ms)
{
    struct store_claim claim = claim_at(store, now_ms);
    int64_t id = claim.submission;

    store_claim_release(&claim);
    return id;
}

static struct store_case a_case(int32_t number, const char *verdict)
{
    return (struct store_case){
        .number = number,
        .name = "1",
        .group = "",
        .verdict = verdict,
        .reason = "",
        .message = "",
        .feedback = "first_difference",
        .hint = "",
        .path = "exec",
        .max_score = 1,
        .evidence_json = "{}",
        .stderr_tail = "",
    };
}

static const struct store_start a_start = {
    .version = "ab12",
    .limits_json = "{\"cpu_us\":1000000}",
    .isolation_json = "{\"uts\":true}",
    .language_version = "CPython 3.11.2",
    .feedback = "verdict",
    .max_score = 10,
    .case_count = 3,
    .now_ms = 2000,
};

static struct store_finish a_finish(const char *verdict)
{
    return (struct store_finish){
        .verdict = verdict,
        .reason = "",
        .message = "",
        .max_score = 10,
        .compile_json = "",
        .now_ms = 3000,
    };
}

static void finish_as(struct store *store, struct store_claim *claim, const char *verdict)
{
    struct store_finish finish = a_finish(verdict);

    assert_ok(store_finish(store, claim, &finish, &err));
    store_claim_release(claim);
}

/* ---- reading back ---- */

struct seen_row {
    int64_t submission, judging, submitted_ms, queued_ms, started_ms, finished_ms, cpu_us, wall_us,
        memory_kib;
    char state[16], verdict[8], reason[64], message[64], user[64], problem[64], problem_name[64],
        language[32], file_name[64], judge_name[80], version[80], feedback[32], limits[64],
        isolation[64], compile[64], language_version[64];
    double score, max_score;
    int32_t attempts, cases_done, case_count;
};
struct seen_rows {
    size_t count;
    struct seen_row rows[600];
};
static struct seen_rows seen;

#define COPY(field, from) snprintf(out->field, sizeof(out->field), "%s", row->from)

static int see_row(const struct store_row *row, void *arg)
{
    struct seen_rows *all = arg;
    struct seen_row *out = &all->rows[all->count++];

    assert_true(all->count <= sizeof(all->rows) / sizeof(all->rows[0]));
    *out = (struct seen_row){
        .submission = row->submission,
        .judging = row->judging,
        .submitted_ms = row->submitted_ms,
        .queued_ms = row->queued_ms,
        .started_ms = row->started_ms,
        .finished_ms = row->finished_ms,
        .cpu_us = row->cpu_us,
        .wall_us = row->wall_us,
        .memory_kib = row->memory_kib,
        .score = row->score,
        .max_score = row->max_score,
        .attempts = row->attempts,
        .cases_done = row->cases_done,
        .case_count = row->case_count,
    };
    COPY(state, state);
    COPY(verdict, verdict);
    COPY(reason, reason);
    COPY(message, message);
    COPY(user, user);
    COPY(problem, problem);
    COPY(problem_name, problem_name);
    COPY(language, language);
    COPY(file_name, file_name);
    COPY(judge_name, judge_name);
    COPY(version, version);
    COPY(feedback, feedback);
    COPY(limits, limits_json);
    COPY(isolation, isolation_json);
    COPY(compile, compile_json);
    COPY(language_version, language_version);
    return 0;
}

static const struct seen_rows *judgings_of(struct store *store, int64_t submission)
{
    seen.count = 0;
    assert_ok(store_judgings(store, submission, see_row, &seen, &err));
    return &seen;
}

/* The newest judging. */
static const struct seen_row *row_of(struct store *store, int64_t submission)
{
    return &judgings_of(store, submission)->rows[0];
}

static const struct seen_rows *list_of(struct store *store, const struct store_filter *filter)
{
    seen.count = 0;
    assert_ok(store_list(store, filter, see_row, &seen, &err));
    return &seen;
}

static int count_case(const struct store_case *row, void *arg)
{
    (void)row;
    (*(int *)arg)++;
    return 0;
}

static int case_count_of(struct store *store, int64_t judging)
{
    int count = 0;

    assert_ok(store_cases(store, judging, count_case, &count, &err));
    return count;
}

/* The kinds of a judging's events in order, "claimed finished ", and the last detail. */
struct seen_events {
    char kinds[256];
    char detail[1024];
    char judge_name[80];
    int32_t attempt;
    int64_t at_ms;
};

static int see_event(const struct store_event *row, void *arg)
{
    struct seen_events *events = arg;
    size_t used = strlen(events->kinds);

    snprintf(events->kinds + used, sizeof(events->kinds) - used, "%s ", row->kind);
    snprintf(events->detail, sizeof(events->detail), "%s", row->detail);
    snprintf(events->judge_name, sizeof(events->judge_name), "%s", row->judge_name);
    events->attempt = row->attempt;
    events->at_ms = row->at_ms;
    return 0;
}

static const struct seen_events *events_of(struct store *store, int64_t judging)
{
    static struct seen_events events;

    memset(&events, 0, sizeof(events));
    assert_ok(store_events(store, judging, see_event, &events, &err));
    return &events;
}

/* ---- submitting and claiming ---- */

static void a_submission_comes_back_as_it_was_given(void **state)
{
    struct world *world = *state;
    static const char source[] = "a\0b\xff\xfe\x80 \xc3\x28\n";
    struct store_submission submission = {
        .problem = "/p/leap years",
        .problem_name = "Leap years",
        .user = "ada \xc3\xa9",
        .language = "c",
        .file_name = "odd \xff name.c",
        .source = source,
        .source_size = sizeof(source),
        .priority = 3,
        .now_ms = 1234,
    };
    struct store_claim claim;
    const struct seen_row *row;
    void *data = NULL;
    size_t size = 0;
    int64_t id;

    assert_ok(store_submit(world->store, &submission, &id, &err));
    assert_ok(store_source(world->store, id, &data, &size, &err));
    assert_int_equal(size, sizeof(source));
    assert_memory_equal(data, source, size);
    free(data);

    row = row_of(world->store, id);
    assert_string_equal(row->state, "queued");
    assert_string_equal(row->problem, "/p/leap years");
    assert_string_equal(row->problem_name, "Leap years");
    assert_string_equal(row->user, "ada \xc3\xa9");
    assert_string_equal(row->language, "c");
    assert_string_equal(row->file_name, "odd \xff name.c");
    assert_string_equal(row->verdict, "");
    assert_string_equal(row->judge_name, "");
    assert_int_equal(row->submitted_ms, 1234);
    assert_int_equal(row->queued_ms, 1234);
    assert_int_equal(row->started_ms, 0);
    assert_int_equal(row->finished_ms, 0);
    assert_int_equal(row->attempts, 0);

    claim = claim_at(world->store, 1300);
    assert_int_equal(claim.submission, id);
    assert_int_equal(claim.attempt, 1);
    assert_int_equal(claim.attempts_counted, 1);
    assert_string_equal(claim.problem, "/p/leap years");
    assert_string_equal(claim.problem_name, "Leap years");
    assert_string_equal(claim.user, "ada \xc3\xa9");
    assert_string_equal(claim.language, "c");
    assert_string_equal(claim.file_name, "odd \xff name.c");
    assert_int_equal(claim.source_size, sizeof(source));
    assert_memory_equal(claim.source, source, sizeof(source));
    store_claim_release(&claim);
}

static void an_empty_and_a_large_source_come_back(void **state)
{
    struct world *world = *state;
    size_t large = 3 * 1024 * 1024 + 1, size = 0;
    char *source = memory_alloc(large);
    void *data = NULL;
    struct store_submission submission = {
        .problem = "/p", .problem_name = "p", .user = "", .language = "c", .file_name = "a.c"};
    int64_t id;

    assert_ok(store_submit(world->store, &submission, &id, &err));
    assert_ok(store_source(world->store, id, &data, &size, &err));
    assert_int_equal(size, 0);
    free(data);
    for (size_t i = 0; i < large; i++)
        source[i] = (char)(i * 31 >> 3);
    submission.source = source;
    submission.source_size = large;
    assert_ok(store_submit(world->store, &submission, &id, &err));
    assert_ok(store_source(world->store, id, &data, &size, &err));
    assert_int_equal(size, large);
    assert_memory_equal(data, source, large);
    free(data);
    free(source);
    assert_int_equal(store_source(world->store, id + 1, &data, &size, &err), -ENOENT);
}

/* ---- several at once, and keys ---- */

struct batch {
    struct store_submission rows[4];
    size_t fails_at;
};

static int next_of_batch(size_t index, struct store_submission *ret_submission, void *arg,
                         struct error *error)
{
    const struct batch *batch = arg;

    if (index == batch->fails_at)
        return error_set(error, -EIO, "this one cannot be read");
    *ret_submission = batch->rows[index];
    return 0;
}

static struct batch a_batch(void)
{
    struct batch batch = {.fails_at = 99};

    for (size_t i = 0; i < 4; i++)
        batch.rows[i] = (struct store_submission){.problem = "/p",
                                                  .problem_name = "p",
                                                  .user = i % 2 ? "ada" : "bob",
                                                  .language = "c",
                                                  .file_name = "a.c",
                                                  .source = "abcd" + i,
                                                  .source_size = 4 - i,
                                                  .now_ms = 5};
    return batch;
}

static void several_are_submitted_all_or_none(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    struct batch batch = a_batch();
    int64_t ids[4] = {77, 77, 77, 77};

    batch.fails_at = 3;
    assert_int_equal(store_submit_all(store, "k", 4, next_of_batch, &batch, ids, &err), -EIO);
    assert_non_null(strstr(err.text, "cannot be read"));
    assert_int_equal(ids[0], 77);
    assert_int_equal(list_of(store, NULL)->count, 0);
    batch.fails_at = 99;
    assert_int_equal(store_submit_all(store, NULL, 4, next_of_batch, &batch, ids, &err), 0);
    assert_int_equal(store_submit_all(store, NULL, 4, next_of_batch, &batch, ids, &err), 0);
    assert_int_equal(list_of(store, NULL)->count, 8);
    assert_int_equal(ids[3], list_of(store, NULL)->rows[7].submission);
}

static void a_key_submits_once(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    struct batch batch = a_batch();
    int64_t ids[4], again[4];
    char key[300];

    assert_int_equal(store_submit_all(store, "k", 4, next_of_batch, &batch, ids, &err), 0);
    for (size_t i = 0; i < 4; i++) { /* when, and how urgent, is no part of what it is */
        batch.rows[i].now_ms = 99;
        batch.rows[i].priority = 7;
    }
    assert_int_equal(store_submit_all(store, "k", 4, next_of_batch, &batch, again, &err), 1);
    assert_memory_equal(ids, again, sizeof(ids));
    assert_int_equal(list_of(store, NULL)->count, 4);
    assert_int_equal(store_submit_all(store, "k", 3, next_of_batch, &batch, again, &err), -EEXIST);
    assert_non_null(strstr(err.text, "4 submissions"));
    batch.rows[2].source = "xy";
    assert_int_equal(store_submit_all(store, "k", 4, next_of_batch, &batch, again, &err), -EEXIST);
    assert_non_null(strstr(err.text, "belongs to submission 3: a.c in c by 'bob' to /p, 2 bytes"));
    assert_int_equal(store_submit_all(store, "k2", 4, next_of_batch, &batch, again, &err), 0);
    assert_int_equal(list_of(store, NULL)->count, 8);
    assert_int_equal(store_submit_all(store, "", 1, next_of_batch, &batch, again, &err), -EINVAL);
    memset(key, 'x', sizeof(key) - 1);
    key[sizeof(key) - 1] = '\0';
    assert_int_equal(store_submit_all(store, key, 1, next_of_batch, &batch, again, &err), -EINVAL);
}

static void higher_priority_is_claimed_first_then_older(void **state)
{
    struct world *world = *state;
    int64_t low = submit_as(world->store, "a", -1, 10);
    int64_t first = submit_as(world->store, "b", 0, 11);
    int64_t second = submit_as(world->store, "c", 0, 12);
    int64_t high = submit_as(world->store, "d", 5, 13);

    assert_int_equal(claim_id(world->store, 20), high);
    assert_int_equal(claim_id(world->store, 21), first);
    assert_int_equal(claim_id(world->store, 22), second);
    assert_int_equal(claim_id(world->store, 23), low);
    assert_nothing_to_claim(world->store, 24);
}

static void no_priority_starves(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    static const int32_t priorities[] = {10, 0, -5};
    int claimed[3] = {0};

    for (int i = 0; i < 80; i++) {
        for (int k = 0; k < 3; k++)
            submit_as(store, "u", priorities[k], 1);
    }
    for (int i = 0; i < 64; i++) {
        struct store_claim claim = claim_at(store, 2);

        for (int k = 0; k < 3; k++)
            claimed[k] += claim.priority == priorities[k];
        store_claim_release(&claim);
    }
    assert_int_equal(claimed[0], 56);
    assert_int_equal(claimed[1], 4); /* they share the eighth part */
    assert_int_equal(claimed[2], 4);
}

static void five_hundred_of_one_user_do_not_delay_anothers_one(void **state)
{
    struct world *world = *state;
    int64_t first = 0, late;

    for (int i = 0; i < 500; i++) {
        int64_t id = submit_as(world->store, "many", 0, 10);

        if (i == 0)
            first = id;
    }
    assert_int_equal(claim_id(world->store, 20), first);
    late = submit_as(world->store, "one", 0, 11);
    assert_int_equal(claim_id(world->store, 20), late);
    for (int i = 0; i < 100; i++) /* the queue has moved on: a newcomer still is next */
        claim_id(world->store, 21);
    late = submit_as(world->store, "another", 0, 12);
    assert_int_equal(claim_id(world->store, 22), late);
}

static void a_user_who_had_the_queue_to_himself_does_not_pay_later(void **state)
{
    struct world *world = *state;
    int64_t mine;

    for (int i = 0; i < 20; i++)
        submit_as(world->store, "early", 0, 10);
    for (int i = 0; i < 20; i++)
        claim_id(world->store, 11);
    for (int i = 0; i < 10; i++)
        submit_as(world->store, "late", 0, 12);
    mine = submit_as(world->store, "early", 0, 13);
    claim_id(world->store, 14); /* late's first */
    claim_id(world->store, 14); /* late's second has the same turn and came earlier */
    assert_int_equal(claim_id(world->store, 14), mine);
}

static void turns_of_one_priority_do_not_touch_another(void **state)
{
    struct world *world = *state;
    int64_t quiet;

    for (int i = 0; i < 50; i++)
        submit_as(world->store, "busy", 9, 10);
    for (int i = 0; i < 50; i++)
        claim_id(world->store, 11);
    for (int i = 0; i < 30; i++)
        submit_as(world->store, "other", 0, 12);
    claim_id(world->store, 13);
    quiet = submit_as(world->store, "quiet", 0, 14);
    assert_int_equal(claim_id(world->store, 15), quiet);
}

static void claiming_needs_a_name(void **state)
{
    struct world *world = *state;
    struct store *nameless = NULL;
    struct store_claim claim = {0};

    assert_ok(store_open(world->uri, STORE_OPEN_CREATE, &nameless, &err));
    assert_null(store_name(nameless));
    assert_string_equal(store_name(world->store), "alpha");
    assert_int_equal(store_claim(nameless, 1, &claim, &err), -EINVAL);
    assert_non_null(strstr(err.text, "name"));
    assert_int_equal(store_heartbeat(nameless, &err), -EINVAL);
    assert_int_equal(store_name_acquire(world->store, "gamma", 1, NULL, &err), -EALREADY);
    store_close(nameless);
}

static void odd_names_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "a/b",
        "../x",
        "a b",
        "\xc3\xa9",
        "a\n",
        "12345678901234567890123456789012345678901234567890123456789012345"};
    struct world *world = *state;
    struct store *other = NULL;

    assert_ok(store_open(world->uri, STORE_OPEN_CREATE, &other, &err));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(store_name_acquire(other, bad[i], 1, NULL, &err), -EINVAL);
        assert_null(store_name(other));
    }
    store_close(other);
}

/* ---- an attempt's life ---- */

static void a_judging_goes_from_queued_to_done(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1000);
    struct store_claim claim = claim_at(world->store, 1500);
    struct store_case cases[2] = {a_case(1, "AC"), a_case(2, "TLE")};
    struct store_finish finish = a_finish("TLE");
    const struct seen_row *row = row_of(world->store, id);

    assert_string_equal(row->state, "running");
    assert_string_equal(row->judge_name, "alpha");
    assert_ok(store_start(world->store, &claim, &a_start, &err));
    row = row_of(world->store, id);
    assert_int_equal(row->started_ms, 2000);
    assert_string_equal(row->version, "ab12");
    assert_string_equal(row->limits, "{\"cpu_us\":1000000}");
    assert_string_equal(row->isolation, "{\"uts\":true}");
    assert_string_equal(row->language_version, "CPython 3.11.2");
    assert_string_equal(row->feedback, "verdict");
    assert_int_equal(row->case_count, 3);
    assert_int_equal(row->cases_done, 0);
    assert_ok(store_record_cases(world->store, &claim, &cases[0], 1, &err));
    assert_int_equal(row_of(world->store, id)->cases_done, 1);

    finish.reason = "cpu";
    finish.message = "too slow";
    finish.score = 2.5;
    finish.cpu_us = 1000001;
    finish.wall_us = 1000002;
    finish.memory_kib = 9120;
    finish.compile_json = "{\"exit\":0}";
    finish.cases = &cases[1];
    finish.case_count = 1;
    assert_ok(store_finish(world->store, &claim, &finish, &err));
    row = row_of(world->store, id);
    assert_string_equal(row->state, "done");
    assert_string_equal(row->verdict, "TLE");
    assert_string_equal(row->reason, "cpu");
    assert_string_equal(row->message, "too slow");
    assert_true(row->score == 2.5 && row->max_score == 10);
    assert_int_equal(row->cpu_us, 1000001);
    assert_int_equal(row->wall_us, 1000002);
    assert_int_equal(row->memory_kib, 9120);
    assert_string_equal(row->compile, "{\"exit\":0}");
    assert_int_equal(row->finished_ms, 3000);
    assert_int_equal(row->cases_done, 2);
    assert_int_equal(row->attempts, 1);
    assert_string_equal(row->judge_name, "alpha");
    assert_string_equal(events_of(world->store, claim.judging)->kinds, "claimed finished ");
    assert_string_equal(events_of(world->store, claim.judging)->detail, "TLE cpu");
    assert_nothing_to_claim(world->store, 99999);
    store_claim_release(&claim);
}

struct wanted_cases {
    const struct store_case *rows;
    size_t count;
};

static int compare_case(const struct store_case *row, void *arg)
{
    struct wanted_cases *wanted = arg;
    const struct store_case *want = &wanted->rows[wanted->count++];

    assert_int_equal(row->number, want->number);
    assert_string_equal(row->name, want->name);
    assert_string_equal(row->group, want->group);
    assert_string_equal(row->verdict, want->verdict);
    assert_string_equal(row->reason, want->reason);
    assert_string_equal(row->message, want->message);
    assert_string_equal(row->feedback, want->feedback);
    assert_string_equal(row->hint, want->hint);
    assert_string_equal(row->path, want->path);
    assert_true(row->score == want->score && row->max_score == want->max_score);
    assert_int_equal(row->cpu_us, want->cpu_us);
    assert_int_equal(row->wall_us, want->wall_us);
    assert_int_equal(row->memory_kib, want->memory_kib);
    assert_int_equal(row->output_bytes, want->output_bytes);
    assert_string_equal(row->evidence_json, want->evidence_json);
    assert_int_equal(row->stderr_size, want->stderr_size);
    assert_memory_equal(row->stderr_tail, want->stderr_tail, want->stderr_size);
    return 0;
}

static void cases_are_replaced_by_number_and_come_back_whole(void **state)
{
    struct world *world = *state;
    struct store_claim claim;
    struct store_case rows[2] = {a_case(2, "WA"), a_case(1, "RTE")};
    struct store_case replaced = a_case(2, "AC");
    struct wanted_cases wanted = {0};

    submit_as(world->store, "ada", 0, 1);
    claim = claim_at(world->store, 2);
    assert_ok(store_record_cases(world->store, &claim, rows, 2, &err));
    replaced.name = "data/secret/2";
    replaced.group = "large";
    replaced.reason = "signal:11";
    replaced.message = "line 1: expected 5";
    replaced.feedback = "none";
    replaced.hint = "divisible by 400";
    replaced.path = "watched";
    replaced.score = 1.25;
    replaced.max_score = 2.5;
    replaced.cpu_us = 7000000000;
    replaced.wall_us = 8000000000;
    replaced.memory_kib = 5000000000;
    replaced.output_bytes = 6000000000;
    replaced.evidence_json = "{\"peak\":1}";
    replaced.stderr_tail = "x\0\xff y";
    replaced.stderr_size = 5;
    assert_ok(store_record_cases(world->store, &claim, &replaced, 1, &err));
    rows[0] = rows[1];
    rows[1] = replaced;
    wanted.rows = rows;
    assert_ok(store_cases(world->store, claim.judging, compare_case, &wanted, &err));
    assert_int_equal(wanted.count, 2);
    store_claim_release(&claim);
}

/* Goes through the groups that are expected; `next` NULL: none are. */
struct wanted_groups {
    const struct store_group *next;
    int count;
};

static int compare_group(const struct store_group *row, void *arg)
{
    struct wanted_groups *wanted = arg;

    assert_non_null(wanted->next);
    assert_int_equal(row->number, wanted->next->number);
    assert_string_equal(row->name, wanted->next->name);
    assert_string_equal(row->verdict, wanted->next->verdict);
    assert_string_equal(row->feedback, wanted->next->feedback);
    assert_true(row->score == wanted->next->score && row->max_score == wanted->next->max_score);
    wanted->next++;
    wanted->count++;
    return 0;
}

static int groups_of(struct store *store, int64_t judging, const struct store_group *rows)
{
    struct wanted_groups wanted = {.next = rows};

    assert_ok(store_groups(store, judging, compare_group, &wanted, &err));
    return wanted.count;
}

static void groups_come_with_the_verdict_and_stay_with_their_judging(void **state)
{
    static const struct store_group rows[] = {
        {1, "easy", "AC", "verdict", 40, 40},
        {2, "hard", "PA", "none", 0.1, 60.5},
        {3, "hard/large", "TLE", "first_difference", 0, 30},
    };
    struct world *world = *state;
    struct store_claim first, second;
    struct store_finish finish = a_finish("PA");
    struct store_group bad = rows[0];
    int64_t id = submit_as(world->store, "ada", 0, 1), judging;

    finish.groups = rows;
    finish.group_count = 3;
    first = claim_at(world->store, 2);
    assert_int_equal(groups_of(world->store, first.judging, NULL), 0);
    assert_ok(store_fail(world->store, &first, "grader_died", "x", 3, 10, NULL, &err));
    second = claim_at(world->store, 5000);
    assert_int_equal(store_finish(world->store, &first, &finish, &err), -ESTALE);
    assert_int_equal(groups_of(world->store, first.judging, NULL), 0);
    assert_non_null(
        strstr(events_of(world->store, first.judging)->detail, "group 2 PA 0.1 of 60.5"));
    store_claim_release(&first);

    /* whole or not at all */
    bad.verdict = "MAYBE";
    finish.groups = &bad;
    finish.group_count = 1;
    assert_int_equal(store_finish(world->store, &second, &finish, &err), -EINVAL);
    assert_string_equal(row_of(world->store, id)->state, "running");
    finish.groups = rows;
    finish.group_count = 3;
    assert_ok(store_finish(world->store, &second, &finish, &err));
    assert_int_equal(groups_of(world->store, second.judging, rows), 3);

    /* a rejudge has its own, here none */
    assert_ok(store_rejudge(world->store, id, 0, 6000, &judging, &err));
    first = claim_at(world->store, 6001);
    finish_as(world->store, &first, "CE");
    assert_int_equal(groups_of(world->store, judging, NULL), 0);
    assert_int_equal(groups_of(world->store, second.judging, rows), 3);
    assert_int_equal(groups_of(world->store, 4711, NULL), 0);
    store_claim_release(&second);
}

/* ---- time limits that were measured ---- */

struct found_limits {
    char text[64]; /* "v2=4000 v1=3000 " */
};

static int note_limit(const struct store_calibration *row, void *arg)
{
    struct found_limits *found = arg;
    size_t length = strlen(found->text);

    snprintf(found->text + length, sizeof(found->text) - length, "%s=%lld ", row->version,
             (long long)row->time_us);
    assert_string_equal(row->slowest_path, "submissions/accepted/a.py");
    assert_string_equal(row->slowest_case, "secret/3");
    assert_true(row->factor == 2.5 && row->slowest_us == 70);
    return 0;
}

static void assert_limits(struct store *store, const char *host, const char *problem, int64_t most,
                          const char *limits)
{
    struct found_limits found = {.text = ""};

    assert_ok(store_calibrations(store, host, problem, most, note_limit, &found, &err));
    assert_string_equal(found.text, limits);
}

static void measured_limits_are_kept_by_host_folder_and_version(void **state)
{
    struct world *world = *state;
    struct store_calibration row = {.host = "one",
                                    .problem = "/p/a",
                                    .version = "v1",
                                    .time_us = 1000,
                                    .factor = 2.5,
                                    .slowest_us = 70,
                                    .slowest_path = "submissions/accepted/a.py",
                                    .slowest_case = "secret/3",
                                    .measured_ms = 10};

    assert_limits(world->store, "one", "/p/a", 8, "");
    assert_ok(store_put_calibration(world->store, &row, &err));
    row.host = "two";
    row.time_us = 2000;
    assert_ok(store_put_calibration(world->store, &row, &err));
    row.host = "one";
    row.problem = "/p/b";
    row.time_us = 3000;
    assert_ok(store_put_calibration(world->store, &row, &err));
    assert_limits(world->store, "one", "/p/a", 8, "v1=1000 ");
    assert_limits(world->store, "two", "/p/a", 8, "v1=2000 ");
    assert_limits(world->store, "one", "/p/b", 8, "v1=3000 ");
    assert_limits(world->store, "two", "/p/b", 8, "");

    /* the one measured last comes first; the same version again takes the place of the old */
    row.version = "v2";
    row.time_us = 4000;
    row.measured_ms = 11;
    assert_ok(store_put_calibration(world->store, &row, &err));
    assert_limits(world->store, "one", "/p/b", 8, "v2=4000 v1=3000 ");
    row.version = "v1";
    row.time_us = 5000;
    row.measured_ms = 12;
    assert_ok(store_put_calibration(world->store, &row, &err));
    assert_limits(world->store, "one", "/p/b", 8, "v1=5000 v2=4000 ");
    assert_limits(world->store, "one", "/p/b", 1, "v1=5000 ");

    row.time_us = 0; /* none that a limit can be */
    assert_int_equal(store_put_calibration(world->store, &row, &err), -EINVAL);
    assert_limits(world->store, "one", "/p/b", 8, "v1=5000 v2=4000 ");
}

static void a_batch_with_a_bad_case_is_not_kept_in_part(void **state)
{
    struct world *world = *state;
    struct store_claim claim;
    struct store_case rows[2] = {a_case(1, "AC"), a_case(2, "MAYBE")};
    struct store_finish finish = a_finish("AC");

    submit_as(world->store, "ada", 0, 1);
    claim = claim_at(world->store, 2);
    assert_int_equal(store_record_cases(world->store, &claim, rows, 2, &err), -EINVAL);
    assert_int_equal(case_count_of(world->store, claim.judging), 0);
    finish.cases = rows;
    finish.case_count = 2;
    assert_int_equal(store_finish(world->store, &claim, &finish, &err), -EINVAL);
    assert_string_equal(row_of(world->store, claim.submission)->state, "running");
    finish_as(world->store, &claim, "AC");
}

/* ---- fencing ---- */

static void assert_late_writes_change_nothing(struct store *store, const struct store_claim *late,
                                              const char *state_now)
{
    struct store_case row = a_case(7, "WA");
    struct store_finish finish = a_finish("WA");
    int final = 77;
    int cases = case_count_of(store, late->judging);

    finish.reason = "spoiled";
    finish.cases = &row;
    finish.case_count = 1;
    assert_int_equal(store_start(store, late, &a_start, &err), -ESTALE);
    assert_int_equal(store_record_cases(store, late, &row, 1, &err), -ESTALE);
    assert_non_null(strstr(events_of(store, late->judging)->detail, "case 7 WA"));
    assert_int_equal(store_fail(store, late, "grader_died", "x", 1, 9000, &final, &err), -ESTALE);
    assert_int_equal(final, 77);
    assert_int_equal(store_give_back(store, late, 9000, &err), -ESTALE);
    assert_int_equal(store_finish(store, late, &finish, &err), -ESTALE);
    assert_non_null(strstr(err.text, "is over"));
    assert_non_null(strstr(events_of(store, late->judging)->detail, "WA spoiled"));
    assert_non_null(strstr(events_of(store, late->judging)->detail, "case 7 WA"));
    assert_int_equal(events_of(store, late->judging)->attempt, late->attempt);
    assert_int_equal(events_of(store, late->judging)->at_ms, 3000);
    assert_int_equal(case_count_of(store, late->judging), cases);
    assert_string_equal(row_of(store, late->submission)->state, state_now);
}

static void a_late_writer_is_fenced(void **state)
{
    struct world *world = *state;
    struct store_claim first, second;
    struct store_case row = a_case(1, "AC");

    submit_as(world->store, "ada", 0, 1);
    first = claim_at(world->store, 2);
    assert_ok(store_fail(world->store, &first, "grader_died", "signal 9", 3, 10, NULL, &err));
    assert_late_writes_change_nothing(world->store, &first, "queued");
    second = claim_at(world->store, 5000);
    assert_int_equal(second.judging, first.judging);
    assert_int_equal(second.attempt, 2);
    assert_ok(store_record_cases(world->store, &second, &row, 1, &err));
    assert_late_writes_change_nothing(world->store, &first, "running");
    finish_as(world->store, &second, "AC");
    assert_late_writes_change_nothing(world->store, &first, "done");
    assert_string_equal(row_of(world->store, first.submission)->verdict, "AC");
    store_claim_release(&first);
}

static void a_claim_of_nothing_is_stale(void **state)
{
    struct world *world = *state;
    struct store_claim claim = {.judging = 4711, .attempt = 1};
    struct store_finish finish = a_finish("AC");

    assert_int_equal(store_finish(world->store, &claim, &finish, &err), -ESTALE);
    assert_non_null(strstr(err.text, "4711"));
}

static void finishing_twice_is_stale(void **state)
{
    struct world *world = *state;
    struct store_claim claim;
    struct store_finish finish = a_finish("WA");

    submit_as(world->store, "ada", 0, 1);
    claim = claim_at(world->store, 2);
    finish.now_ms = 4000;
    assert_ok(store_finish(world->store, &claim, &finish, &err));
    finish.verdict = "AC";
    assert_int_equal(store_finish(world->store, &claim, &finish, &err), -ESTALE);
    assert_string_equal(row_of(world->store, claim.submission)->verdict, "WA");
    store_claim_release(&claim);
}

/* ---- our fault ---- */

static void a_claim_given_back_is_not_counted(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1);
    struct store_claim first = claim_at(world->store, 2), second;
    struct store_case row = a_case(1, "AC");

    assert_ok(store_start(world->store, &first, &a_start, &err));
    assert_ok(store_record_cases(world->store, &first, &row, 1, &err));
    assert_ok(store_give_back(world->store, &first, 5, &err));
    assert_string_equal(row_of(world->store, id)->state, "queued");
    assert_int_equal(row_of(world->store, id)->attempts, 0);
    assert_int_equal(row_of(world->store, id)->started_ms, 0);
    assert_int_equal(row_of(world->store, id)->cases_done, 0);
    second = claim_at(world->store, 5);
    assert_int_equal(second.attempt, 2); /* the token is never used again */
    assert_int_equal(second.attempts_counted, 1);
    assert_string_equal(events_of(world->store, first.judging)->kinds,
                        "claimed given_back claimed ");
    assert_late_writes_change_nothing(world->store, &first, "running");
    store_claim_release(&first);
    store_claim_release(&second);
}

static void a_failed_attempt_waits_longer_each_time_then_is_an_internal_error(void **state)
{
    static const int64_t backoff_ms[] = {1000, 4000};
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1), now_ms = 100;
    struct store_backlog backlog;
    struct store_claim claim;
    struct store_case row = a_case(1, "IE");
    const struct seen_row *last;
    int final = -1;

    for (int i = 0; i < 2; i++) {
        claim = claim_at(world->store, now_ms);
        assert_ok(store_record_cases(world->store, &claim, &row, 1, &err));
        assert_ok(
            store_fail(world->store, &claim, "grader_died", "signal 9", 3, now_ms, &final, &err));
        assert_int_equal(final, 0);
        assert_int_equal(case_count_of(world->store, claim.judging), 0);
        assert_string_equal(row_of(world->store, id)->state, "queued");
        assert_nothing_to_claim(world->store, now_ms + backoff_ms[i] - 1);
        assert_ok(store_backlog(world->store, now_ms + 1, &backlog, &err));
        assert_int_equal(backlog.queued, 1);
        assert_int_equal(backlog.running, 0);
        assert_int_equal(backlog.next_delay_ms, backoff_ms[i] - 1);
        now_ms += backoff_ms[i];
        store_claim_release(&claim);
    }
    claim = claim_at(world->store, now_ms);
    assert_int_equal(claim.attempts_counted, 3);
    assert_ok(store_record_cases(world->store, &claim, &row, 1, &err)); /* the last attempt's too */
    assert_ok(store_fail(world->store, &claim, "grader_died", "signal 9", 3, now_ms, &final, &err));
    assert_int_equal(final, 1);
    assert_int_equal(case_count_of(world->store, claim.judging), 0);
    last = row_of(world->store, id);
    assert_string_equal(last->state, "done");
    assert_string_equal(last->verdict, "IE");
    assert_string_equal(last->reason, "grader_died");
    assert_string_equal(last->message, "signal 9");
    assert_int_equal(last->attempts, 3);
    assert_int_equal(last->finished_ms, now_ms);
    assert_string_equal(events_of(world->store, claim.judging)->kinds,
                        "claimed retried claimed retried claimed failed ");
    assert_string_equal(events_of(world->store, claim.judging)->detail, "grader_died: signal 9");
    assert_nothing_to_claim(world->store, now_ms + 100000);
    store_claim_release(&claim);
}

static void an_internal_error_can_be_queued_again(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1), judging;
    struct store_claim claim = claim_at(world->store, 2);
    int final = 0;

    assert_ok(store_fail(world->store, &claim, "disk", "full", 1, 3, &final, &err));
    assert_int_equal(final, 1);
    store_claim_release(&claim);
    assert_ok(store_rejudge(world->store, id, 0, 4, &judging, &err));
    claim = claim_at(world->store, 5);
    assert_int_equal(claim.judging, judging);
    assert_int_equal(claim.attempt, 1);
    finish_as(world->store, &claim, "AC");
}

static void waiting_does_not_hold_up_others(void **state)
{
    struct world *world = *state;
    int64_t other;
    struct store_claim claim;

    submit_as(world->store, "ada", 9, 1);
    claim = claim_at(world->store, 2);
    assert_ok(store_fail(world->store, &claim, "x", "y", 3, 1000, NULL, &err));
    other = submit_as(world->store, "bob", 0, 3);
    assert_int_equal(claim_id(world->store, 1001), other);
    assert_int_equal(claim_id(world->store, 2000), claim.submission);
    store_claim_release(&claim);
}

static void a_clock_set_back_does_not_keep_a_retry_waiting(void **state)
{
    struct world *world = *state;
    const int64_t year_ms = 365LL * 24 * 3600 * 1000;
    struct store_backlog backlog;
    struct store_claim claim;

    submit_as(world->store, "ada", 0, year_ms);
    claim = claim_at(world->store, year_ms);
    assert_ok(store_fail(world->store, &claim, "x", "y", 3, year_ms, NULL, &err));
    assert_ok(store_backlog(world->store, 1000, &backlog, &err));
    assert_int_equal(backlog.next_delay_ms, 0);
    assert_int_equal(claim_id(world->store, 1000), claim.submission);
    store_claim_release(&claim);
}

static void the_backlog_counts(void **state)
{
    struct world *world = *state;
    struct store_backlog backlog;

    assert_ok(store_backlog(world->store, 1, &backlog, &err));
    assert_int_equal(backlog.queued, 0);
    assert_int_equal(backlog.running, 0);
    assert_int_equal(backlog.next_delay_ms, -1);
    for (int i = 0; i < 5; i++)
        submit_as(world->store, "ada", 0, 1);
    claim_id(world->store, 2);
    claim_id(world->store, 2);
    assert_ok(store_backlog(world->store, 3, &backlog, &err));
    assert_int_equal(backlog.queued, 3);
    assert_int_equal(backlog.running, 2);
    assert_int_equal(backlog.held, 0);
    assert_int_equal(backlog.next_delay_ms, -1);
}

/* ---- holding ---- */

static int64_t submit_to(struct store *store, const char *problem, const char *language)
{
    struct store_submission submission = {.problem = problem,
                                          .problem_name = problem + 1,
                                          .user = "ada",
                                          .language = language,
                                          .file_name = "a",
                                          .source = "x",
                                          .source_size = 1,
                                          .now_ms = 5};
    int64_t id = 0;

    assert_ok(store_submit(store, &submission, &id, &err));
    return id;
}

/* Claims, expecting that submission, and holds it for its problem. Returns whether that is closed.
 */
static int hold_next(struct store *store, int64_t wanted, int is_fatal, int64_t now_ms)
{
    struct store_claim claim = claim_at(store, now_ms);
    int closed = -1;

    assert_int_equal(claim.submission, wanted);
    assert_ok(store_hold_claim(store, &claim, "problem", is_fatal, "bad_problem", "no such file",
                               now_ms, &closed, &err));
    store_claim_release(&claim);
    return closed;
}

static void finish_next(struct store *store, int64_t wanted, int64_t now_ms)
{
    struct store_claim claim = claim_at(store, now_ms);

    assert_int_equal(claim.submission, wanted);
    finish_as(store, &claim, "AC");
}

static void a_problem_that_cannot_be_loaded_holds_its_judgings_until_a_trial_passes(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    int64_t first = submit_to(store, "/bad", "c"), second = submit_to(store, "/bad", "c"), third;
    int64_t other = submit_to(store, "/good", "c");
    struct store_backlog backlog;
    struct store_claim claim;

    assert_int_equal(hold_next(store, first, 1, 1000), 1);
    finish_next(store, other, 1000); /* past the second, which is held as well */
    assert_string_equal(row_of(store, second)->state, "held");
    assert_string_equal(row_of(store, second)->reason, "bad_problem");
    assert_string_equal(row_of(store, second)->message, "no such file");
    assert_string_equal(row_of(store, first)->state, "held");
    assert_int_equal(row_of(store, first)->attempts, 0);
    third = submit_to(store, "/bad", "c");
    assert_nothing_to_claim(store, 1000);
    assert_ok(store_backlog(store, 1000, &backlog, &err));
    assert_int_equal(backlog.held, 3);
    assert_int_equal(backlog.queued, 0);
    assert_int_equal(backlog.next_delay_ms, 2000);
    assert_nothing_to_claim(store, 2999);
    assert_int_equal(hold_next(store, second, 1, 3000), 1); /* the trial: one not yet tried */
    assert_nothing_to_claim(store, 3000 + 3999);            /* the next comes later */
    claim = claim_at(store, 7000);
    assert_int_equal(claim.submission, third);
    assert_int_equal(claim.is_trial, 1);
    assert_nothing_to_claim(store, 7001); /* one trial at a time */
    assert_int_equal(claim.attempts_counted, 1);
    finish_as(store, &claim, "WA"); /* it loads again: all are released, at their old places */
    finish_next(store, first, 7002);
    finish_next(store, second, 7002);
    assert_nothing_to_claim(store, 7002);
    assert_string_equal(events_of(store, 1)->kinds, "claimed held released claimed finished ");
}

static void one_bad_output_does_not_close_a_problem_and_three_in_a_row_do(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    int64_t ids[8];

    for (int i = 0; i < 8; i++)
        ids[i] = submit_to(store, "/p", "c");
    assert_int_equal(hold_next(store, ids[0], 0, 1000), 0);
    assert_int_equal(hold_next(store, ids[1], 0, 1000), 0);
    finish_next(store, ids[2], 1000); /* not all fail */
    assert_int_equal(hold_next(store, ids[3], 0, 1000), 0);
    assert_int_equal(hold_next(store, ids[4], 0, 1000), 0);
    assert_int_equal(hold_next(store, ids[5], 0, 1000), 1);
    assert_nothing_to_claim(store, 1001);
    assert_string_equal(row_of(store, ids[6])->state, "held");
    assert_ok(store_release_problem(store, "/p", 1100, &err));
    assert_int_equal(store_release_problem(store, "/p", 1100, &err), -ENOENT);
    for (int i = 0; i < 8; i++) {
        if (i != 2)
            finish_next(store, ids[i], 1100);
    }
    assert_nothing_to_claim(store, 1100);
}

static int count_hold(const struct store_hold *row, void *arg)
{
    char *text = arg;
    size_t used = strlen(text);

    snprintf(text + used, 200 - used, "%s %s %s %s|", row->origin, row->kind, row->name,
             row->message);
    return 0;
}

static void all_a_problem_and_a_language_can_be_paused(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    int64_t p = submit_to(store, "/p", "c"), q = submit_to(store, "/q", "python3");
    char holds[200] = "";

    assert_int_equal(store_pause(store, "all", "", "lunch", 10, &err), 0);
    assert_int_equal(store_pause(store, "all", "", "dinner", 11, &err), 1);
    assert_nothing_to_claim(store, 12);
    assert_string_equal(row_of(store, p)->state, "queued");
    assert_ok(store_resume(store, "all", "", 13, &err));
    assert_int_equal(store_resume(store, "all", "", 13, &err), -ENOENT);

    assert_int_equal(store_pause(store, "problem", "/p", "new data", 14, &err), 0);
    assert_int_equal(store_pause(store, "language", "rust", "", 14, &err), 0);
    assert_ok(store_holds(store, count_hold, holds, &err));
    assert_string_equal(holds, "operator problem /p new data|operator language rust |");
    finish_next(store, q, 15);
    assert_nothing_to_claim(store, 10000000); /* no trial: only resume ends it */
    assert_string_equal(row_of(store, p)->state, "held");
    assert_string_equal(row_of(store, p)->reason, "paused");
    assert_ok(store_resume(store, "problem", "/p", 16, &err));
    finish_next(store, p, 17);
    assert_int_equal(store_pause(store, "language", "c", "", 18, &err), 0);
    p = submit_to(store, "/p", "c");
    assert_nothing_to_claim(store, 19);
    assert_ok(store_resume(store, "language", "c", 20, &err));
    finish_next(store, p, 21);
}

static void what_is_held_comes_back_whole_however_much_it_is(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    enum { MANY = 1100 };
    int64_t first = submit_to(store, "/p", "c"), last = first;

    for (int i = 1; i < MANY; i++)
        last = submit_to(store, "/p", "c");
    assert_int_equal(store_pause(store, "problem", "/p", "", 1, &err), 0);
    while (strcmp(row_of(store, last)->state, "held") != 0)
        assert_nothing_to_claim(store, 2);
    assert_ok(store_resume(store, "problem", "/p", 3, &err));
    for (int64_t id = first; id <= last; id++)
        assert_int_equal(claim_id(store, 4), id);
    assert_nothing_to_claim(store, 5);
}

static void one_submission_can_be_held_released_and_cancelled(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    int64_t held = submit_to(store, "/p", "c"), next = submit_to(store, "/p", "c"), judging;
    struct store_claim claim;

    assert_ok(store_hold(store, held, "under review", 1, &err));
    assert_int_equal(store_hold(store, held, "", 1, &err), -EALREADY);
    assert_int_equal(store_release(store, next, 1, &err), -EALREADY);
    assert_int_equal(store_hold(store, 99, "", 1, &err), -ENOENT);
    claim = claim_at(store, 2);
    assert_int_equal(claim.submission, next);
    assert_int_equal(store_hold(store, next, "", 1, &err), -EBUSY);
    assert_string_equal(row_of(store, held)->message, "under review");
    assert_ok(store_release(store, held, 3, &err));
    finish_next(store, held, 4);
    assert_int_equal(store_release(store, held, 5, &err), -EALREADY);
    assert_int_equal(store_cancel(store, held, 5, &err), -EALREADY);

    /* while it is judged: the late result changes nothing */
    assert_int_equal(store_heartbeat(store, &err), 1);
    assert_int_equal(store_is_held(store, &claim, &err), 1);
    assert_ok(store_cancel(store, next, 6, &err));
    assert_string_equal(row_of(store, next)->state, "cancelled");
    assert_string_equal(row_of(store, next)->verdict, "");
    assert_int_equal(row_of(store, next)->finished_ms, 6);
    assert_int_equal(store_heartbeat(store, &err), 0);
    assert_int_equal(store_is_held(store, &claim, &err), 0);
    assert_late_writes_change_nothing(store, &claim, "cancelled");
    store_claim_release(&claim);
    assert_nothing_to_claim(store, 100000);

    /* a rejudge that is cancelled leaves the old verdict standing */
    assert_ok(store_rejudge(store, held, 0, 7, &judging, &err));
    assert_string_equal(list_of(store, &(struct store_filter){.limit = 2})->rows[0].state,
                        "queued");
    assert_ok(store_cancel(store, held, 8, &err));
    assert_string_equal(list_of(store, &(struct store_filter){.limit = 2})->rows[0].verdict, "AC");
    assert_int_equal(list_of(store, &(struct store_filter){.state = "cancelled"})->count, 1);
}

/* ---- who is at work, and on what ---- */

static int note_judge(const struct store_judge *row, void *arg)
{
    char *text = arg;
    size_t used = strlen(text);

    snprintf(text + used, 200 - used, "%s@%s %d %d %d %g %s|", row->name, row->host,
             (int)row->graders, (int)row->beat_ms, (int)row->judged, row->mean_ms, row->trouble);
    return 0;
}

static int note_tally(const struct store_tally *row, void *arg)
{
    char *text = arg;
    size_t used = strlen(text);

    snprintf(text + used, 200 - used, "%s %d %d %d %d|", row->name, (int)row->queued,
             (int)row->running, (int)row->held, (int)row->oldest_ms);
    return 0;
}

static void judges_and_the_queue_can_be_looked_at(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    struct store_judge judge = {
        .host = "h", .pid = 5, .graders = 4, .started_ms = 1, .beat_ms = 2, .trouble = ""};
    char text[200] = "";

    assert_ok(store_judges(store, note_judge, text, &err));
    assert_string_equal(text, "");
    assert_ok(store_beat(store, &judge, &err));
    judge.beat_ms = 7;
    judge.judged = 3;
    judge.mean_ms = 2.5;
    judge.trouble = "disk full";
    assert_ok(store_beat(store, &judge, &err));
    assert_ok(store_judges(store, note_judge, text, &err));
    assert_string_equal(text, "alpha@h 4 7 3 2.5 disk full|");
    assert_ok(store_leave(store, &err));
    text[0] = '\0';
    assert_ok(store_judges(store, note_judge, text, &err));
    assert_string_equal(text, "");

    submit_as(store, "ada", 5, 30);
    submit_as(store, "ada", 0, 20);
    submit_as(store, "bob", 0, 10);
    submit_as(store, "bob", 0, 11);
    assert_int_equal(claim_id(store, 40), 1);
    assert_ok(store_hold(store, 2, "", 41, &err));
    assert_ok(store_tallies(store, "priority", 9, note_tally, text, &err));
    assert_string_equal(text, "5 0 1 0 0|0 2 0 1 10|");
    text[0] = '\0';
    assert_ok(store_tallies(store, "user", 9, note_tally, text, &err));
    assert_string_equal(text, "bob 2 0 0 0|ada 0 1 1 0|");
    text[0] = '\0';
    assert_ok(store_tallies(store, "problem", 9, note_tally, text, &err));
    assert_string_equal(text, "/problems/leap 2 1 1 0|");
}

/* ---- notes ---- */

static int note_text(const struct store_note *row, void *arg)
{
    char *text = arg;
    size_t size = strlen(text);

    snprintf(text + size, 200 - size, "%lld %lld/%lld %lld %s: %s (%s)|", (long long)row->id,
             (long long)row->submission, (long long)row->judging, (long long)row->written_ms,
             row->author, row->text, row->verdict);
    return 0;
}

static void notes_stay_with_the_judging_that_they_were_written_about(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    struct store_note note = {
        .submission = 1, .written_ms = 50, .author = "ada", .text = "but it is right"};
    char text[200] = "";
    int64_t id = 0, judging;

    assert_int_equal(store_add_note(store, &note, &id, &err), -ENOENT);
    submit_as(store, "ada", 0, 30);
    assert_ok(store_add_note(store, &note, &id, &err));
    assert_int_equal(id, 1);
    finish_next(store, 1, 40);
    assert_ok(store_rejudge(store, 1, 0, 60, &judging, &err));
    note.written_ms = 70;
    note.author = "eve";
    note.text = "two\nlines";
    assert_ok(store_add_note(store, &note, &id, &err));
    assert_ok(store_notes(store, 1, note_text, text, &err));
    assert_string_equal(text, "1 1/1 50 ada: but it is right (AC)|2 1/2 70 eve: two\nlines ()|");
    text[0] = '\0';
    assert_ok(store_notes(store, 2, note_text, text, &err));
    assert_string_equal(text, "");
}

static void a_note_has_a_text_of_bounded_length(void **state)
{
    struct store *store = ((struct world *)*state)->store;
    struct store_note note = {.submission = 1, .author = "ada", .text = ""};
    char *text = memory_alloc(STORE_NOTE_SIZE_MAX + 2);
    int64_t id = 7;

    submit_as(store, "ada", 0, 30);
    assert_int_equal(store_add_note(store, &note, &id, &err), -EINVAL);
    memset(text, 'x', STORE_NOTE_SIZE_MAX + 1);
    text[STORE_NOTE_SIZE_MAX + 1] = '\0';
    note.text = text;
    assert_int_equal(store_add_note(store, &note, &id, &err), -EFBIG);
    assert_int_equal(id, 7);
    text[STORE_NOTE_SIZE_MAX] = '\0';
    assert_ok(store_add_note(store, &note, &id, &err));
    free(text);
}

/* ---- rejudging ---- */

static void a_rejudge_keeps_the_old_judging(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1000), old_judging, new_judging = 0;
    struct store_claim claim = claim_at(world->store, 1001);
    struct store_case row = a_case(1, "WA");
    const struct seen_rows *all;

    old_judging = claim.judging;
    assert_ok(store_record_cases(world->store, &claim, &row, 1, &err));
    finish_as(world->store, &claim, "WA");
    assert_ok(store_rejudge(world->store, id, 4, 5000, &new_judging, &err));
    assert_true(new_judging > old_judging);
    all = judgings_of(world->store, id);
    assert_int_equal(all->count, 2);
    assert_int_equal(all->rows[0].judging, new_judging);
    assert_string_equal(all->rows[0].state, "queued");
    assert_int_equal(all->rows[0].submitted_ms, 1000);
    assert_int_equal(all->rows[0].queued_ms, 5000);
    assert_string_equal(all->rows[1].verdict, "WA");
    assert_int_equal(all->rows[1].cases_done, 1);

    claim = claim_at(world->store, 5001);
    assert_int_equal(claim.judging, new_judging);
    finish_as(world->store, &claim, "AC");
    assert_int_equal(case_count_of(world->store, old_judging), 1);
    all = list_of(world->store, NULL); /* the newest judging stands for the submission */
    assert_int_equal(all->count, 1);
    assert_string_equal(all->rows[0].verdict, "AC");
    assert_int_equal(store_rejudge(world->store, id + 1, 0, 1, &new_judging, &err), -ENOENT);
    assert_int_equal(store_judgings(world->store, id + 1, see_row, &seen, &err), -ENOENT);
}

static void a_rejudge_of_what_is_still_queued_queues_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1), first, judging = 0;
    struct store_claim claim;
    int is_final;

    first = judgings_of(world->store, id)->rows[0].judging;
    assert_int_equal(store_rejudge(world->store, id, 3, 2, &judging, &err), 1);
    assert_int_equal(judging, first);
    assert_int_equal(judgings_of(world->store, id)->count, 1);

    /* waiting for its next attempt */
    claim = claim_at(world->store, 3);
    assert_ok(store_fail(world->store, &claim, "r", "m", 3, 4, &is_final, &err));
    store_claim_release(&claim);
    assert_int_equal(store_rejudge(world->store, id, 0, 5, &judging, &err), 1);
    assert_int_equal(judgings_of(world->store, id)->count, 1);

    /* one that runs may be at a version that is old by now */
    claim = claim_at(world->store, 100000);
    assert_int_equal(store_rejudge(world->store, id, 0, 100001, &judging, &err), 0);
    assert_true(judging > first);
    assert_int_equal(store_rejudge(world->store, id, 0, 100002, &judging, &err), 1);
    assert_int_equal(judgings_of(world->store, id)->count, 2);
    finish_as(world->store, &claim, "AC");
    claim = claim_at(world->store, 100003);
    assert_int_equal(claim.judging, judging);
    finish_as(world->store, &claim, "AC");
    assert_nothing_to_claim(world->store, 100004);
}

/* ---- listing ---- */

static void fill_the_list(struct store *store)
{
    static const char *const users[] = {"ada", "bob"};
    static const char *const problems[] = {"leap", "sum", "leap"};
    static const char *const languages[] = {"c", "python3"};
    static const char *const verdicts[] = {"AC", "WA"};

    for (int i = 0; i < 12; i++) {
        struct store_submission submission = {.problem = i % 3 == 1 ? "/p/sum" : "/p/leap",
                                              .problem_name = problems[i % 3],
                                              .user = users[i % 2],
                                              .language = languages[i / 6],
                                              .file_name = "a",
                                              .now_ms = 100 + i};
        int64_t id;

        assert_ok(store_submit(store, &submission, &id, &err));
        if (i < 8) {
            struct store_claim claim = claim_at(store, 200);

            finish_as(store, &claim, verdicts[i % 2]);
        }
    }
    claim_id(store, 300); /* one running, three queued */
}

static void assert_listed(struct store *store, struct store_filter filter, size_t count,
                          int64_t first)
{
    const struct seen_rows *rows = list_of(store, &filter);

    assert_int_equal(rows->count, count);
    for (size_t i = 1; i < count; i++)
        assert_true(rows->rows[i - 1].submission < rows->rows[i].submission);
    if (count > 0)
        assert_int_equal(rows->rows[0].submission, first);
}

/* ---- versions of problems ---- */

static void put_blob(struct store *store, const char *text, char name[STORE_BLOB_NAME_SIZE])
{
    struct store_blob *blob;

    assert_ok(store_blob_begin(store, &blob, &err));
    assert_ok(store_blob_write(blob, text, strlen(text), &err));
    assert_ok(store_blob_end(blob, name, &err));
}

/* A version of /problems/leap with one file, its text; and an empty folder. */
static void put_version(struct store *store, const char *version, const char *text, int64_t now_ms)
{
    char name[STORE_BLOB_NAME_SIZE];
    struct store_file files[] = {
        {.path = "empty", .kind = "folder"},
        {.path = "problem.yaml", .kind = "file", .blob = name, .bytes = (int64_t)strlen(text)},
    };
    struct store_version row = {.version = version,
                                .problem = "/problems/leap",
                                .problem_name = "leap",
                                .now_ms = now_ms,
                                .files = files,
                                .file_count = 2};

    put_blob(store, text, name);
    assert_ok(store_put_version(store, &row, &err));
}

static void assert_blob(struct store *store, const char *name, const char *text)
{
    char bytes[64] = "";
    int fd = -1;

    assert_ok(store_open_blob(store, name, &fd, &err));
    assert_int_equal(read(fd, bytes, sizeof(bytes) - 1), strlen(text));
    assert_string_equal(bytes, text);
    close(fd);
}

static int note_file(const struct store_file *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%s %s %.4s %lld; ", row->path, row->kind,
             row->blob ? row->blob : "none", (long long)row->bytes);
    return 0;
}

static int note_version(const struct store_version_row *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%s %s%s %lld %lld; ", row->version,
             row->kept_ms ? "kept" : "gone", row->is_used ? " used" : "", (long long)row->judgings,
             (long long)row->bytes);
    return 0;
}

static const char *versions_of(struct store *store)
{
    static char text[256];

    text[0] = '\0';
    assert_ok(store_versions(store, "/problems/leap", note_version, text, &err));
    return text;
}

static int count_blob(const char *blob, int64_t bytes, void *arg)
{
    (void)blob;
    (void)bytes;
    ++*(int *)arg;
    return 0;
}

static int count_blobs(struct store *store)
{
    int count = 0;

    assert_ok(store_blobs(store, NULL, count_blob, &count, &err));
    return count;
}

static void bytes_are_kept_once_by_their_hash(void **state)
{
    struct world *world = *state;
    char name[STORE_BLOB_NAME_SIZE], again[STORE_BLOB_NAME_SIZE];
    struct store_blob *blob;
    int fd;

    put_blob(world->store, "one\n", name);
    assert_string_equal(name, "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806");
    put_blob(world->store, "one\n", again);
    assert_string_equal(again, name);
    assert_ok(store_blob_begin(world->store, &blob, &err)); /* one that nobody ends */
    assert_ok(store_blob_write(blob, "two", 3, &err));
    store_blob_drop(blob);
    assert_int_equal(
        store_open_blob(world->store,
                        "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", &fd,
                        &err),
        -ENOENT);
    /* until a version has it, it is not kept */
    assert_int_equal(store_has_blob(world->store, name, &err), 0);
    put_version(world->store, "v1", "one\n", 5);
    assert_int_equal(store_has_blob(world->store, name, &err), 1);
    assert_blob(world->store, name, "one\n");
    assert_ok(store_check_blob(world->store, name, &err));
    assert_int_equal(count_blobs(world->store), 1);
}

static void a_version_is_what_it_was(void **state)
{
    struct world *world = *state;
    char text[256] = "";

    assert_int_equal(store_has_version(world->store, "v1", &err), 0);
    assert_int_equal(store_manifest(world->store, "v1", note_file, text, &err), -ENOENT);
    put_version(world->store, "v1", "one\n", 5);
    assert_int_equal(store_has_version(world->store, "v1", &err), 1);
    put_version(world->store, "v2", "another\n", 6);
    put_version(world->store, "v1", "one\n", 7); /* seen again */
    assert_ok(store_manifest(world->store, "v1", note_file, text, &err));
    assert_string_equal(text, "empty folder none 0; problem.yaml file 2c8b 4; ");
    assert_string_equal(versions_of(world->store), "v1 kept used 0 4; v2 kept 0 8; ");
}

static void a_version_needs_its_blobs(void **state)
{
    struct world *world = *state;
    struct store_file file = {
        .path = "a",
        .kind = "file",
        .blob = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806",
        .bytes = 4};
    struct store_version row = {.version = "v",
                                .problem = "/p",
                                .problem_name = "p",
                                .now_ms = 1,
                                .files = &file,
                                .file_count = 1};

    assert_int_equal(store_put_version(world->store, &row, &err), -ESTALE);
    assert_int_equal(store_has_version(world->store, "v", &err), 0);
    put_version(world->store, "v1", "one\n", 5);
    assert_ok(store_put_version(world->store, &row, &err));
    file.bytes = 5; /* not as long as that */
    row.version = "w";
    assert_int_equal(store_put_version(world->store, &row, &err), -ESTALE);
}

static void a_blob_is_checked_in_steps(void **state)
{
    enum { SIZE = 1 << 20, STEP = 128 * 1024 };
    struct world *world = *state;
    struct store_blob_check *check;
    struct store_blob *blob;
    char name[STORE_BLOB_NAME_SIZE];
    char *bytes = calloc(1, SIZE);
    int steps = 0, rc;

    assert_non_null(bytes);
    assert_ok(store_blob_begin(world->store, &blob, &err));
    assert_ok(store_blob_write(blob, bytes, SIZE, &err));
    assert_ok(store_blob_end(blob, name, &err));
    free(bytes);
    put_version(world->store, "v1", "one\n", 5);
    assert_int_equal(store_blob_check_begin(world->store, name, &check, &err), -EUCLEAN);
    assert_ok(store_put_version(
        world->store,
        &(struct store_version){.version = "v2",
                                .problem = "/p",
                                .problem_name = "p",
                                .now_ms = 1,
                                .files = &(struct store_file){"a", "file", name, SIZE},
                                .file_count = 1},
        &err));
    assert_ok(store_blob_check_begin(world->store, name, &check, &err));
    while ((rc = store_blob_check_step(check, STEP, &err)) == 1)
        steps++;
    assert_ok(rc);
    assert_int_equal(steps, SIZE / STEP);
    store_blob_check_end(check);
}

static void blobs_are_synced_beside_the_caller(void **state)
{
    struct world *world = *state;
    int asked = 0, rc;

    assert_ok(store_sync_blobs(world->store, &err)); /* there is nothing to do */
    for (int i = 0; i < 3; i++) {
        struct store_blob *blob;
        char name[STORE_BLOB_NAME_SIZE];

        assert_ok(store_blob_begin(world->store, &blob, &err));
        assert_ok(store_blob_write(blob, &i, sizeof(i), &err));
        assert_ok(store_blob_end(blob, name, &err));
        if (i == 1)
            assert_int_equal(store_sync_blobs(world->store, &err), 1);
    }
    while ((rc = store_sync_blobs(world->store, &err)) == 1 && asked++ < 10000)
        usleep(1000);
    assert_ok(rc); /* the third too, which came while the disk was at work */
    assert_ok(store_sync_blobs(world->store, &err));
    put_version(world->store, "v1", "one\n", 5);
}

struct late_rows {
    int64_t submissions[STORE_LATE_SAID_MAX];
    int count;
};

static void note_late(const struct store_late *row, void *arg)
{
    struct late_rows *rows = arg;

    assert_int_equal(row->deadline_ms, 50);
    assert_string_equal(row->problem_name, "leap");
    rows->submissions[rows->count++] = row->submission;
}

static int64_t submit_until(struct store *store, int64_t deadline_ms)
{
    const struct store_submission submission = {.problem = "/p",
                                                .problem_name = "leap",
                                                .user = "u",
                                                .language = "c",
                                                .file_name = "a.c",
                                                .source = "x",
                                                .source_size = 1,
                                                .now_ms = 9,
                                                .deadline_ms = deadline_ms};
    int64_t id;

    assert_ok(store_submit(store, &submission, &id, &err));
    return id;
}

static int64_t count_late(struct store *store, int64_t now_ms)
{
    int64_t count;

    assert_ok(store_count_late(store, now_ms, &count, &err));
    return count;
}

static void what_waits_beyond_its_deadline_is_said_once(void **state)
{
    struct world *world = *state;
    struct late_rows rows = {.count = 0};
    struct store_claim claim;
    int64_t first, second;

    first = submit_until(world->store, 50);
    second = submit_until(world->store, 50);
    submit_until(world->store, 0);
    submit_until(world->store, 500);
    assert_int_equal(store_say_late(world->store, 49, note_late, &rows, &err), 0);
    assert_int_equal(count_late(world->store, 49), 0);
    claim = claim_at(world->store, 50); /* in time */
    assert_int_equal(claim.submission, first);
    assert_int_equal(count_late(world->store, 60), 1);
    assert_int_equal(store_say_late(world->store, 60, note_late, &rows, &err), 1);
    assert_int_equal(rows.submissions[0], second);
    assert_int_equal(store_say_late(world->store, 61, note_late, &rows, &err), 0);
    assert_int_equal(count_late(world->store, 61), 1);
    assert_ok(store_hold(world->store, second, "", 70, &err)); /* it waits on */
    assert_int_equal(count_late(world->store, 71), 1);
    assert_ok(store_cancel(world->store, second, 80, &err));
    assert_int_equal(count_late(world->store, 81), 0);
    store_claim_release(&claim);
}

static void a_claim_names_the_version_that_is_asked_for(void **state)
{
    struct world *world = *state;
    struct store_submission submission = {.problem = "version:v1",
                                          .problem_name = "leap",
                                          .user = "",
                                          .language = "c",
                                          .file_name = "a.c",
                                          .source = "x",
                                          .source_size = 1,
                                          .now_ms = 9,
                                          .version = "v1"};
    struct store_claim claim;
    int64_t id, judging;

    assert_true(store_submit(world->store, &submission, &id, &err) < 0); /* it is not kept */
    put_version(world->store, "v1", "one\n", 5);
    assert_ok(store_submit(world->store, &submission, &id, &err));
    claim = claim_at(world->store, 10);
    assert_string_equal(claim.version, "v1");
    assert_int_equal(claim.queued_ms, 9);
    store_claim_release(&claim);
    /* a rejudge too: it has no folder to look at */
    assert_ok(store_rejudge(world->store, id, 0, 11, &judging, &err));
    claim = claim_at(world->store, 12);
    assert_string_equal(claim.version, "v1");
    store_claim_release(&claim);
    submit_as(world->store, "u", 0, 13);
    claim = claim_at(world->store, 14);
    assert_null(claim.version);
    store_claim_release(&claim);
}

static void pruning_leaves_what_is_used(void **state)
{
    static const char *const names[] = {"judged", "open", "unused", "newest"};
    struct world *world = *state;
    struct store_pruned pruned;

    for (int i = 0; i < 4; i++) {
        char text[32];

        snprintf(text, sizeof(text), "text %s", names[i]);
        put_version(world->store, names[i], text, 10 + i);
    }
    for (int i = 0; i < 2; i++) {
        struct store_start start = {.version = names[i],
                                    .limits_json = "{}",
                                    .isolation_json = "{}",
                                    .language_version = "",
                                    .feedback = "none",
                                    .now_ms = 20};
        struct store_finish finish = {
            .verdict = "AC", .reason = "", .message = "", .compile_json = "", .now_ms = 21};
        struct store_claim claim;

        submit_as(world->store, "u", 0, 1);
        claim = claim_at(world->store, 2);
        assert_ok(store_start(world->store, &claim, &start, &err));
        if (i == 0)
            assert_ok(store_finish(world->store, &claim, &finish, &err));
        store_claim_release(&claim);
    }
    assert_string_equal(versions_of(world->store), "newest kept used 0 11; unused kept 0 11; "
                                                   "open kept used 0 9; judged kept used 1 11; ");
    assert_ok(store_prune_versions(world->store, NULL, 1, &pruned, &err));
    assert_int_equal(pruned.versions, 1);
    assert_int_equal(pruned.blobs, 1);
    assert_int_equal(pruned.bytes, 11);
    assert_int_equal(count_blobs(world->store), 4);
    assert_int_equal(store_has_version(world->store, "unused", &err), 1);
    assert_ok(store_prune_versions(world->store, "/problems/other", 0, &pruned, &err));
    assert_int_equal(pruned.versions, 0);
    assert_ok(store_prune_versions(world->store, "/problems/leap", 0, &pruned, &err));
    assert_int_equal(pruned.versions, 1);
    assert_int_equal(pruned.bytes, 11);
    assert_int_equal(count_blobs(world->store), 3);
    assert_int_equal(store_has_version(world->store, "unused", &err), 0);
    assert_string_equal(versions_of(world->store),
                        "newest kept used 0 11; open kept used 0 9; judged kept used 1 11; ");
    put_version(world->store, "unused", "text unused", 30); /* and back */
    assert_int_equal(store_has_version(world->store, "unused", &err), 1);
}

/* ---- sets of rejudges ---- */

static void judge_as(struct store *store, const char *verdict, double score, const char *version,
                     int64_t now_ms)
{
    struct store_start start = {.version = version,
                                .limits_json = "{}",
                                .isolation_json = "{}",
                                .language_version = "",
                                .feedback = "none",
                                .now_ms = now_ms};
    struct store_finish finish = {.verdict = verdict,
                                  .reason = "",
                                  .message = "",
                                  .score = score,
                                  .compile_json = "",
                                  .now_ms = now_ms};
    struct store_claim claim = claim_at(store, now_ms);

    assert_ok(store_start(store, &claim, &start, &err));
    assert_ok(store_finish(store, &claim, &finish, &err));
    store_claim_release(&claim);
}

static int64_t rejudge_both(struct store *store, struct store_rejudge what, int64_t first,
                            int64_t second, enum store_rejudge_outcome outcome)
{
    struct store_rejudged rows[2] = {{.submission = first}, {.submission = second}};
    int64_t set = -1;

    what.selectors = "all";
    what.priority = -300;
    assert_ok(store_rejudge_set(store, &what, rows, 2, &set, &err));
    assert_int_equal(rows[0].outcome, outcome);
    assert_int_equal(rows[1].outcome, outcome);
    return set;
}

static int note_counting(const struct store_row *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%s%s ",
             *row->verdict ? row->verdict : row->state, row->counts ? "" : "?");
    return 0;
}

/* The verdicts that a listing shows. */
static const char *listed(struct store *store)
{
    static char text[256];

    text[0] = '\0';
    assert_ok(store_list(store, NULL, note_counting, text, &err));
    return text;
}

/* Of all judgings, newest first; those that do not count are marked. */
static const char *verdicts_of(struct store *store, int64_t submission)
{
    static char text[256];

    text[0] = '\0';
    assert_ok(store_judgings(store, submission, note_counting, text, &err));
    return text;
}

static int see_set(const struct store_set *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%lld %s %lld/%lld %lld; ",
             (long long)row->id, row->state, (long long)row->judged, (long long)row->submissions,
             (long long)row->changed);
    return 0;
}

static const char *sets_of(struct store *store)
{
    static char text[256];

    text[0] = '\0';
    assert_ok(store_sets(store, 0, see_set, text, &err));
    return text;
}

static int note_item(const struct store_set_item *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%lld: %s %g -> %s %s %g; ",
             (long long)row->submission, row->old_verdict, row->old_score, row->new_state,
             row->new_verdict, row->new_score);
    return 0;
}

static int sum_stats(const struct store_stat *row, void *arg)
{
    snprintf((char *)arg + strlen(arg), 256 - strlen(arg), "%s %lld ", row->key,
             (long long)row->total);
    return 0;
}

static void a_set_stays_aside_until_it_is_applied(void **state)
{
    struct world *world = *state;
    struct store *store = world->store;
    int64_t first = submit_as(store, "a", 0, 1), second = submit_as(store, "b", 0, 1), set, applied;
    char text[256] = "";

    judge_as(store, "AC", 2, "v1", 2);
    judge_as(store, "WA", 0, "v1", 3);
    set = rejudge_both(store, (struct store_rejudge){.is_dry = 1}, first, second, STORE_REJUDGED);
    assert_int_equal(set, 0);
    assert_string_equal(sets_of(store), "");
    assert_nothing_to_claim(store, 4);
    set = rejudge_both(store, (struct store_rejudge){.now_ms = 4}, first, second, STORE_REJUDGED);
    assert_string_equal(listed(store), "AC WA ");
    /* not twice at once */
    assert_int_equal(
        rejudge_both(store, (struct store_rejudge){0}, first, second, STORE_IN_OPEN_SET), 0);
    judge_as(store, "WA", 0, "v2", 5);
    assert_int_equal(store_apply_set(store, set, 0, 6, &applied, &err), -EBUSY);
    judge_as(store, "WA", 1, "v2", 7);
    assert_string_equal(listed(store), "AC WA ");
    assert_string_equal(verdicts_of(store, first), "WA? AC ");
    assert_ok(store_stats(store, "verdict", sum_stats, text, &err));
    assert_string_equal(text, "AC 1 WA 1 ");
    text[0] = '\0';
    assert_ok(store_set_items(store, set, note_item, text, &err));
    assert_string_equal(text, "1: AC 2 -> done WA 0; 2: WA 0 -> done WA 1; ");
    assert_ok(store_apply_set(store, set, 0, 8, &applied, &err));
    assert_int_equal(applied, 2);
    assert_string_equal(listed(store), "WA WA ");
    assert_string_equal(verdicts_of(store, first), "WA AC? ");
    assert_string_equal(sets_of(store), "1 applied 2/2 2; ");
    assert_int_equal(store_apply_set(store, set, 0, 9, &applied, &err), -EALREADY);
    assert_int_equal(store_discard_set(store, set, 9, &err), -EALREADY);
    assert_int_equal(store_discard_set(store, 99, 9, &err), -ENOENT);
}

static void a_set_that_is_discarded_counts_never(void **state)
{
    struct world *world = *state;
    struct store *store = world->store;
    int64_t first = submit_as(store, "a", 0, 1), second = submit_as(store, "b", 0, 1), set;

    judge_as(store, "AC", 2, "v1", 2);
    judge_as(store, "WA", 0, "v1", 3);
    set = rejudge_both(store, (struct store_rejudge){.now_ms = 4}, first, second, STORE_REJUDGED);
    judge_as(store, "RTE", 0, "v2", 5);
    assert_ok(store_discard_set(store, set, 6, &err));
    assert_nothing_to_claim(store, 7);
    assert_string_equal(listed(store), "AC WA ");
    assert_string_equal(verdicts_of(store, first), "RTE? AC ");
    assert_string_equal(verdicts_of(store, second), "cancelled? WA ");
    rejudge_both(store, (struct store_rejudge){.now_ms = 8}, first, second, STORE_REJUDGED);
}

static void a_set_may_apply_itself_but_not_with_our_faults_in_it(void **state)
{
    struct world *world = *state;
    struct store *store = world->store;
    int64_t first = submit_as(store, "a", 0, 1), second = submit_as(store, "b", 0, 1), set, applied;

    assert_int_equal(
        rejudge_both(store, (struct store_rejudge){0}, first, second, STORE_STILL_QUEUED), 0);
    judge_as(store, "AC", 2, "v1", 2);
    judge_as(store, "WA", 0, "v1", 3);
    rejudge_both(store, (struct store_rejudge){.applies = 1}, first, second, STORE_REJUDGED);
    judge_as(store, "WA", 0, "v2", 5);
    assert_string_equal(listed(store), "AC WA ");
    judge_as(store, "AC", 0, "v2", 6);
    assert_string_equal(listed(store), "WA AC ");
    assert_string_equal(sets_of(store), "1 applied 2/2 2; ");
    set = rejudge_both(store, (struct store_rejudge){.applies = 1}, first, second, STORE_REJUDGED);
    judge_as(store, "IE", 0, "v2", 7);
    judge_as(store, "RTE", 0, "v2", 8);
    assert_string_equal(listed(store), "WA AC ");
    assert_int_equal(store_apply_set(store, set, 0, 9, &applied, &err), -EBUSY);
    assert_ok(store_apply_set(store, set, 1, 9, &applied, &err));
    assert_int_equal(applied, 1);
    assert_string_equal(listed(store), "WA RTE ");
}

static void the_same_version_is_asked_for_again(void **state)
{
    struct world *world = *state;
    struct store *store = world->store;
    struct store_rejudge what = {.selectors = "", .is_same_version = 1, .now_ms = 9};
    struct store_rejudged row = {.submission = submit_as(store, "a", 0, 1)};
    struct store_claim claim;
    int64_t set;

    judge_as(store, "AC", 2, "v1", 2);
    assert_int_equal(store_rejudge_set(store, &what, &row, 1, &set, &err), -EINVAL);
    assert_non_null(strstr(err.text, "not kept"));
    row.submission = 99;
    assert_int_equal(store_rejudge_set(store, &what, &row, 1, &set, &err), -ENOENT);
    row.submission = 1;
    put_version(store, "v1", "one\n", 5);
    assert_ok(store_rejudge_set(store, &what, &row, 1, &set, &err));
    claim = claim_at(store, 10);
    assert_string_equal(claim.version, "v1");
    store_claim_release(&claim);
}

static void listing_filters_and_limits(void **state)
{
    struct world *world = *state;
    struct store *store = world->store;

    fill_the_list(store);
    assert_listed(store, (struct store_filter){0}, 12, 1);
    assert_listed(store, (struct store_filter){.limit = 5}, 5, 8);
    assert_listed(store, (struct store_filter){.limit = 50}, 12, 1);
    assert_listed(store, (struct store_filter){.after_id = 9}, 3, 10);
    assert_listed(store, (struct store_filter){.user = "bob"}, 6, 2);
    assert_listed(store, (struct store_filter){.user = "bob", .limit = 2}, 2, 10);
    assert_listed(store, (struct store_filter){.user = "nobody"}, 0, 0);
    assert_listed(store, (struct store_filter){.problem_name = "sum"}, 4, 2);
    assert_listed(store, (struct store_filter){.problem = "/p/sum"}, 4, 2);
    assert_listed(store, (struct store_filter){.problem = "/p/sum", .user = "ada"}, 2, 5);
    assert_listed(store, (struct store_filter){.problem = "/p", .state = "queued"}, 0, 0);
    assert_listed(store, (struct store_filter){.language = "python3"}, 6, 7);
    assert_listed(store, (struct store_filter){.verdict = "AC"}, 4, 1);
    assert_listed(store, (struct store_filter){.state = "done"}, 8, 1);
    assert_listed(store, (struct store_filter){.state = "running"}, 1, 9);
    assert_listed(store, (struct store_filter){.state = "queued"}, 3, 10);
    assert_listed(store, (struct store_filter){.state = "queued", .user = "ada"}, 1, 11);
    assert_listed(store, (struct store_filter){.state = "queued", .limit = 1}, 1, 12);
    assert_listed(store,
                  (struct store_filter){
                      .user = "ada", .problem_name = "leap", .language = "c", .verdict = "AC"},
                  2, 1);
    assert_listed(store, (struct store_filter){.user = "ada", .state = "done", .after_id = 3}, 2,
                  5);
}

static int join_name(const char *name, void *arg)
{
    char *names = arg;
    size_t used = strlen(names);

    snprintf(names + used, 100 - used, "%s ", name);
    return 0;
}

static int stop_at_name(const char *name, void *arg)
{
    (void)arg;
    return strcmp(name, "ada") == 0 ? 7 : 0;
}

static void assert_names(struct store *store, const char *dimension, const char *expected)
{
    char names[100] = "";

    assert_ok(store_names(store, dimension, join_name, names, &err));
    assert_string_equal(names, expected);
}

static void names_come_once_and_in_order(void **state)
{
    struct world *world = *state;

    assert_names(world->store, "user", "");
    fill_the_list(world->store);
    assert_names(world->store, "problem", "leap sum ");
    assert_names(world->store, "folder", "/p/leap /p/sum ");
    assert_names(world->store, "language", "c python3 ");
    assert_names(world->store, "user", "ada bob ");
    assert_int_equal(store_names(world->store, "user", stop_at_name, NULL, &err), 7);
    assert_int_equal(store_names(world->store, "moon", stop_at_name, NULL, &err), -EINVAL);
}

static int stop_at_third(const struct store_row *row, void *arg)
{
    (void)row;
    return ++*(int *)arg == 3 ? 42 : 0;
}

static int count_sources(const struct store_row *row, void *arg)
{
    struct store *store = ((struct world *)arg)->store;
    void *data = NULL;
    size_t size = 0;

    assert_ok(store_source(store, row->submission, &data, &size, &err));
    free(data);
    assert_int_equal(list_of(store, &(struct store_filter){.limit = 2})->count, 2);
    return 0;
}

static void a_callback_may_stop_and_may_use_the_store(void **state)
{
    struct world *world = *state;
    int calls = 0;

    fill_the_list(world->store);
    assert_int_equal(store_list(world->store, NULL, stop_at_third, &calls, &err), 42);
    assert_int_equal(calls, 3);
    assert_ok(store_list(world->store, NULL, count_sources, world, &err));
}

struct seen_stats {
    char text[512];
};

static int see_stat(const struct store_stat *row, void *arg)
{
    struct seen_stats *stats = arg;
    size_t used = strlen(stats->text);

    snprintf(stats->text + used, sizeof(stats->text) - used, "%s %d %d %d %g %g|", row->key,
             (int)row->total, (int)row->accepted, (int)row->internal_errors, row->mean_cpu_us,
             row->mean_wait_ms);
    return 0;
}

static const char *stats_by(struct store *store, const char *dimension)
{
    static struct seen_stats stats;

    stats.text[0] = '\0';
    assert_ok(store_stats(store, dimension, see_stat, &stats, &err));
    return stats.text;
}

static void statistics_count_what_is_done(void **state)
{
    static const char *const verdicts[] = {"AC", "WA", "AC", "IE"};
    static const char *const users[] = {"ada", "ada", "bob", "bob"};
    struct world *world = *state;

    assert_string_equal(stats_by(world->store, "problem"), "");
    for (int i = 0; i < 4; i++) {
        struct store_finish finish = a_finish(verdicts[i]);
        struct store_start start = a_start;
        struct store_claim claim;

        submit_as(world->store, users[i], 0, 1000);
        claim = claim_at(world->store, 1100);
        start.now_ms = 1100 + i * 100;
        assert_ok(store_start(world->store, &claim, &start, &err));
        finish.cpu_us = 1000 * (i + 1);
        assert_ok(store_finish(world->store, &claim, &finish, &err));
        store_claim_release(&claim);
    }
    submit_as(world->store, "eve", 0, 1000); /* not done: not counted */
    assert_string_equal(stats_by(world->store, "problem"), "leap 4 2 1 2500 250|");
    assert_string_equal(stats_by(world->store, "language"), "python3 4 2 1 2500 250|");
    assert_string_equal(stats_by(world->store, "user"), "ada 2 1 0 1500 150|bob 2 1 1 3500 350|");
    assert_string_equal(stats_by(world->store, "verdict"),
                        "AC 2 2 0 2000 200|IE 1 0 1 4000 400|WA 1 0 0 2000 200|");
    assert_int_equal(store_stats(world->store, "moon", see_stat, NULL, &err), -EINVAL);
}

static int see_case_stat(const struct store_case_stat *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%d %s %d=%d+%d+%d %d|", (int)row->number,
             row->name, (int)row->judgings, (int)row->accepted, (int)row->failed, (int)row->skipped,
             (int)row->max_cpu_us);
    return 0;
}

static int see_near_limit(const struct store_near_limit *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%d %s %d/%d|", (int)row->submission,
             row->verdict, (int)row->cpu_us, (int)row->time_us);
    return 0;
}

/* A submission, judged with two cases. */
static void judge_two(struct store *store, const char *user, const char *first, int64_t cpu_us)
{
    struct store_case cases[2] = {a_case(1, first),
                                  a_case(2, strcmp(first, "AC") == 0 ? "AC" : "SK")};
    struct store_finish finish = a_finish(first);
    struct store_start start = a_start;
    struct store_claim claim;

    submit_as(store, user, 0, 1000);
    claim = claim_at(store, 1100);
    start.limits_json = "{\"time_us\":1000}";
    assert_ok(store_start(store, &claim, &start, &err));
    cases[0].cpu_us = cpu_us;
    cases[1].cpu_us = 10;
    finish.cases = cases;
    finish.case_count = 2;
    assert_ok(store_finish(store, &claim, &finish, &err));
    store_claim_release(&claim);
}

static void the_cases_of_a_problem_are_counted(void **state)
{
    struct world *world = *state;
    char text[256] = "", near[256] = "";

    assert_ok(store_case_stats(world->store, "leap", see_case_stat, text, &err));
    assert_string_equal(text, "");
    judge_two(world->store, "ada", "AC", 500);
    judge_two(world->store, "bob", "TLE", 1001);
    judge_two(world->store, "eve", "WA", 1300);
    judge_two(world->store, "flo", "AC", 900);
    assert_ok(store_case_stats(world->store, "leap", see_case_stat, text, &err));
    assert_non_null(strstr(text, "1 "));
    assert_non_null(strstr(text, " 4=2+2+0 1300|"));
    assert_non_null(strstr(text, " 4=2+0+2 10|"));
    assert_ok(store_near_limits(world->store, "leap", 80, 10, see_near_limit, near, &err));
    assert_string_equal(near, "2 TLE 1001/1000|4 AC 900/1000|");
    near[0] = '\0';
    assert_ok(store_near_limits(world->store, "leap", 80, 1, see_near_limit, near, &err));
    assert_string_equal(near, "2 TLE 1001/1000|");
    near[0] = '\0';
    assert_ok(store_near_limits(world->store, "moon", 80, 10, see_near_limit, near, &err));
    assert_string_equal(near, "");
}

static int see_equal(const struct store_row *row, void *arg)
{
    char *text = arg;

    snprintf(text + strlen(text), 256 - strlen(text), "%d ", (int)row->submission);
    return 0;
}

static void equal_sources_are_found(void **state)
{
    struct world *world = *state;
    char text[256] = "";

    for (int i = 0; i < 3; i++)
        submit_as(world->store, i == 2 ? "bob" : "ada", 0, 1000);
    assert_ok(store_equal_sources(world->store, 2, 10, see_equal, text, &err));
    assert_string_equal(text, "1 3 ");
    text[0] = '\0';
    assert_ok(store_equal_sources(world->store, 2, 1, see_equal, text, &err));
    assert_string_equal(text, "1 ");
    text[0] = '\0';
    assert_ok(store_equal_sources(world->store, 99, 10, see_equal, text, &err));
    assert_string_equal(text, "");
}

static void maintaining_is_allowed_at_any_time(void **state)
{
    struct world *world = *state;

    submit_as(world->store, "ada", 0, 1);
    assert_ok(store_maintain(world->store, 0, &err));
    assert_ok(store_maintain(world->store, 1, &err));
    assert_ok(store_maintain(world->store, 1, &err));
    assert_int_equal(claim_id(world->store, 2), 1);
}

static void what_is_no_database_uri_is_refused(void **state)
{
    struct world *world = *state;
    struct store *none = NULL;

    (void)world;
    assert_int_equal(store_open("", STORE_OPEN_CREATE, &none, &err), -EINVAL);
    assert_int_equal(store_open("sqlite:", STORE_OPEN_CREATE, &none, &err), -EINVAL);
    assert_int_equal(store_open("nosuch://h/d", STORE_OPEN_CREATE, &none, &err), -EPROTONOSUPPORT);
    assert_null(none);
}

/* ---- two connections ---- */

static struct store *open_again(struct world *world, const char *name)
{
    struct store *store = NULL;

    assert_ok(store_open(world->uri, 0, &store, &err));
    if (name != NULL)
        assert_ok(store_name_acquire(store, name, 50, NULL, &err));
    return store;
}

static void what_is_stored_is_there_after_reopening(void **state)
{
    struct world *world = *state;
    struct store_claim claim;
    int64_t id;

    submit_as(world->store, "ada", 0, 1);
    id = submit_as(world->store, "bob", 0, 1);
    claim = claim_at(world->store, 2);
    finish_as(world->store, &claim, "AC");
    store_close(world->store);
    world->store = open_again(world, "alpha");
    assert_string_equal(row_of(world->store, 1)->verdict, "AC");
    assert_int_equal(claim_id(world->store, 3), id);
}

/* The answers depend on where a back end keeps its data: both have to be of use to a judge. */
static void a_judge_learns_who_to_be_and_where_to_keep_files(void **state)
{
    struct world *world = *state;
    char *cache = store_local_path(world->store, ".cache");
    int64_t uid = store_judge_uid(world->uri);
    struct stat status;

    assert_true(uid == -1 || uid == geteuid());
    if (cache != NULL) { /* somewhere it can make a folder, that nobody else has the name of */
        assert_true(cache[0] == '/');
        assert_string_equal(cache + strlen(cache) - strlen(".cache"), ".cache");
        assert_int_equal(stat(cache, &status), -1);
        assert_return_code(mkdir(cache, 0700), errno);
        assert_return_code(rmdir(cache), errno);
    }
    free(cache);
    assert_int_equal(store_judge_uid("sqlite:/nonexistent/a.db"), -1);
}

static void a_second_judge_of_the_same_name_is_refused(void **state)
{
    struct world *world = *state;
    struct store *second = open_again(world, NULL);

    assert_int_equal(store_name_acquire(second, "alpha", 1, NULL, &err), -EBUSY);
    assert_non_null(strstr(err.text, "alpha"));
    assert_null(store_name(second));
    store_close(world->store);
    world->store = NULL;
    assert_ok(store_name_acquire(second, "alpha", 1, NULL, &err));
    world->store = second;
}

static void default_names_differ(void **state)
{
    struct world *world = *state;
    struct store *stores[2];

    for (int i = 0; i < 2; i++) {
        stores[i] = open_again(world, NULL);
        assert_ok(store_name_acquire(stores[i], NULL, 1, NULL, &err));
    }
    assert_string_not_equal(store_name(stores[0]), store_name(stores[1]));
    assert_non_null(strstr(store_name(stores[0]), "-1"));
    assert_non_null(strstr(store_name(stores[1]), "-2"));
    for (int i = 0; i < 2; i++) {
        char ending[128], *lock;

        snprintf(ending, sizeof(ending), ".judge.%s.lock", store_name(stores[i]));
        lock = store_local_path(stores[i], ending);
        store_close(stores[i]);
        assert_int_equal(unlink(lock), 0);
        free(lock);
    }
}

static int was_rung(int fd)
{
    return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) == 1;
}

static void judges_that_listen_are_rung(void **state)
{
    struct world *world = *state;
    struct store *client = open_again(world, NULL), *beta = open_again(world, "beta");
    int bells[2] = {-1, -1}, none = -7;

    assert_int_equal(store_ring(client), 0);
    assert_true(store_listen(client, &none, &err) < 0); /* it has no name */
    assert_int_equal(none, -7);
    assert_ok(store_listen(world->store, &bells[0], &err));
    assert_ok(store_listen(beta, &bells[1], &err));
    assert_false(was_rung(bells[0]));
    assert_int_equal(store_ring(client), 2);
    assert_true(was_rung(bells[0]) && was_rung(bells[1]));
    store_take_rings(world->store);
    assert_false(was_rung(bells[0]));
    store_close(beta);
    assert_int_equal(store_ring(client), 1);
    store_close(client);
}

static void two_judges_never_get_the_same_judging(void **state)
{
    struct world *world = *state;
    struct store *beta = open_again(world, "beta");
    int64_t first = submit_as(world->store, "ada", 0, 1);
    int64_t second = submit_as(world->store, "ada", 0, 1);

    assert_int_equal(claim_id(world->store, 2), first);
    assert_int_equal(claim_id(beta, 2), second);
    assert_nothing_to_claim(world->store, 2);
    assert_nothing_to_claim(beta, 2);
    assert_string_equal(row_of(beta, second)->judge_name, "beta");
    store_close(beta);
}

static void cases_are_visible_while_running(void **state)
{
    struct world *world = *state;
    struct store *reader = NULL;
    struct store_claim claim;
    struct store_case row = a_case(1, "AC");
    int64_t id = submit_as(world->store, "ada", 0, 1);

    assert_ok(store_open(world->uri, STORE_OPEN_READ, &reader, &err));
    claim = claim_at(world->store, 2);
    assert_string_equal(row_of(reader, id)->state, "running");
    assert_ok(store_record_cases(world->store, &claim, &row, 1, &err));
    assert_int_equal(case_count_of(reader, claim.judging), 1);
    assert_int_equal(row_of(reader, id)->cases_done, 1);
    finish_as(world->store, &claim, "AC");
    assert_string_equal(row_of(reader, id)->verdict, "AC");
    store_close(reader);
}

static void a_reader_cannot_write(void **state)
{
    struct world *world = *state;
    struct store *reader = NULL;
    struct store_submission submission = {
        .problem = "/p", .problem_name = "p", .user = "", .language = "c", .file_name = "a.c"};
    int64_t id = 77;

    assert_ok(store_open(world->uri, STORE_OPEN_READ, &reader, &err));
    assert_int_equal(store_submit(reader, &submission, &id, &err), -EROFS);
    assert_int_equal(id, 77);
    assert_int_equal(list_of(world->store, NULL)->count, 0);
    store_close(reader);
}

static void changes_of_others_are_noticed(void **state)
{
    struct world *world = *state;
    struct store *client = open_again(world, NULL);

    assert_int_equal(store_changed(world->store, &err), 0);
    submit_as(world->store, "ada", 0, 1); /* one's own commits are not news */
    assert_int_equal(store_changed(world->store, &err), 0);
    assert_int_equal(store_changed(client, &err), 1);
    submit_as(client, "ada", 0, 1);
    assert_int_equal(store_changed(world->store, &err), 1);
    assert_int_equal(store_changed(world->store, &err), 0);
    store_close(client);
}

static int reclaim_at(struct store *store, int64_t boot_ms)
{
    int count = -1;

    assert_ok(store_reclaim(store, boot_ms, 10000, 60, &count, &err));
    return count;
}

static void a_lease_expires_only_when_the_heartbeat_stands_still(void **state)
{
    struct world *world = *state;
    struct store *beta = open_again(world, "beta");
    struct store_claim lost, claim;
    int64_t id = submit_as(world->store, "ada", 0, 1);

    lost = claim_at(world->store, 2);
    assert_int_equal(reclaim_at(beta, 1000000), 0); /* first seen, however late it is */
    assert_int_equal(reclaim_at(beta, 1009999), 0);
    assert_ok(store_heartbeat(world->store, &err));
    assert_int_equal(reclaim_at(beta, 1010000), 0); /* it lives: the count starts anew */
    assert_int_equal(reclaim_at(beta, 1019999), 0);
    assert_string_equal(row_of(beta, id)->state, "running");
    assert_int_equal(reclaim_at(beta, 1020000), 1);
    assert_string_equal(row_of(beta, id)->state, "queued");
    assert_int_equal(row_of(beta, id)->attempts, 0); /* a judge's death is no attempt */
    assert_string_equal(events_of(beta, lost.judging)->kinds, "claimed reclaimed ");
    assert_string_equal(events_of(beta, lost.judging)->judge_name, "beta");
    assert_int_equal(reclaim_at(beta, 9000000), 0);
    claim = claim_at(beta, 70);
    assert_int_equal(claim.judging, lost.judging);
    assert_int_equal(claim.attempt, 2);
    assert_int_equal(claim.attempts_counted, 1);
    assert_late_writes_change_nothing(world->store, &lost, "running");
    finish_as(beta, &claim, "AC");
    store_claim_release(&lost);
    store_close(beta);
}

static void writing_cases_is_a_sign_of_life(void **state)
{
    struct world *world = *state;
    struct store *beta = open_again(world, "beta");
    struct store_claim claim;
    struct store_case row = a_case(1, "AC");

    submit_as(world->store, "ada", 0, 1);
    claim = claim_at(world->store, 2);
    assert_int_equal(reclaim_at(beta, 0), 0);
    assert_ok(store_record_cases(world->store, &claim, &row, 1, &err));
    assert_int_equal(reclaim_at(beta, 10000), 0);
    finish_as(world->store, &claim, "AC");
    assert_int_equal(reclaim_at(beta, 30000), 0);
    store_close(beta);
}

static void each_observer_uses_its_own_clock(void **state)
{
    struct world *world = *state;
    struct store *beta = open_again(world, "beta"), *gamma = open_again(world, NULL);

    submit_as(world->store, "ada", 0, 1);
    claim_id(world->store, 2);
    assert_int_equal(reclaim_at(beta, 1000), 0);
    assert_int_equal(reclaim_at(gamma, 500000), 0); /* a machine up for longer has not seen more */
    assert_int_equal(reclaim_at(gamma, 505000), 0);
    assert_int_equal(reclaim_at(beta, 11000), 1);
    assert_int_equal(reclaim_at(gamma, 999999), 0); /* nothing left */
    store_close(beta);
    store_close(gamma);
}

static void a_judge_does_not_reclaim_its_own_work(void **state)
{
    struct world *world = *state;

    submit_as(world->store, "ada", 0, 1);
    claim_id(world->store, 2);
    assert_int_equal(reclaim_at(world->store, 1000), 0);
    assert_int_equal(reclaim_at(world->store, 9000000), 0);
}

static void a_judge_that_starts_again_requeues_its_own_work_at_once(void **state)
{
    struct world *world = *state;
    struct store *beta = open_again(world, "beta");
    struct store_claim claim;
    struct store_case row = a_case(1, "AC");
    int64_t mine = submit_as(world->store, "ada", 0, 1);
    int64_t others = submit_as(world->store, "ada", 0, 1);
    int requeued = -1;

    claim = claim_at(world->store, 2);
    assert_ok(store_record_cases(world->store, &claim, &row, 1, &err));
    assert_int_equal(claim_id(beta, 2), others);
    store_close(world->store); /* as if it had died: nothing is given back */
    assert_ok(store_open(world->uri, 0, &world->store, &err));
    assert_ok(store_name_acquire(world->store, "alpha", 9, &requeued, &err));
    assert_int_equal(requeued, 1);
    assert_string_equal(row_of(beta, mine)->state, "queued");
    assert_int_equal(row_of(beta, mine)->cases_done, 0);
    assert_string_equal(row_of(beta, others)->state, "running");
    assert_string_equal(events_of(beta, claim.judging)->kinds, "claimed reclaimed ");
    assert_late_writes_change_nothing(beta, &claim, "queued");
    store_claim_release(&claim);
    store_close(beta);
}

/* ---- whose fault the death of a judge is ---- */

/* As if the judge had died: nothing is given back. */
static void die_and_start_again(struct world *world)
{
    store_close(world->store);
    assert_ok(store_open(world->uri, 0, &world->store, &err));
    assert_ok(store_name_acquire(world->store, "alpha", 9, NULL, &err));
}

static void start_one(struct world *world, int64_t wanted, int wanted_alone)
{
    struct store_claim claim = claim_at(world->store, 20);

    assert_int_equal(claim.submission, wanted);
    assert_int_equal(claim.is_alone, wanted_alone);
    assert_int_equal(claim.attempts_counted, 1);
    assert_ok(store_start(world->store, &claim, &a_start, &err));
    store_claim_release(&claim);
}

static void what_had_not_started_costs_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1);

    for (int i = 0; i < 20; i++) {
        struct store_claim claim = claim_at(world->store, 20);

        assert_int_equal(claim.judges_lost, 0);
        assert_int_equal(claim.attempt, i + 1);
        assert_int_equal(claim.is_alone, 0);
        store_claim_release(&claim);
        die_and_start_again(world);
    }
    assert_string_equal(row_of(world->store, id)->state, "queued");
    assert_int_equal(row_of(world->store, id)->attempts, 0);
}

/* But not for ever: what kills its judge before it has started is found as well. */
static void what_never_starts_is_not_tried_for_ever(void **state)
{
    struct world *world = *state;
    int64_t bad = submit_as(world->store, "eve", 5, 1);
    struct store_claim claim;

    for (int i = 0; i < 30; i++) {
        claim = claim_at(world->store, 20);
        assert_int_equal(claim.submission, bad);
        assert_int_equal(claim.is_alone, 0);
        store_claim_release(&claim);
        die_and_start_again(world);
    }
    for (int i = 30; i < 60; i++) {
        int64_t other = submit_as(world->store, "ada", 0, 2);

        claim = claim_at(world->store, 20); /* the others come first now */
        assert_int_equal(claim.submission, other);
        finish_as(world->store, &claim, "AC");
        claim = claim_at(world->store, 20);
        assert_int_equal(claim.submission, bad);
        assert_int_equal(claim.is_alone, 1);
        store_claim_release(&claim);
        die_and_start_again(world);
    }
    assert_string_equal(row_of(world->store, bad)->state, "held");
    assert_string_equal(row_of(world->store, bad)->reason, "judge_lost");
    assert_int_equal(row_of(world->store, bad)->attempts, 0);
}

static void many_deaths_with_the_same_in_hand_set_it_aside_at_last(void **state)
{
    struct world *world = *state;
    int64_t bad = submit_as(world->store, "eve", 5, 1), others[3];
    struct store_backlog backlog;

    for (int i = 0; i < 3; i++) { /* it keeps its place */
        start_one(world, bad, 0);
        die_and_start_again(world);
        assert_string_equal(row_of(world->store, bad)->state, "queued");
    }
    for (int i = 0; i < 3; i++)
        others[i] = submit_as(world->store, "ada", 0, 2);
    for (int i = 0; i < 3; i++) { /* from now on the others come first */
        struct store_claim claim = claim_at(world->store, 20);

        assert_int_equal(claim.submission, others[i]);
        if (i == 2) /* the queue is empty, but this judge has something in hand */
            assert_nothing_to_claim(world->store, 20);
        finish_as(world->store, &claim, "AC");
    }
    for (int i = 0; i < 3; i++) {
        struct store_claim other;
        int64_t id;

        start_one(world, bad, 1);
        id = submit_as(world->store, "bob", -5, 3);
        assert_nothing_to_claim(world->store, 30); /* nothing else while it runs */
        die_and_start_again(world);
        other = claim_at(world->store, 30);
        assert_int_equal(other.submission, id);
        finish_as(world->store, &other, "AC");
    }
    assert_string_equal(row_of(world->store, bad)->state, "held");
    assert_string_equal(row_of(world->store, bad)->reason, "judge_lost");
    assert_int_equal(row_of(world->store, bad)->attempts, 0);
    assert_ok(store_backlog(world->store, 30, &backlog, &err));
    assert_int_equal(backlog.held, 1);
    assert_ok(store_release(world->store, bad, 40, &err));
    start_one(world, bad, 0);
}

static void a_death_is_forgotten_when_the_next_attempt_ends_otherwise(void **state)
{
    struct world *world = *state;
    int64_t id = submit_as(world->store, "ada", 0, 1);
    struct store_claim claim;

    for (int i = 0; i < 8; i++) {
        start_one(world, id, 0);
        die_and_start_again(world);
        claim = claim_at(world->store, 20);
        assert_int_equal(claim.judges_lost, 1);
        assert_ok(store_give_back(world->store, &claim, 21, &err));
        store_claim_release(&claim);
    }
    assert_string_equal(row_of(world->store, id)->state, "queued");
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest one_connection[] = {
    T(a_submission_comes_back_as_it_was_given),
    T(an_empty_and_a_large_source_come_back),
    T(several_are_submitted_all_or_none),
    T(a_key_submits_once),
    T(higher_priority_is_claimed_first_then_older),
    T(no_priority_starves),
    T(five_hundred_of_one_user_do_not_delay_anothers_one),
    T(a_user_who_had_the_queue_to_himself_does_not_pay_later),
    T(turns_of_one_priority_do_not_touch_another),
    T(claiming_needs_a_name),
    T(odd_names_are_refused),
    T(a_judging_goes_from_queued_to_done),
    T(cases_are_replaced_by_number_and_come_back_whole),
    T(measured_limits_are_kept_by_host_folder_and_version),
    T(groups_come_with_the_verdict_and_stay_with_their_judging),
    T(a_batch_with_a_bad_case_is_not_kept_in_part),
    T(a_late_writer_is_fenced),
    T(a_claim_of_nothing_is_stale),
    T(finishing_twice_is_stale),
    T(a_claim_given_back_is_not_counted),
    T(a_failed_attempt_waits_longer_each_time_then_is_an_internal_error),
    T(an_internal_error_can_be_queued_again),
    T(waiting_does_not_hold_up_others),
    T(a_clock_set_back_does_not_keep_a_retry_waiting),
    T(the_backlog_counts),
    T(a_problem_that_cannot_be_loaded_holds_its_judgings_until_a_trial_passes),
    T(one_bad_output_does_not_close_a_problem_and_three_in_a_row_do),
    T(all_a_problem_and_a_language_can_be_paused),
    T(what_is_held_comes_back_whole_however_much_it_is),
    T(one_submission_can_be_held_released_and_cancelled),
    T(judges_and_the_queue_can_be_looked_at),
    T(notes_stay_with_the_judging_that_they_were_written_about),
    T(a_note_has_a_text_of_bounded_length),
    T(a_rejudge_keeps_the_old_judging),
    T(a_rejudge_of_what_is_still_queued_queues_nothing),
    T(bytes_are_kept_once_by_their_hash),
    T(a_version_is_what_it_was),
    T(a_version_needs_its_blobs),
    T(a_blob_is_checked_in_steps),
    T(blobs_are_synced_beside_the_caller),
    T(what_waits_beyond_its_deadline_is_said_once),
    T(a_claim_names_the_version_that_is_asked_for),
    T(pruning_leaves_what_is_used),
    T(a_set_stays_aside_until_it_is_applied),
    T(a_set_that_is_discarded_counts_never),
    T(a_set_may_apply_itself_but_not_with_our_faults_in_it),
    T(the_same_version_is_asked_for_again),
    T(listing_filters_and_limits),
    T(names_come_once_and_in_order),
    T(a_callback_may_stop_and_may_use_the_store),
    T(statistics_count_what_is_done),
    T(the_cases_of_a_problem_are_counted),
    T(equal_sources_are_found),
    T(maintaining_is_allowed_at_any_time),
    T(what_is_no_database_uri_is_refused),
};

static const struct CMUnitTest two_connections[] = {
    T(what_is_stored_is_there_after_reopening),
    T(a_judge_learns_who_to_be_and_where_to_keep_files),
    T(a_second_judge_of_the_same_name_is_refused),
    T(default_names_differ),
    T(judges_that_listen_are_rung),
    T(two_judges_never_get_the_same_judging),
    T(cases_are_visible_while_running),
    T(a_reader_cannot_write),
    T(changes_of_others_are_noticed),
    T(a_lease_expires_only_when_the_heartbeat_stands_still),
    T(writing_cases_is_a_sign_of_life),
    T(each_observer_uses_its_own_clock),
    T(a_judge_does_not_reclaim_its_own_work),
    T(a_judge_that_starts_again_requeues_its_own_work_at_once),
    T(what_had_not_started_costs_nothing),
    T(what_never_starts_is_not_tried_for_ever),
    T(many_deaths_with_the_same_in_hand_set_it_aside_at_last),
    T(a_death_is_forgotten_when_the_next_attempt_ends_otherwise),
};

int main(int argc, char **argv)
{
    int failed;

    if (argc > 1)
        uri_pattern = argv[1];
    failed = cmocka_run_group_tests(one_connection, NULL, NULL);
    if (strstr(uri_pattern, "{}") == NULL) {
        printf("%s has one connection only: the tests of two connections do not apply\n",
               uri_pattern);
        return failed;
    }
    return failed + cmocka_run_group_tests(two_connections, NULL, NULL);
}
