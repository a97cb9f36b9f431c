#include "judge/commands/version_data.h"

#include "base/fd.h"
#include "base/memory.h"
#include "judge/checkers/checker.h"
#include "judge/queue/version_folder.h"
#include "judge/report/bytes.h"
#include "judge/report/result.h"
#include "problems/load.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_SHOWN = 4096, ANSWER_SHOWN = 8192, CASES_MAX = 20 };
static const int64_t copied_max = 256 * 1024 * 1024;

/* ---- the folder ---- */

struct laid_out {
    int dir;
    char *temporary; /* to be removed; NULL: nothing */
};

/* As a judge on this host laid it out; -1: none did. */
static int find_laid_out(struct store *store, const char *version)
{
    char *path = store_local_path(store, ".versions");
    int root = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;
    int dir = root < 0 ? -1 : version_folder_find(root, version);

    free(path);
    fd_close(&root);
    return dir < 0 ? -1 : dir;
}

static int add_bytes(const struct store_file *row, void *arg)
{
    *(int64_t *)arg += row->bytes;
    return 0;
}

static int lay_out(struct store *store, const char *version, struct laid_out *laid,
                   struct error *err)
{
    const char *tmp = getenv("TMPDIR");
    struct version_folder folder;
    char path[4096];
    int failed;

    snprintf(path, sizeof(path), "%s/assay-report-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(path))
        return error_set_errno(err, errno, "cannot make a temporary folder");
    laid->temporary = memory_strdup(path);
    laid->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (laid->dir < 0)
        return error_set_errno(err, errno, "cannot open the folder %s", path);
    if (version_folder_begin(&folder, store, -1, laid->dir, version, err) < 0)
        return err->code;
    failed = version_folder_step(&folder, INT64_MAX, err);
    version_folder_end(&folder);
    return failed;
}

static int open_version(struct store *store, const char *version, struct laid_out *laid,
                        struct error *err)
{
    int64_t bytes = 0;

    if (store_has_version(store, version, err) <= 0)
        return error_set(err, -ENOENT, "the version of the problem is not kept any more");
    laid->dir = find_laid_out(store, version);
    if (laid->dir >= 0)
        return 0;
    if (store_manifest(store, version, add_bytes, &bytes, err) < 0)
        return err->code;
    if (bytes > copied_max)
        return error_set(err, -EFBIG, "the version of the problem has %lld MiB",
                         (long long)(bytes >> 20));
    return lay_out(store, version, laid, err);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path) < 0 && errno != ENOENT ? -1 : 0;
}

static void close_version(struct laid_out *laid)
{
    fd_close(&laid->dir);
    if (laid->temporary)
        nftw(laid->temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(laid->temporary);
    laid->temporary = NULL;
}

/* ---- a case ---- */

struct bytes {
    char *data;
    size_t size;
    int64_t whole;
};

static void read_start(int fd, size_t most, struct bytes *bytes)
{
    struct stat status;

    bytes->data = memory_alloc(most + 1);
    bytes->size = 0;
    bytes->whole = fstat(fd, &status) == 0 ? status.st_size : 0;
    while (bytes->size < most) {
        ssize_t got = pread(fd, bytes->data + bytes->size, most - bytes->size, (off_t)bytes->size);

        if (got <= 0)
            break;
        bytes->size += (size_t)got;
    }
    bytes->data[bytes->size] = '\0';
}

static size_t offset_of(const char *text, size_t size, int64_t line, int64_t column)
{
    size_t at = 0;

    while (line > 1 && at < size)
        line -= text[at++] == '\n';
    at += (size_t)(column > 0 ? column - 1 : 0);
    return at < size ? at : size;
}

static int is_blank(char byte)
{
    return byte != '\0' && strchr(" \t\n\v\f\r", byte) != NULL;
}

/* Where the token of the answer begins that has as many before it as `at` has in the output. */
static size_t same_token(const struct buffer *got, size_t at, const struct bytes *answer)
{
    size_t tokens = 0, place = 0;

    for (size_t i = 0; i < at; i++)
        tokens += !is_blank(got->data[i]) && (i == 0 || is_blank(got->data[i - 1]));
    for (size_t i = 0; i <= tokens; i++) {
        while (place < answer->size && is_blank(answer->data[place]))
            place++;
        while (i < tokens && place < answer->size && !is_blank(answer->data[place]))
            place++;
    }
    return place;
}

static int has_words(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_blank(line[i]))
            return 1;
    return 0;
}

/* Lines that are not blank, before `at`; or the place of the line with that many before it. */
static size_t count_lines(const char *text, size_t size, size_t at)
{
    size_t count = 0;

    for (size_t i = 0; i < at && i < size;) {
        const char *end = memchr(text + i, '\n', size - i);
        size_t length = end ? (size_t)(end - text) - i : size - i;

        if (i + length >= at)
            break;
        count += (size_t)has_words(text + i, length);
        i += length + 1;
    }
    return count;
}

static size_t line_with(const char *text, size_t size, size_t before)
{
    size_t i = 0;

    while (i < size) {
        const char *end = memchr(text + i, '\n', size - i);
        size_t length = end ? (size_t)(end - text) - i : size - i;

        if (has_words(text + i, length) && before-- == 0)
            break;
        i += length + 1;
    }
    return i < size ? i : size;
}

/* Where the answer parts from the output, which the checker says only of the output. */
static size_t answer_place(const struct problem_checker *checker, const struct buffer *got,
                           size_t got_at, const struct checker_result *found,
                           const struct bytes *answer)
{
    size_t place;

    switch (checker->kind) {
    case CHECKER_TOKENS:
    case CHECKER_FLOATS:
        if (!checker->space_change_sensitive)
            return same_token(got, got_at, answer);
        break;
    case CHECKER_LINES:
        place = line_with(answer->data, answer->size, count_lines(got->data, got->size, got_at));
        place += (size_t)(found->column > 0 ? found->column - 1 : 0);
        return place < answer->size ? place : answer->size;
    case CHECKER_EACH_LINE:
        return offset_of(answer->data, answer->size, found->line, found->column);
    default:
        break;
    }
    return got_at < answer->size ? got_at : answer->size;
}

/* Asks the checker again with what is kept of the output. NULL: it finds no difference there. */
static json_t *find_difference(const struct problem_checker *checker, int answer_fd,
                               const struct bytes *answer, const json_t *test)
{
    struct buffer got = BUFFER_INIT;
    struct checker *compare = NULL;
    struct checker_result found = {0};
    json_t *difference = NULL;
    struct error err;

    if (checker->kind == CHECKER_UNORDERED || checker->kind == CHECKER_LETTERS ||
        !bytes_get(test, "output", &got) || checker_open(checker, answer_fd, &compare, &err) < 0) {
        buffer_release(&got);
        return NULL;
    }
    if (checker_feed(compare, got.data, got.size, &err) >= 0 &&
        checker_finish(compare, &found, &err) >= 0 && !found.accepted && found.line > 0) {
        size_t got_at = offset_of(got.data, got.size, found.line, found.column);
        size_t answer_at = answer_place(checker, &got, got_at, &found, answer);
        int is_cut = result_number(test, "output_bytes") > (int64_t)got.size;

        if (!(is_cut && got_at >= got.size) &&
            (answer_at < answer->size || answer->whole == (int64_t)answer->size))
            difference = json_pack("{s:I,s:I,s:I,s:I}", "line", (json_int_t)found.line, "column",
                                   (json_int_t)found.column, "got_at", (json_int_t)got_at,
                                   "answer_at", (json_int_t)answer_at);
    }
    checker_close(compare);
    buffer_release(&got);
    return difference;
}

static void put_start(json_t *data, const char *key, const struct bytes *bytes)
{
    char name[32];

    snprintf(name, sizeof(name), "%s_bytes", key);
    bytes_put(data, key, bytes->data, bytes->size);
    json_object_set_new(data, name, json_integer(bytes->whole));
}

/* Data that a generator makes is not there. */
static json_t *case_data(int dir, const struct problem *problem, const struct problem_case *one,
                         const json_t *test)
{
    const struct problem_checker *checker = one->checker ? one->checker : &problem->checker;
    int is_program =
        checker->kind == CHECKER_PROGRAM || problem->interaction.kind != INTERACTION_NONE;
    json_t *data =
        json_pack("{s:O,s:b}", "number", json_object_get(test, "number"), "is_program", is_program);
    struct bytes start;
    struct error err;
    int fd = -1;

    if (!(one->generator && one->generator->makes_in) &&
        (fd = problem_data_open(dir, &one->in, &err)) >= 0) {
        read_start(fd, INPUT_SHOWN, &start);
        put_start(data, "input", &start);
        free(start.data);
        fd_close(&fd);
    }
    if (!(one->generator && one->generator->makes_out) &&
        (fd = problem_data_open(dir, &one->out, &err)) >= 0) {
        json_t *difference = NULL;

        read_start(fd, ANSWER_SHOWN, &start);
        put_start(data, "answer", &start);
        if (!is_program && strcmp(result_text(test, "verdict"), "IE") != 0)
            difference = find_difference(checker, fd, &start, test);
        if (difference)
            json_object_set_new(data, "difference", difference);
        free(start.data);
        fd_close(&fd);
    }
    return data;
}

static json_t *read_cases(int dir, const struct problem *problem, const json_t *result)
{
    json_t *all = json_array(), *test;
    size_t index;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        const char *verdict = result_text(test, "verdict");
        int64_t number = result_number(test, "number");

        if (strcmp(verdict, "AC") == 0 || strcmp(verdict, "SK") == 0 || number < 1 ||
            number > (int64_t)problem->case_count || json_array_size(all) >= CASES_MAX ||
            *result_text(test, "call") || /* it says itself what was called and expected */
            strcmp(problem->cases[number - 1].name, result_text(test, "name")) != 0)
            continue;
        json_array_append_new(all, case_data(dir, problem, &problem->cases[number - 1], test));
    }
    return all;
}

json_t *version_data(struct store *store, const json_t *result, char **ret_missing)
{
    const char *version = result_text(result, "problem_version");
    struct laid_out laid = {.dir = -1};
    struct report report = REPORT_INIT;
    struct problem *problem = NULL;
    json_t *data = NULL;
    struct error err;

    *ret_missing = NULL;
    if (!*version || json_array_size(json_object_get(result, "cases")) == 0)
        return NULL;
    if (open_version(store, version, &laid, &err) < 0)
        *ret_missing = memory_strdup(err.text);
    else if (problem_load_unversioned(laid.dir, result_text(result, "problem_folder"), &problem,
                                      &report) < 0)
        *ret_missing = memory_strdup("the version of the problem cannot be read here");
    else
        data = read_cases(laid.dir, problem, result);
    problem_free(problem);
    report_release(&report);
    close_version(&laid);
    return data;
}
