/* Results as CSV: quoting, formulas, the two views, and a file that is there whole or not at all.
 */
#include "base/buffer.h"
#include "judge/report/csv.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct problem_group GROUPS[] = {{.name = ""}, {.name = "big"}};
static const struct problem_case CASES[] = {{.name = "one"}, {.name = "two", .group = 1}};
static const struct problem PROBLEM = {
    .name = "double", .cases = CASES, .case_count = 2, .groups = GROUPS, .group_count = 2};

#define NUMBERS "id,user,path,language,verdict,reason,score,max_score,cpu_us,wall_us,memory_kib,"

static int enter(void **state)
{
    char folder[] = "/tmp/assay-csv-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder) < 0)
        return -1;
    *state = strdup(folder);
    return 0;
}

static int leave(void **state)
{
    int failed = chdir("/") < 0 || rmdir(*state) < 0; /* each test leaves it empty */

    free(*state);
    return failed;
}

/* How many files are here. */
static size_t count_files(void)
{
    DIR *dir = opendir(".");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

static void expect_file(const char *path, const char *expected)
{
    char text[4096];
    FILE *stream = fopen(path, "re");

    assert_non_null(stream);
    text[fread(text, 1, sizeof(text) - 1, stream)] = '\0';
    fclose(stream);
    assert_string_equal(text, expected);
}

/* The file with one row in it, whose path and message are these. */
static void expect_row(const char *path, const char *message, const char *expected)
{
    json_t *result = json_pack("{s:s,s:s,s:s,s:s}", "path", path, "message", message, "language",
                               "c", "verdict", "WA");
    const struct problem no_cases = {.groups = GROUPS, .group_count = 1};
    struct buffer whole = BUFFER_INIT;
    struct csv_file file;
    struct error err;

    assert_int_equal(csv_open(&file, "out.csv", &no_cases, 0, &err), 0);
    csv_row(&file, result, 3);
    assert_int_equal(csv_close(&file, &err), 0);
    buffer_format(&whole, NUMBERS "message\n3,%s\n", expected);
    expect_file("out.csv", whole.data);
    assert_int_equal(unlink("out.csv"), 0);
    buffer_release(&whole);
    json_decref(result);
}

static void test_quotes_where_needed(void **state)
{
    (void)state;
    expect_row("a.c", "plain text", ",a.c,c,WA,,0,0,0,0,0,plain text");
    expect_row("a,b.c", "say \"no\"", ",\"a,b.c\",c,WA,,0,0,0,0,0,\"say \"\"no\"\"\"");
    expect_row("a.c", "two\nlines", ",a.c,c,WA,,0,0,0,0,0,\"two\nlines\"");
    expect_row("a.c", "two\rlines", ",a.c,c,WA,,0,0,0,0,0,\"two\rlines\"");
}

static void test_starts_no_formula(void **state)
{
    (void)state;
    expect_row("=1+1.c", "", ",\"'=1+1.c\",c,WA,,0,0,0,0,0,");
    expect_row("+a.c", "-b", ",\"'+a.c\",c,WA,,0,0,0,0,0,\"'-b\"");
    expect_row("@a.c", "\tb", ",\"'@a.c\",c,WA,,0,0,0,0,0,\"'\tb\"");
    expect_row("a=b.c", "\r=b", ",a=b.c,c,WA,,0,0,0,0,0,\"'\r=b\"");
    expect_row("=\"a\",b.c", "", ",\"'=\"\"a\"\",b.c\",c,WA,,0,0,0,0,0,");
}

static void test_cases_and_groups_have_names_but_in_public(void **state)
{
    json_t *result =
        json_pack("{s:s,s:s,s:f,s:f,s:[{s:i,s:f,s:s}],s:[{s:i,s:f,s:s}]}", "path", "a.c", "verdict",
                  "WA", "score", 0.5, "max_score", 2.0, "cases", "number", 2, "score", 0.5,
                  "verdict", "WA", "groups", "number", 1, "score", 0.25, "verdict", "PA");
    struct csv_file file;
    struct error err;

    (void)state;
    for (int public_view = 0; public_view <= 1; public_view++) {
        assert_int_equal(csv_open(&file, "out.csv", &PROBLEM, public_view, &err), 0);
        csv_row(&file, result, 1); /* the first case is not in it */
        assert_int_equal(csv_close(&file, &err), 0);
        expect_file("out.csv", public_view
                                   ? NUMBERS "message,group 1,group 1 verdict,1,1 verdict,2,2 "
                                             "verdict\n1,,a.c,,WA,,0.5,2,0,0,0,,0.25,PA,,,0.5,WA\n"
                                   : NUMBERS "message,big,big verdict,one,one verdict,big/two,"
                                             "big/two verdict\n"
                                             "1,,a.c,,WA,,0.5,2,0,0,0,,0.25,PA,,,0.5,WA\n");
    }
    assert_int_equal(unlink("out.csv"), 0);
    json_decref(result);
}

static void write_old(void)
{
    FILE *stream = fopen("out.csv", "we");

    assert_non_null(stream);
    fputs("old", stream);
    fclose(stream);
}

static void test_is_there_whole_or_not_at_all(void **state)
{
    struct csv_file file;
    struct error err;

    (void)state;
    write_old();
    assert_int_equal(csv_open(&file, "out.csv", &PROBLEM, 0, &err), 0);
    assert_int_equal(count_files(), 2);
    expect_file("out.csv", "old");
    csv_discard(&file);
    expect_file("out.csv", "old");
    assert_int_equal(count_files(), 1);
    csv_discard(&file); /* again, and nothing is left to take away */

    assert_int_equal(csv_open(&file, "out.csv", &PROBLEM, 1, &err), 0);
    assert_int_equal(csv_close(&file, &err), 0);
    expect_file("out.csv", NUMBERS "message,group 1,group 1 verdict,1,1 verdict,2,2 verdict\n");
    assert_int_equal(count_files(), 1);
    assert_int_equal(csv_close(&file, &err), 0); /* it is closed */
    assert_int_equal(unlink("out.csv"), 0);
}

static void test_refuses_where_it_cannot_write(void **state)
{
    struct csv_file file;
    struct error err;

    (void)state;
    assert_int_equal(csv_open(&file, "nowhere/out.csv", &PROBLEM, 0, &err), -ENOENT);
    assert_non_null(strstr(err.text, "cannot write nowhere/out.csv"));
    csv_discard(&file);

    /* what cannot be put in its place is taken away */
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(csv_open(&file, "folder", &PROBLEM, 0, &err), 0);
    assert_int_equal(csv_close(&file, &err), -EISDIR);
    assert_non_null(strstr(err.text, "cannot write folder"));
    assert_int_equal(count_files(), 1);
    assert_int_equal(rmdir("folder"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_where_needed),
        cmocka_unit_test(test_starts_no_formula),
        cmocka_unit_test(test_cases_and_groups_have_names_but_in_public),
        cmocka_unit_test(test_is_there_whole_or_not_at_all),
        cmocka_unit_test(test_refuses_where_it_cannot_write),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
