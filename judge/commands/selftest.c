#include "judge/commands/selftest.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "judge/languages/embedded.h"
#include "judge/report/result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STARTS = 5, LINES = 65536, NUMBERS = 100000 };

/* The acts, in the order in which they are judged; `add` runs STARTS times, to measure the cost of
 * a start. */
static const struct act {
    const char *name, *verdict;
    int is_start;
} acts[] = {
    {"add-1", "AC", 1},  {"add-2", "AC", 1}, {"add-3", "AC", 1}, {"add-4", "AC", 1},
    {"add-5", "AC", 1},  {"wrong", "WA", 0}, {"spin", "TLE", 0}, {"eat", "MLE", 0},
    {"crash", "RTE", 0}, {"read", "AC", 0},  {"write", "AC", 0}, {"mul", "AC", 0},
    {"deep", "AC", 0},
};
enum { ACT_COUNT = sizeof(acts) / sizeof(acts[0]) };

/* ---- programs ---- */

/* "judge/languages/selftest/NAME.EXT" by the language's name. */
static const struct embedded_file *find_named(const char *name)
{
    for (const struct embedded_file *file = embedded_selftests; file->name; file++) {
        size_t size = strlen(name);

        if (strncmp(file->name, name, size) == 0 && file->name[size] == '.' &&
            !strchr(file->name + size + 1, '.'))
            return file;
    }
    return NULL;
}

/* A language without a program of its own gets the program of a language whose sources have the
 * same name: python3.12 gets python3's. */
static const struct embedded_file *find_program(const struct language *language)
{
    const struct embedded_file *file = find_named(language->name);

    for (size_t i = 0; !file && i < language_count(); i++)
        if (strcmp(language_at(i)->source_name, language->source_name) == 0)
            file = find_named(language_at(i)->name);
    return file;
}

int selftest_has(const struct language *language)
{
    return find_program(language) != NULL;
}

int selftest_program(const struct language *language)
{
    const struct embedded_file *file = find_program(language);

    return file ? fd_memfd_with("selftest", file->data, file->size) : -ENOENT;
}

int selftest_garbage(void)
{
    static const char text[] = "((( this } is \" not ' a [ program ;\n";

    return fd_memfd_with("garbage", text, sizeof(text) - 1);
}

/* ---- the problem ---- */

static int write_file(int dir, const char *name, const struct buffer *text)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    int failed = fd < 0 ? -errno : fd_write_full(fd, text->data, text->size);

    if (failed == 0 && fchmod(fd, 0644) < 0)
        failed = -errno;
    fd_close(&fd);
    return failed;
}

static int write_numbers(int dir)
{
    struct buffer in = BUFFER_INIT, out = BUFFER_INIT;
    long long sum = 0;
    int failed;

    buffer_append_text(&in, "read\n");
    for (long long i = 0; i < NUMBERS; i++) {
        long long number = (i * 7919 + 104729) % 1000000007;

        sum += number;
        buffer_format(&in, "%lld\n", number);
    }
    buffer_format(&out, "%lld\n", sum);
    failed = write_file(dir, "read.in", &in);
    if (failed == 0)
        failed = write_file(dir, "read.out", &out);
    buffer_release(&in);
    buffer_release(&out);
    return failed;
}

static int write_lines(int dir)
{
    struct buffer out = BUFFER_INIT;
    int failed;

    for (int i = 0; i < LINES; i++)
        buffer_append_text(&out, "0123456789abcdef\n");
    failed = write_file(dir, "write.out", &out);
    buffer_release(&out);
    return failed;
}

static int write_description(int dir)
{
    struct buffer text = BUFFER_INIT;
    int failed;

    buffer_append_text(&text, "assay: 1\nname: Self-test\nstop: never\n"
                              "limits: {time: 3s, wall: 10s, memory: 256MiB, output: 4MiB}\n"
                              "cases:\n");
    for (int i = 1; i <= STARTS; i++)
        buffer_format(&text, "  - {name: add-%d, in: \"add %d 40\\n\", out: \"%d\\n\"}\n", i, i,
                      40 + i);
    buffer_append_text(&text, "  - {name: wrong, in: \"add 2 2\\n\", out: \"5\\n\"}\n"
                              "  - {name: spin, in: \"spin\\n\", out: \"\"}\n"
                              "  - {name: eat, in: \"eat\\n\", out: \"\"}\n"
                              "  - {name: crash, in: \"crash\\n\", out: \"\"}\n"
                              "  - {name: read, in_file: read.in, out_file: read.out}\n");
    buffer_format(&text, "  - {name: write, in: \"write %d\\n\", out_file: write.out}\n", LINES);
    buffer_append_text(&text, "  - {name: mul, in: \"mul 3037000499 3037000499\\n\", "
                              "out: \"9223372030926249001\\n\"}\n"
                              "  - {name: deep, in: \"deep 100000\\n\", out: \"100000\\n\"}\n");
    failed = write_file(dir, "problem.yaml", &text);
    buffer_release(&text);
    return failed;
}

int selftest_write(char ret_path[SELFTEST_PATH_MAX], struct error *err)
{
    const char *base = getenv("TMPDIR");
    int dir = -1, failed = 0;

    snprintf(ret_path, SELFTEST_PATH_MAX, "%s/assay-selftest-XXXXXX",
             base && *base && strlen(base) < 90 ? base : "/tmp");
    if (!mkdtemp(ret_path))
        return error_set_errno(err, errno, "cannot make the folder %s", ret_path);
    dir = open(ret_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fchmod(dir, 0755) < 0)
        failed = -errno;
    if (failed == 0)
        failed = write_numbers(dir);
    if (failed == 0)
        failed = write_lines(dir);
    if (failed == 0)
        failed = write_description(dir);
    fd_close(&dir);
    if (failed < 0)
        selftest_remove(ret_path);
    return failed < 0 ? error_set_errno(err, -failed, "cannot write into %s", ret_path) : 0;
}

void selftest_remove(const char *path)
{
    static const char *const names[] = {"problem.yaml", "read.in", "read.out", "write.out"};
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (size_t i = 0; dir >= 0 && i < sizeof(names) / sizeof(names[0]); i++)
        unlinkat(dir, names[i], 0);
    fd_close(&dir);
    rmdir(path);
}

/* ---- the report ---- */

static int is_left_out(const struct language *language, const char *name)
{
    for (const char *const *act = language->cannot; *act; act++)
        if (strcmp(*act, name) == 0)
            return 1;
    return 0;
}

static const json_t *find_case(const json_t *result, const char *name)
{
    size_t index;
    json_t *test;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        if (strcmp(result_text(test, "name"), name) == 0)
            return test;
    }
    return NULL;
}

static int compare_numbers(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

/* The median of a figure over the starts. */
static int64_t median(const json_t *result, const char *key)
{
    int64_t values[STARTS];
    size_t count = 0;

    for (size_t i = 0; i < ACT_COUNT; i++) {
        const json_t *test = acts[i].is_start ? find_case(result, acts[i].name) : NULL;

        if (test)
            values[count++] = result_number(test, key);
    }
    if (count == 0)
        return 0;
    qsort(values, count, sizeof(values[0]), compare_numbers);
    return values[count / 2];
}

static void check_act(const struct language *language, const struct act *act, const json_t *result,
                      json_t *verdicts, json_t *wrong)
{
    const json_t *test = find_case(result, act->name);
    const char *verdict = test ? result_text(test, "verdict") : "";

    if (is_left_out(language, act->name)) {
        json_object_set_new(verdicts, act->name, json_string("-"));
        return;
    }
    json_object_set_new(verdicts, act->name, json_string(verdict));
    if (strcmp(verdict, act->verdict) != 0)
        json_array_append_new(wrong,
                              json_sprintf("%s: expected %s, found %s%s%s%s%s", act->name,
                                           act->verdict, *verdict ? verdict : "nothing",
                                           test && *result_text(test, "reason") ? " (" : "",
                                           test ? result_text(test, "reason") : "",
                                           test && *result_text(test, "reason") ? ")" : "", ""));
}

json_t *selftest_report(const struct language *language, const json_t *result,
                        const json_t *garbage)
{
    json_t *verdicts = json_object(), *wrong = json_array();
    const json_t *compile = json_object_get(result, "compile");
    const char *verdict = result_text(result, "verdict");
    const char *rejected = result_text(garbage, "verdict");

    if (strcmp(verdict, "CE") == 0 || strcmp(verdict, "IE") == 0)
        json_array_append_new(wrong,
                              json_sprintf("%s: %s", verdict, result_text(result, "message")));
    else
        for (size_t i = 0; i < ACT_COUNT; i++)
            check_act(language, &acts[i], result, verdicts, wrong);
    /* an interpreter that checks nothing beforehand crashes when it runs the text */
    json_object_set_new(verdicts, "garbage", json_string(rejected));
    if (strcmp(rejected, "CE") != 0 && (language->compile || strcmp(rejected, "RTE") != 0) &&
        !is_left_out(language, "garbage"))
        json_array_append_new(wrong,
                              json_sprintf("garbage: expected %s, found %s",
                                           language->compile ? "CE" : "CE or RTE", rejected));
    return json_pack("{s:b,s:s,s:o,s:o,s:I,s:I,s:I,s:I}", "ok", json_array_size(wrong) == 0, "path",
                     result_text(find_case(result, acts[0].name), "path"), "acts", verdicts,
                     "wrong", wrong, "compile_us",
                     (json_int_t)(json_is_object(compile) ? result_number(compile, "wall_us") : 0),
                     "start_cpu_us", (json_int_t)median(result, "cpu_us"), "start_wall_us",
                     (json_int_t)median(result, "wall_us"), "start_memory_kib",
                     (json_int_t)median(result, "memory_kib"));
}
