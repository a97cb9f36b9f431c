/* Reading. Rows are checked as they are read: what this program cannot have written is named and
 * not shown. Every function copies what it read before it calls back (store_list a page at a time):
 * a callback may take its time (a pager that nobody scrolls) and may use the store, and no read
 * transaction stays open meanwhile to keep judges from merging the log. */
#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

/* ---- whether a row may be believed ---- */

/* What columns hold, a letter each; in capitals: never NULL. N text without a NUL, I a number that
 * is not negative, M the same in 32 bits, R a number that is finite, B bytes. */
static const char row_columns[] = "IINNNNNNnNNRRMIiiIIIMMNnNNNNNIim";
static const char case_columns[] = "MNNNNNNNNRRIIIINB";
static const char group_columns[] = "MNNNRR";
static const char event_columns[] = "IMNNN";
static const char note_columns[] = "IIINNn";

static int is_kind(const struct query *q, int column, char kind)
{
    int type = sqlite3_column_type(q->stmt, column);
    int64_t number = sqlite3_column_int64(q->stmt, column);
    double real;

    if (type == SQLITE_NULL)
        return kind >= 'a';
    switch (kind) {
    case 'N':
    case 'n':
        if (type != SQLITE_TEXT)
            return 0;
        return strlen((const char *)sqlite3_column_text(q->stmt, column)) ==
               (size_t)sqlite3_column_bytes(q->stmt, column);
    case 'R':
        real = sqlite3_column_double(q->stmt, column);
        return type == SQLITE_FLOAT && real >= -DBL_MAX && real <= DBL_MAX;
    case 'B':
        return type == SQLITE_BLOB;
    default:
        return type == SQLITE_INTEGER && number >= 0 && (kind != 'M' || number <= INT32_MAX);
    }
}

/* -EUCLEAN, with the column, unless the row is one that this program can have written. */
static int check_columns(const struct query *q, const char *kinds, struct error *err)
{
    for (int i = 0; kinds[i] != '\0'; i++) {
        if (!is_kind(q, i, kinds[i]))
            return error_set(err, -EUCLEAN,
                             "its row in the database is damaged (%s); `assay db check` says more",
                             sqlite3_column_name(q->stmt, i));
    }
    return 0;
}

/* ---- submissions ---- */

/* The columns of ROW_COLUMNS, in order. */
static void read_row(const struct query *q, struct arena *arena, struct store_row *row)
{
    int c = 0;

    row->submission = query_column_int(q, c++);
    row->judging = query_column_int(q, c++);
    row->state = query_column_text(q, c++, arena);
    row->problem = query_column_text(q, c++, arena);
    row->problem_name = query_column_text(q, c++, arena);
    row->user = query_column_text(q, c++, arena);
    row->language = query_column_text(q, c++, arena);
    row->file_name = query_column_text(q, c++, arena);
    row->verdict = query_column_text(q, c++, arena);
    row->reason = query_column_text(q, c++, arena);
    row->message = query_column_text(q, c++, arena);
    row->score = query_column_real(q, c++);
    row->max_score = query_column_real(q, c++);
    row->attempts = query_column_int32(q, c++);
    row->submitted_ms = query_column_int(q, c++);
    row->started_ms = query_column_int(q, c++);
    row->finished_ms = query_column_int(q, c++);
    row->cpu_us = query_column_int(q, c++);
    row->wall_us = query_column_int(q, c++);
    row->memory_kib = query_column_int(q, c++);
    row->cases_done = query_column_int32(q, c++);
    row->case_count = query_column_int32(q, c++);
    row->feedback = query_column_text(q, c++, arena);
    row->version = query_column_text(q, c++, arena);
    row->judge_name = query_column_text(q, c++, arena);
    row->language_version = query_column_text(q, c++, arena);
    row->limits_json = query_column_text(q, c++, arena);
    row->isolation_json = query_column_text(q, c++, arena);
    row->compile_json = query_column_text(q, c++, arena);
    row->queued_ms = query_column_int(q, c++);
    row->claimed_ms = query_column_int(q, c++);
    row->grader = query_column_int32(q, c++);
    row->rejudge_set = query_column_int(q, c++);
    row->is_aside = query_column_int32(q, c++);
    row->counts = query_column_int32(q, c++);
    row->deadline_ms = query_column_int(q, c++);
    row->rescored_from = query_column_int(q, c++);
}

int store_row_is_late(const struct store_row *row, int64_t now_ms)
{
    int is_waiting = strcmp(row->state, "queued") == 0 || strcmp(row->state, "held") == 0;

    return row->deadline_ms > 0 && (is_waiting ? now_ms : row->claimed_ms) >= row->deadline_ms;
}

/* A list that grows; each element is `size` bytes. */
struct list {
    char *data;
    size_t count, capacity, size;
};

static void *list_add(struct list *list)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->data = memory_grow(list->data, list->capacity, list->size);
    }
    return list->data + list->size * list->count++;
}

static const void *list_at(const struct list *list, size_t i)
{
    return list->data + list->size * i;
}

struct row_ids {
    int64_t submission, judging;
};

/* A listing is read a page at a time, and no page is kept for longer than it takes to call back for
 * its rows. A listing of the newest N is one page when it fits in SHORT. */
enum { PAGE = 256, SHORT = 4096 };

struct statements {
    enum store_statement newest_first; /* finds the newest N */
    enum store_statement page;         /* walks up from an id */
};

static struct statements list_statements(const struct store_filter *filter)
{
    if (filter->state != NULL && strcmp(filter->state, "held") == 0)
        return (struct statements){SQL_LIST_HELD, SQL_PAGE_OPEN};
    if (filter->state != NULL && strcmp(filter->state, "queued") == 0)
        return (struct statements){SQL_LIST_OPEN, SQL_PAGE_OPEN};
    if (filter->state != NULL && strcmp(filter->state, "running") == 0)
        return (struct statements){SQL_LIST_RUNNING, SQL_PAGE_OPEN};
    if (filter->user != NULL)
        return (struct statements){SQL_LIST_USER, SQL_PAGE_USER};
    if (filter->problem_name != NULL)
        return (struct statements){SQL_LIST_PROBLEM, SQL_PAGE_PROBLEM};
    return (struct statements){SQL_LIST, SQL_PAGE};
}

/* `most` -1: all. */
static void start_list(struct query *q, struct store *store, enum store_statement id,
                       const struct store_filter *filter, int64_t after_id, int64_t most)
{
    query_start(q, store, id);
    query_optional_text(q, filter->user);
    query_optional_text(q, filter->problem_name);
    query_optional_text(q, filter->language);
    query_optional_text(q, filter->verdict);
    query_optional_text(q, filter->state);
    query_int(q, after_id);
    query_int(q, most);
    query_optional_text(q, filter->problem);
    query_optional_text(q, filter->version);
    query_int(q, filter->since_ms);
    query_int(q, filter->until_ms);
    query_int(q, filter->until_id > 0 ? filter->until_id : INT64_MAX);
}

/* A listing, and how many of its rows are damaged: the others are listed. */
struct listing {
    struct store *store;
    const struct store_filter *filter;
    store_row_fn *fn;
    void *arg;
    size_t damaged;
};

static int list_one(struct listing *listing, const struct row_ids *ids, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct store_row row;
    struct query q;
    int rc;

    query_start(&q, listing->store, SQL_ROW);
    query_int(&q, ids->submission);
    query_int(&q, ids->judging);
    rc = query_step(&q, err);
    if (rc == 1 && check_columns(&q, row_columns, err) < 0) {
        query_end(&q);
        log_error("submission %lld is left out: %s", (long long)ids->submission, err->text);
        listing->damaged++;
        rc = 0;
    } else if (rc == 1) {
        read_row(&q, &arena, &row);
        query_end(&q);
        rc = listing->fn(&row, listing->arg);
    }
    arena_release(&arena);
    return rc;
}

/* The newest N where N is small, and what runs, which never is much: their ids, read at once. */
static int list_short(struct listing *listing, struct error *err)
{
    const struct store_filter *filter = listing->filter;
    struct list ids = {.size = sizeof(struct row_ids)};
    struct query q;
    int rc;

    start_list(&q, listing->store, list_statements(filter).newest_first, filter, filter->after_id,
               filter->limit > 0 ? filter->limit : -1);
    while ((rc = query_step(&q, err)) == 1) {
        struct row_ids *id = list_add(&ids);

        id->submission = query_column_int(&q, 0);
        id->judging = query_column_int(&q, 1);
    }
    if (rc < 0)
        error_prefix(err, "listing submissions");
    for (size_t i = ids.count; rc == 0 && i > 0; i--)
        rc = list_one(listing, list_at(&ids, i - 1), err);
    free(ids.data);
    return rc;
}

/* The id after which a long listing starts: that of the newest N, or the filter's own. */
static int find_start(struct store *store, const struct store_filter *filter, int64_t *ret_after,
                      struct error *err)
{
    struct query q;
    int64_t found = 0;
    int rc = 0;

    *ret_after = filter->after_id;
    if (filter->limit <= 0)
        return 0;
    start_list(&q, store, list_statements(filter).newest_first, filter, filter->after_id,
               filter->limit);
    for (int64_t i = 0; i < filter->limit && (rc = query_step(&q, err)) == 1; i++)
        found = query_column_int(&q, 0);
    query_end(&q);
    if (rc == 1)
        *ret_after = found - 1;
    return rc < 0 ? rc : 0;
}

static int newest_id(struct store *store, int64_t *ret_id, struct error *err)
{
    struct query q;

    query_start(&q, store, SQL_NEWEST_SUBMISSION);
    if (query_step(&q, err) < 0)
        return err->code;
    *ret_id = query_column_int(&q, 0);
    query_end(&q);
    return 0;
}

static int read_page(struct store *store, const struct store_filter *filter, int64_t after,
                     struct row_ids page[PAGE], size_t *ret_count, struct error *err)
{
    struct query q;
    size_t count = 0;
    int rc;

    start_list(&q, store, list_statements(filter).page, filter, after, PAGE);
    while ((rc = query_step(&q, err)) == 1 && count < PAGE)
        page[count++] = (struct row_ids){query_column_int(&q, 0), query_column_int(&q, 1)};
    query_end(&q);
    *ret_count = count;
    return rc < 0 ? rc : 0;
}

static int list_pages(struct listing *listing, struct error *err)
{
    struct store *store = listing->store;
    const struct store_filter *filter = listing->filter;
    struct row_ids page[PAGE];
    int64_t after, last;
    size_t count = PAGE;
    int rc = 0;

    if (newest_id(store, &last, err) < 0 || find_start(store, filter, &after, err) < 0)
        return error_prefix(err, "listing submissions");
    while (rc == 0 && count == PAGE && after < last) {
        if (read_page(store, filter, after, page, &count, err) < 0)
            return error_prefix(err, "listing submissions");
        for (size_t i = 0; rc == 0 && i < count && page[i].submission <= last; i++)
            rc = list_one(listing, &page[i], err);
        if (count > 0)
            after = page[count - 1].submission;
    }
    return rc;
}

static const struct store_filter everything;

int store_list(struct store *store, const struct store_filter *filter, store_row_fn *fn, void *arg,
               struct error *err)
{
    struct listing listing = {
        .store = store, .filter = filter != NULL ? filter : &everything, .fn = fn, .arg = arg};
    int is_short = listing.filter->limit > 0 && listing.filter->limit <= SHORT, rc;

    if (listing.filter->state != NULL && strcmp(listing.filter->state, "running") == 0)
        is_short = 1;
    rc = is_short ? list_short(&listing, err) : list_pages(&listing, err);
    if (rc == 0 && listing.damaged > 0)
        rc = error_set(err, -EUCLEAN,
                       "%zu rows are damaged and left out; `assay db check` says more",
                       listing.damaged);
    return rc;
}

int store_judgings(struct store *store, int64_t submission, store_row_fn *fn, void *arg,
                   struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_row)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_JUDGINGS);
    query_int(&q, submission);
    while ((rc = query_step(&q, err)) == 1 && (rc = check_columns(&q, row_columns, err)) == 0)
        read_row(&q, &arena, list_add(&rows));
    query_end(&q);
    if (rc < 0)
        error_prefix(err, "reading submission %lld", (long long)submission);
    else if (rows.count == 0)
        rc = error_set(err, -ENOENT, "there is no submission %lld", (long long)submission);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

/* ---- the parts of a judging ---- */

static void read_case(const struct query *q, struct arena *arena, struct store_case *row)
{
    int c = 0;

    row->number = query_column_int32(q, c++);
    row->name = query_column_text(q, c++, arena);
    row->group = query_column_text(q, c++, arena);
    row->verdict = query_column_text(q, c++, arena);
    row->reason = query_column_text(q, c++, arena);
    row->message = query_column_text(q, c++, arena);
    row->feedback = query_column_text(q, c++, arena);
    row->hint = query_column_text(q, c++, arena);
    row->path = query_column_text(q, c++, arena);
    row->score = query_column_real(q, c++);
    row->max_score = query_column_real(q, c++);
    row->cpu_us = query_column_int(q, c++);
    row->wall_us = query_column_int(q, c++);
    row->memory_kib = query_column_int(q, c++);
    row->output_bytes = query_column_int(q, c++);
    row->evidence_json = query_column_text(q, c++, arena);
    row->stderr_size = (size_t)sqlite3_column_bytes(q->stmt, c);
    row->stderr_tail = row->stderr_size > 0
                           ? arena_memdup(arena, sqlite3_column_blob(q->stmt, c), row->stderr_size)
                           : "";
}

int store_cases(struct store *store, int64_t judging, store_case_fn *fn, void *arg,
                struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_case)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_CASES);
    query_int(&q, judging);
    while ((rc = query_step(&q, err)) == 1 && (rc = check_columns(&q, case_columns, err)) == 0)
        read_case(&q, &arena, list_add(&rows));
    query_end(&q);
    if (rc < 0)
        error_prefix(err, "reading the cases of judging %lld", (long long)judging);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_groups(struct store *store, int64_t judging, store_group_fn *fn, void *arg,
                 struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_group)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_GROUPS);
    query_int(&q, judging);
    while ((rc = query_step(&q, err)) == 1 && (rc = check_columns(&q, group_columns, err)) == 0) {
        struct store_group *row = list_add(&rows);

        row->number = query_column_int32(&q, 0);
        row->name = query_column_text(&q, 1, &arena);
        row->verdict = query_column_text(&q, 2, &arena);
        row->feedback = query_column_text(&q, 3, &arena);
        row->score = query_column_real(&q, 4);
        row->max_score = query_column_real(&q, 5);
    }
    query_end(&q);
    if (rc < 0)
        error_prefix(err, "reading the groups of judging %lld", (long long)judging);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_calibrations(struct store *store, const char *host, const char *problem, int64_t most,
                       store_calibration_fn *fn, void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_calibration)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_CALIBRATIONS);
    query_text(&q, host);
    query_text(&q, problem);
    query_int(&q, most);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_calibration *row = list_add(&rows);

        row->host = host;
        row->problem = problem;
        row->version = query_column_text(&q, 0, &arena);
        row->time_us = query_column_int(&q, 1);
        row->factor = query_column_real(&q, 2);
        row->slowest_us = query_column_int(&q, 3);
        row->slowest_path = query_column_text(&q, 4, &arena);
        row->slowest_case = query_column_text(&q, 5, &arena);
        row->measured_ms = query_column_int(&q, 6);
    }
    if (rc < 0)
        error_prefix(err, "reading the time limits measured for %s", problem);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_put_calibration(struct store *store, const struct store_calibration *calibration,
                          struct error *err)
{
    struct query q;
    int result = store_begin(store, err);

    if (result < 0)
        return result;
    query_start(&q, store, SQL_PUT_CALIBRATION);
    query_text(&q, calibration->host);
    query_text(&q, calibration->problem);
    query_text(&q, calibration->version);
    query_int(&q, calibration->time_us);
    query_real(&q, calibration->factor);
    query_int(&q, calibration->slowest_us);
    query_text(&q, calibration->slowest_path);
    query_text(&q, calibration->slowest_case);
    query_int(&q, calibration->measured_ms);
    result = query_run(&q, err);
    if (result < 0)
        error_prefix(err, "keeping the time limit measured for %s", calibration->problem);
    result = store_end(store, result < 0 ? result : 0, err);
    return result < 0 ? result : 0;
}

int store_holds(struct store *store, store_hold_fn *fn, void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_hold)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_HOLDS);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_hold *row = list_add(&rows);

        row->id = query_column_int(&q, 0);
        row->kind = query_column_text(&q, 1, &arena);
        row->name = query_column_text(&q, 2, &arena);
        row->origin = query_column_text(&q, 3, &arena);
        row->is_closed = query_column_int32(&q, 4);
        row->reason = query_column_text(&q, 5, &arena);
        row->message = query_column_text(&q, 6, &arena);
        row->made_ms = query_column_int(&q, 7);
        row->next_try_ms = query_column_int(&q, 8);
    }
    if (rc < 0)
        error_prefix(err, "reading what is held");
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_judges(struct store *store, store_judge_fn *fn, void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_judge)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_JUDGES);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_judge *row = list_add(&rows);

        row->name = query_column_text(&q, 0, &arena);
        row->host = query_column_text(&q, 1, &arena);
        row->pid = query_column_int(&q, 2);
        row->graders = query_column_int(&q, 3);
        row->started_ms = query_column_int(&q, 4);
        row->beat_ms = query_column_int(&q, 5);
        row->judged = query_column_int(&q, 6);
        row->mean_ms = query_column_real(&q, 7);
        row->trouble = query_column_text(&q, 8, &arena);
    }
    if (rc < 0)
        error_prefix(err, "reading which judges are at work");
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_judge_is_alive(const struct store_judge *judge, int64_t now_ms)
{
    int64_t silent_ms = now_ms - judge->beat_ms;

    return silent_ms > -STORE_JUDGE_SILENT_MS && silent_ms < STORE_JUDGE_SILENT_MS;
}

int store_tallies(struct store *store, const char *kind, int64_t most, store_tally_fn *fn,
                  void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_tally)};
    struct query q;
    int rc;

    query_start(&q, store, strcmp(kind, "priority") == 0 ? SQL_TALLY_PRIORITY : SQL_TALLY);
    query_text(&q, kind);
    query_int(&q, most);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_tally *row = list_add(&rows);

        row->name = query_column_text(&q, 0, &arena);
        row->queued = query_column_int(&q, 1);
        row->running = query_column_int(&q, 2);
        row->held = query_column_int(&q, 3);
        row->oldest_ms = query_column_int(&q, 4);
        row->problem_name = query_column_text(&q, 5, &arena);
    }
    if (rc < 0)
        error_prefix(err, "reading what is open");
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_events(struct store *store, int64_t judging, store_event_fn *fn, void *arg,
                 struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_event)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_EVENTS);
    query_int(&q, judging);
    while ((rc = query_step(&q, err)) == 1 && (rc = check_columns(&q, event_columns, err)) == 0) {
        struct store_event *row = list_add(&rows);

        row->at_ms = query_column_int(&q, 0);
        row->attempt = query_column_int32(&q, 1);
        row->kind = query_column_text(&q, 2, &arena);
        row->judge_name = query_column_text(&q, 3, &arena);
        row->detail = query_column_text(&q, 4, &arena);
    }
    query_end(&q);
    if (rc < 0)
        error_prefix(err, "reading the events of judging %lld", (long long)judging);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_notes(struct store *store, int64_t submission, store_note_fn *fn, void *arg,
                struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_note)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_NOTES);
    query_int(&q, submission);
    while ((rc = query_step(&q, err)) == 1 && (rc = check_columns(&q, note_columns, err)) == 0) {
        struct store_note *row = list_add(&rows);

        row->submission = submission;
        row->id = query_column_int(&q, 0);
        row->judging = query_column_int(&q, 1);
        row->written_ms = query_column_int(&q, 2);
        row->author = query_column_text(&q, 3, &arena);
        row->text = query_column_text(&q, 4, &arena);
        row->verdict = query_column_text(&q, 5, &arena);
    }
    query_end(&q);
    if (rc < 0)
        error_prefix(err, "reading the notes of submission %lld", (long long)submission);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_source(struct store *store, int64_t submission, void **ret_data, size_t *ret_size,
                 struct error *err)
{
    struct query q;
    char *data;
    size_t size;
    int rc;

    query_start(&q, store, SQL_SOURCE);
    query_int(&q, submission);
    rc = query_step(&q, err);
    if (rc < 0)
        return error_prefix(err, "reading the source of submission %lld", (long long)submission);
    if (rc == 0)
        return error_set(err, -ENOENT, "there is no submission %lld", (long long)submission);
    if (sqlite3_column_type(q.stmt, 1) != SQLITE_NULL) {
        query_end(&q);
        return error_set(err, -ENODATA, "the source of submission %lld was pruned",
                         (long long)submission);
    }
    size = (size_t)sqlite3_column_bytes(q.stmt, 0);
    data = memory_alloc(size);
    if (size > 0)
        memcpy(data, sqlite3_column_blob(q.stmt, 0), size);
    query_end(&q);
    *ret_data = data;
    *ret_size = size;
    return 0;
}

/* ---- what reviewers ask ---- */

int store_case_stats(struct store *store, const char *problem_name, store_case_stat_fn *fn,
                     void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_case_stat)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_CASE_STATS);
    query_text(&q, problem_name);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_case_stat *row = list_add(&rows);

        row->number = query_column_int32(&q, 0);
        row->name = query_column_text(&q, 1, &arena);
        row->group = query_column_text(&q, 2, &arena);
        row->judgings = query_column_int(&q, 3);
        row->accepted = query_column_int(&q, 4);
        row->failed = query_column_int(&q, 5);
        row->skipped = query_column_int(&q, 6);
        row->max_cpu_us = query_column_int(&q, 7);
        row->max_memory_kib = query_column_int(&q, 8);
    }
    if (rc < 0)
        error_prefix(err, "counting the cases of %s", problem_name);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_near_limits(struct store *store, const char *problem_name, int percent, int64_t most,
                      store_near_limit_fn *fn, void *arg, struct error *err)
{
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_near_limit)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_NEAR_LIMITS);
    query_text(&q, problem_name);
    query_int(&q, percent);
    query_int(&q, most);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_near_limit *row = list_add(&rows);

        row->submission = query_column_int(&q, 0);
        row->judging = query_column_int(&q, 1);
        row->user = query_column_text(&q, 2, &arena);
        row->language = query_column_text(&q, 3, &arena);
        row->number = query_column_int32(&q, 4);
        row->name = query_column_text(&q, 5, &arena);
        row->verdict = query_column_text(&q, 6, &arena);
        row->cpu_us = query_column_int(&q, 7);
        row->time_us = query_column_int(&q, 8);
    }
    if (rc < 0)
        error_prefix(err, "looking for runs of %s near the limit", problem_name);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}

int store_equal_sources(struct store *store, int64_t submission, int64_t most, store_row_fn *fn,
                        void *arg, struct error *err)
{
    struct list ids = {.size = sizeof(int64_t)};
    struct query q;
    int rc;

    query_start(&q, store, SQL_EQUAL_SOURCES);
    query_int(&q, submission);
    query_int(&q, most);
    while ((rc = query_step(&q, err)) == 1)
        *(int64_t *)list_add(&ids) = query_column_int(&q, 0);
    if (rc < 0)
        error_prefix(err, "looking for sources equal to that of submission %lld",
                     (long long)submission);
    for (size_t i = 0; rc == 0 && i < ids.count; i++) {
        int64_t id = *(const int64_t *)list_at(&ids, i);
        struct store_filter filter = {.after_id = id - 1, .until_id = id, .limit = 1};

        rc = store_list(store, &filter, fn, arg, err);
    }
    free(ids.data);
    return rc;
}

/* ---- names and statistics ---- */

struct dimension {
    const char *name;
    enum store_statement id;
};

/* The statement of a dimension, or -EINVAL. */
static int find_statement(const struct dimension *dimensions, const char *name, const char *what,
                          struct error *err)
{
    struct buffer expected = BUFFER_INIT;

    for (const struct dimension *dimension = dimensions; dimension->name; dimension++)
        if (strcmp(name, dimension->name) == 0)
            return (int)dimension->id;
    for (const struct dimension *dimension = dimensions; dimension->name; dimension++)
        buffer_format(&expected, "%s%s", dimension == dimensions ? "" : ", ", dimension->name);
    error_set(err, -EINVAL, "there are no %s by '%s': expected one of %s", what, name,
              expected.data);
    buffer_release(&expected);
    return err->code;
}

int store_names(struct store *store, const char *dimension, store_name_fn *fn, void *arg,
                struct error *err)
{
    static const struct dimension dimensions[] = {
        {"problem", SQL_NAMES_PROBLEM},
        {"folder", SQL_NAMES_FOLDER},
        {"language", SQL_NAMES_LANGUAGE},
        {"user", SQL_NAMES_USER},
        {0},
    };
    struct arena arena = ARENA_INIT;
    struct list names = {.size = sizeof(const char *)};
    struct query q;
    int rc, id = find_statement(dimensions, dimension, "names", err);

    if (id < 0)
        return id;
    query_start(&q, store, (enum store_statement)id);
    while ((rc = query_step(&q, err)) == 1)
        *(const char **)list_add(&names) = query_column_text(&q, 0, &arena);
    if (rc < 0)
        error_prefix(err, "reading the names by %s", dimension);
    for (size_t i = 0; rc == 0 && i < names.count; i++)
        rc = fn(*(const char *const *)list_at(&names, i), arg);
    free(names.data);
    arena_release(&arena);
    return rc;
}

int store_stats(struct store *store, const char *dimension, store_stat_fn *fn, void *arg,
                struct error *err)
{
    static const struct dimension dimensions[] = {
        {"problem", SQL_STATS_PROBLEM},
        {"language", SQL_STATS_LANGUAGE},
        {"user", SQL_STATS_USER},
        {"verdict", SQL_STATS_VERDICT},
        {0},
    };
    struct arena arena = ARENA_INIT;
    struct list rows = {.size = sizeof(struct store_stat)};
    struct query q;
    int rc, id = find_statement(dimensions, dimension, "statistics", err);

    if (id < 0)
        return id;
    query_start(&q, store, (enum store_statement)id);
    while ((rc = query_step(&q, err)) == 1) {
        struct store_stat *row = list_add(&rows);

        row->key = query_column_text(&q, 0, &arena);
        row->total = query_column_int(&q, 1);
        row->accepted = query_column_int(&q, 2);
        row->internal_errors = query_column_int(&q, 3);
        row->mean_cpu_us = query_column_real(&q, 4);
        row->mean_wait_ms = query_column_real(&q, 5);
        row->compiled = query_column_int(&q, 6);
        row->from_cache = query_column_int(&q, 7);
    }
    if (rc < 0)
        error_prefix(err, "counting by %s", dimension);
    for (size_t i = 0; rc == 0 && i < rows.count; i++)
        rc = fn(list_at(&rows, i), arg);
    free(rows.data);
    arena_release(&arena);
    return rc;
}
