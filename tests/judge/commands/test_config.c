/* The settings: what a file and the environment may say, which of them counts, and that the guide's
 * table is the code's. */
#include "judge/commands/config.h"

#include "base/fd.h"
#include "tests/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct lab {
    struct folder folder;
    char path[128];
    struct report report;
    struct config *config;
};

static void clear_environment(void)
{
    for (int i = 0; i < CONFIG_COUNT; i++)
        unsetenv(CONFIG_SETTINGS[i].variable);
    setenv("ASSAY_CONFIG", "none", 1);
}

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    clear_environment();
    folder_make(&lab->folder);
    snprintf(lab->path, sizeof(lab->path), "%s/assay.yaml", lab->folder.path);
    *state = lab;
    return 0;
}

static void forget(struct lab *lab)
{
    config_free(lab->config);
    lab->config = NULL;
    report_release(&lab->report);
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    forget(lab);
    folder_remove(&lab->folder);
    free(lab);
    return 0;
}

static int read_text(struct lab *lab, const char *text)
{
    forget(lab);
    folder_write_text(&lab->folder, "assay.yaml", text);
    return config_open(lab->path, &lab->config, &lab->report);
}

static const char *value(const struct lab *lab, enum config_key key)
{
    return config_value(lab->config, key)->text;
}

/* One setting of each kind, and where it stands. */
static void test_file(void **state)
{
    struct lab *lab = *state;
    char expected[160];

    assert_int_equal(read_text(lab, "assay_config: 1\n"
                                    "database: /srv/assay.db\n"
                                    "jobs: 4\n"
                                    "lease: 10s\n"
                                    "record: yes\n"
                                    "log: logfmt\n"
                                    "priority: batch\n"
                                    "allow_missing: [own_uid, landlock]\n"
                                    "maxima: {time: 10s, memory: 1GiB}\n"
                                    "cache: keep\n"),
                     0);
    assert_string_equal(value(lab, CONFIG_DATABASE), "/srv/assay.db");
    assert_string_equal(value(lab, CONFIG_JOBS), "4");
    assert_string_equal(value(lab, CONFIG_LEASE), "10s");
    assert_true(config_is_on(value(lab, CONFIG_RECORD)));
    assert_string_equal(value(lab, CONFIG_LOG), "logfmt");
    assert_string_equal(value(lab, CONFIG_PRIORITY), "batch");
    assert_string_equal(value(lab, CONFIG_ALLOW_MISSING), "own_uid,landlock");
    assert_string_equal(value(lab, CONFIG_MAXIMA), "time=10s,memory=1GiB");
    snprintf(expected, sizeof(expected), "%s/keep", lab->folder.path);
    assert_string_equal(value(lab, CONFIG_CACHE), expected);
    assert_null(value(lab, CONFIG_NAME));
    assert_int_equal(config_value(lab->config, CONFIG_JOBS)->line, 3);
    assert_int_equal(config_value(lab->config, CONFIG_JOBS)->column, 7);
    assert_int_equal(config_value(lab->config, CONFIG_JOBS)->origin, CONFIG_FROM_FILE);
    assert_int_equal(config_value(lab->config, CONFIG_NAME)->origin, CONFIG_FROM_DEFAULT);
}

static void test_relative_paths(void **state)
{
    static const char *const kept[] = {
        "/a/b", "sqlite:/a/b", "sqlite::memory:", ":memory:", "postgresql://host/db", "none"};
    struct lab *lab = *state;
    char expected[160], text[64];

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        snprintf(text, sizeof(text), "database: \"%s\"\n", kept[i]);
        assert_int_equal(read_text(lab, text), 0);
        assert_string_equal(value(lab, CONFIG_DATABASE), kept[i]);
    }
    assert_int_equal(read_text(lab, "database: sqlite:x/y.db\n"), 0);
    snprintf(expected, sizeof(expected), "sqlite:%s/x/y.db", lab->folder.path);
    assert_string_equal(value(lab, CONFIG_DATABASE), expected);
}

static void test_blank_files_set_nothing(void **state)
{
    static const char *const texts[] = {"", "\n", "# jobs: 4\n", "  # a\n\n#b", "{}\n"};
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(read_text(lab, texts[i]), 0);
        assert_null(value(lab, CONFIG_JOBS));
    }
}

/* Each with its place, its line with a caret, and the nearest name. */
static void test_bad_files(void **state)
{
    static const struct {
        const char *text, *said;
    } bad[] = {
        {"job: 4\n",
         ":1:1: error: unknown key \"job\" in the configuration; did you mean \"jobs\"?\n"
         "    job: 4\n    ^\n"},
        {"jobs: many\n", ":1:7: error: found \"many\", expected a whole number from 1 to 256\n"},
        {"jobs: 0\n", ":1:7: error: found \"0\", expected a whole number"},
        {"jobs: 257\n", ":1:7: error: found \"257\""},
        {"jobs: [4]\n", ":1:7: error: found a list, expected graders"},
        {"jobs:\n", ":1:6: error: found nothing, expected"},
        {"log: text\njobs: 1\njobs: 2\n", ":3:1: error: "},
        {"lease: 5\n", ":1:8: error: "},
        {"lease: 1s\n", ":1:8: error: found \"1s\", expected from 3s to 60min"},
        {"record: 1\n", ":1:9: error: found \"1\", expected yes, no, true or false"},
        {"log: logfmd\n",
         ":1:6: error: found \"logfmd\", expected auto, text or logfmt; did you mean"
         " \"logfmt\"?"},
        {"allow_missing: [own_uid, own_ui]\n",
         ":1:26: error: found \"own_ui\", expected a layer: "},
        {"allow_missing: [own_uid, own_ui]\n", "did you mean \"own_uid\"?"},
        {"maxima: {tim: 1s}\n",
         ":1:10: error: unknown key \"tim\" in maxima; did you mean \"time\"?"},
        {"maxima: {time: 1}\n", ":1:16: error: "},
        {"priority: conest\n", ":1:11: error: found \"conest\", expected contest,"},
        {"priority: 1001\n", ":1:11: error: found \"1001\""},
        {"name: \"a\\nb\"\n", ":1:7: error: "},
        {"assay_config: 2\n", ":1:15: error: found \"2\", expected 1, the version"},
        {"- jobs\n", ":1:1: error: found a list, expected the configuration\n"},
        {"jobs: 4\n---\njobs: 5\n", ": error: "},
        {"jobs: &a 4\n", ": error: "},
        {"jobs: \xff\n", ": error: "},
    };
    struct lab *lab = *state;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (read_text(lab, bad[i].text) != -EINVAL)
            fail_msg("%zu: \"%s\" was taken", i, bad[i].text);
        assert_null(lab->config);
        assert_memory_equal(lab->report.first->text, lab->path, strlen(lab->path));
        if (!strstr(lab->report.first->text, bad[i].said))
            fail_msg("%zu: said %s", i, lab->report.first->text);
    }
}

static void test_all_errors_at_once(void **state)
{
    struct lab *lab = *state;

    assert_int_equal(read_text(lab, "jobs: x\nlease: y\nlog: z\n"), -EINVAL);
    assert_int_equal(lab->report.errors, 3);
}

/* Option, environment, file, default. */
static void test_order(void **state)
{
    struct lab *lab = *state;
    struct error err;

    setenv("ASSAY_JOBS", "5", 1);
    setenv("ASSAY_LEASE", "", 1); /* says nothing */
    assert_int_equal(read_text(lab, "jobs: 4\nlease: 10s\n"), 0);
    assert_string_equal(value(lab, CONFIG_JOBS), "5");
    assert_int_equal(config_value(lab->config, CONFIG_JOBS)->origin, CONFIG_FROM_VARIABLE);
    assert_string_equal(value(lab, CONFIG_LEASE), "10s");
    assert_int_equal(config_give(lab->config, CONFIG_JOBS, "6", &err), 0);
    assert_string_equal(value(lab, CONFIG_JOBS), "6");
    assert_int_equal(config_value(lab->config, CONFIG_JOBS)->origin, CONFIG_FROM_OPTION);
    assert_int_equal(config_give(lab->config, CONFIG_JOBS, "x", &err), -EINVAL);
    assert_memory_equal(err.text, "--jobs: found \"x\"", 17);
    assert_string_equal(value(lab, CONFIG_JOBS), "6");
}

static void test_what_adds_up(void **state)
{
    struct lab *lab = *state;
    struct error err;

    setenv("ASSAY_ALLOW_MISSING", "landlock", 1);
    setenv("ASSAY_MAXIMA", "time=2s", 1);
    assert_int_equal(read_text(lab, "allow_missing: own_uid\nmaxima: {time: 1s, cases: 3}\n"), 0);
    assert_string_equal(value(lab, CONFIG_ALLOW_MISSING), "own_uid,landlock");
    assert_string_equal(value(lab, CONFIG_MAXIMA), "time=1s,cases=3,time=2s");
    assert_int_equal(config_value(lab->config, CONFIG_MAXIMA)->line, 2);
    assert_int_equal(config_give(lab->config, CONFIG_MAXIMA, "cases=4", &err), 0);
    assert_string_equal(value(lab, CONFIG_MAXIMA), "time=1s,cases=3,time=2s,cases=4");
}

static void test_bad_variable(void **state)
{
    struct lab *lab = *state;

    setenv("ASSAY_JOBS", "x", 1);
    assert_int_equal(read_text(lab, ""), -EINVAL);
    assert_non_null(strstr(lab->report.first->text, "$ASSAY_JOBS: found \"x\", expected a whole"));
}

static void test_which_file(void **state)
{
    struct lab *lab = *state;
    char other[160];

    assert_int_equal(config_open(NULL, &lab->config, &lab->report), 0);
    assert_null(config_file(lab->config));
    folder_write_text(&lab->folder, "other.yaml", "jobs: 7\n");
    snprintf(other, sizeof(other), "%s/other.yaml", lab->folder.path);
    setenv("ASSAY_CONFIG", other, 1);
    forget(lab);
    assert_int_equal(config_open(NULL, &lab->config, &lab->report), 0);
    assert_string_equal(config_file(lab->config), other);
    assert_int_equal(read_text(lab, "jobs: 8\n"), 0);
    assert_string_equal(value(lab, CONFIG_JOBS), "8");
    forget(lab);
    assert_int_equal(config_open("none", &lab->config, &lab->report), 0);
    assert_null(config_file(lab->config));
    forget(lab);
    assert_int_equal(config_open("/no/such/file", &lab->config, &lab->report), -ENOENT);
    report_release(&lab->report);
    assert_int_equal(config_open("/dev/null", &lab->config, &lab->report), -EINVAL);
}

static void test_differences(void **state)
{
    struct lab *lab = *state;
    struct buffer names = BUFFER_INIT;
    struct config *old;

    assert_int_equal(read_text(lab, "jobs: 4\nlease: 10s\nrecord: no\n"), 0);
    old = lab->config;
    lab->config = NULL;
    assert_int_equal(read_text(lab, "lease: 20s\nrecord: no\nname: a\ngrace: 5s\n"), 0);
    config_differences(old, lab->config, 1, &names);
    assert_string_equal(names.data, "lease,grace");
    buffer_clear(&names);
    config_differences(old, lab->config, 0, &names);
    assert_string_equal(names.data, "jobs,name");
    buffer_release(&names);
    config_free(old);
}

/* | `jobs` | `--jobs` | `ASSAY_JOBS` | one a CPU | restart | graders at work at once | */
static void test_guide_has_the_table(void **state)
{
    int fd = open(DOCS_GUIDE, O_RDONLY | O_CLOEXEC);
    struct buffer page = BUFFER_INIT;
    struct error err;
    size_t rows = 0;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &page, "the page", &err), 0);
    close(fd);
    for (int i = 0; i < CONFIG_COUNT; i++) {
        const struct config_setting *setting = &CONFIG_SETTINGS[i];
        struct buffer row = BUFFER_INIT;

        buffer_format(&row, "\n| `%s` | ", setting->key);
        if (setting->option)
            buffer_format(&row, "`%s`", setting->option);
        buffer_format(&row, "%s| `%s` | ", setting->option ? " " : "", setting->variable);
        if (setting->fallback)
            buffer_format(&row, "`%s`", setting->fallback);
        else
            buffer_append_text(&row, setting->otherwise);
        buffer_format(&row, " | %s | %s |\n", setting->is_live ? "SIGHUP" : "restart",
                      setting->what);
        if (!strstr(page.data, row.data))
            fail_msg("the guide lacks \"%s\"", row.data + 1);
        buffer_release(&row);
    }
    for (const char *at = strstr(page.data, "\n| setting |"); at && at[1] == '|';
         at = strchr(at + 1, '\n'))
        rows++;
    assert_int_equal(rows, CONFIG_COUNT + 2);
    buffer_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_file, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_relative_paths, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_blank_files_set_nothing, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_bad_files, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_all_errors_at_once, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_order, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_what_adds_up, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_bad_variable, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_which_file, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_differences, open_lab, close_lab),
        cmocka_unit_test(test_guide_has_the_table),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
