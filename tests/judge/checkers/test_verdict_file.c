/* What the exits and files of validators mean, by tables: one a protocol. */
#include "judge/checkers/verdict_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four above */
#include <cmocka.h>
#include <string.h>

struct row {
    const char *what;
    struct validator_left left;
    enum validator_word word;
    enum validator_score kind;
    double score;
    const char *why; /* that the reason has in it; NULL: any */
};

#define TEXT(words)                                                                                \
    {                                                                                              \
        (words), sizeof(words) - 1, 1                                                              \
    }

static void check_rows(const struct validator_rules *rules, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        struct validator_said said;

        verdict_file_read(rules, &row->left, &said);
        if (said.word != row->word || said.kind != row->kind || said.score != row->score)
            fail_msg("%s: word %d, kind %d, score %g; %s", row->what, (int)said.word,
                     (int)said.kind, said.score, said.why);
        if (said.word == VALIDATOR_FAILED && !said.why[0])
            fail_msg("%s: failed without a reason", row->what);
        if (said.word != VALIDATOR_FAILED && said.why[0] && rules->protocol < PROTOCOL_INPUT)
            fail_msg("%s: a reason although it did not fail: %s", row->what, said.why);
        if (row->why && !strstr(said.why, row->why))
            fail_msg("%s: \"%s\" has no \"%s\"", row->what, said.why, row->why);
    }
}
#define CHECK_ROWS(rules, rows) check_rows(rules, rows, sizeof(rows) / sizeof((rows)[0]))

static const struct row icpc_rows[] = {
    {"42", {.exit_status = 42}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"43", {.exit_status = 43}, VALIDATOR_WRONG, 0, 0, NULL},
    {"0 is no word", {.exit_status = 0}, VALIDATOR_FAILED, 0, 0, "exit status 0"},
    {"1", {.exit_status = 1}, VALIDATOR_FAILED, 0, 0, "42 (accepted) or 43 (wrong)"},
    {"41", {.exit_status = 41}, VALIDATOR_FAILED, 0, 0, NULL},
    {"44", {.exit_status = 44}, VALIDATOR_FAILED, 0, 0, NULL},
    {"255", {.exit_status = 255}, VALIDATOR_FAILED, 0, 0, NULL},
    {"a signal",
     {.exit_status = -1, .signal = 11},
     VALIDATOR_FAILED,
     0,
     0,
     "signal 11 (Segmentation fault)"},
    {"points",
     {.exit_status = 42, .score = TEXT(" 12.5\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_POINTS,
     12.5,
     NULL},
    {"no points",
     {.exit_status = 42, .score = TEXT("0")},
     VALIDATOR_PARTIAL,
     VALIDATOR_POINTS,
     0,
     NULL},
    {"a factor",
     {.exit_status = 42, .multiplier = TEXT("2.5e-1\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.25,
     NULL},
    {"a factor of 1",
     {.exit_status = 42, .multiplier = TEXT("1")},
     VALIDATOR_ACCEPTED,
     VALIDATOR_FACTOR,
     1,
     NULL},
    {"a factor of 0 is no rejection",
     {.exit_status = 42, .multiplier = TEXT("0.0")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0,
     NULL},
    {"both",
     {.exit_status = 42, .score = TEXT("1"), .multiplier = TEXT("1")},
     VALIDATOR_FAILED,
     0,
     0,
     "both"},
    {"a factor over 1",
     {.exit_status = 42, .multiplier = TEXT("1.01")},
     VALIDATOR_FAILED,
     0,
     0,
     "1.01"},
    {"less than nothing", {.exit_status = 42, .score = TEXT("-1")}, VALIDATOR_FAILED, 0, 0, "-1"},
    {"an empty file", {.exit_status = 42, .score = TEXT("")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"two numbers", {.exit_status = 42, .score = TEXT("1 2")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"not finite", {.exit_status = 42, .score = TEXT("inf")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"not finite", {.exit_status = 42, .score = TEXT("1e999")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"no number", {.exit_status = 42, .score = TEXT("nan")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"hexadecimal", {.exit_status = 42, .score = TEXT("0x10")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"a NUL", {.exit_status = 42, .score = TEXT("1\0002")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"a score with 43",
     {.exit_status = 43, .score = TEXT("1")},
     VALIDATOR_FAILED,
     0,
     0,
     "that it rejects"},
    {"another pass where there is one",
     {.exit_status = 42, .next_pass = TEXT("")},
     VALIDATOR_FAILED,
     0,
     0,
     "has one pass"},
    {"another pass with 43",
     {.exit_status = 43, .next_pass = TEXT("1")},
     VALIDATOR_FAILED,
     0,
     0,
     "nextpass.in"},
};

static void test_icpc(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_ICPC, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, icpc_rows);
}

static const struct row icpc_without_scores_rows[] = {
    {"42", {.exit_status = 42}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"a score nobody asked for",
     {.exit_status = 42, .score = TEXT("1")},
     VALIDATOR_FAILED,
     0,
     0,
     "does not take"},
    {"a factor nobody asked for",
     {.exit_status = 42, .multiplier = TEXT("1")},
     VALIDATOR_FAILED,
     0,
     0,
     "does not take"},
};

static void test_icpc_without_scores(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_ICPC, 0, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, icpc_without_scores_rows);
}

static void test_passes(void **state)
{
    static const struct validator_left asks = {.exit_status = 42, .next_pass = TEXT("7\n")};
    struct validator_rules rules = {PROTOCOL_ICPC, 0, 1, 2};
    struct validator_said said;

    (void)state;
    verdict_file_read(&rules, &asks, &said);
    assert_int_equal(said.word, VALIDATOR_ACCEPTED);
    assert_true(said.wants_pass);
    rules.pass = 2;
    verdict_file_read(&rules, &asks, &said);
    assert_int_equal(said.word, VALIDATOR_FAILED);
    assert_false(said.wants_pass);
    assert_string_equal(said.why, "asked for pass 3, the problem has 2 at most");
}

static const struct row testlib_rows[] = {
    {"ok", {.exit_status = 0, .errs = TEXT("ok 3 numbers\n")}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"wrong", {.exit_status = 1}, VALIDATOR_WRONG, 0, 0, NULL},
    {"presentation", {.exit_status = 2}, VALIDATOR_WRONG, 0, 0, NULL},
    {"dirt", {.exit_status = 4}, VALIDATOR_WRONG, 0, 0, NULL},
    {"unexpected end", {.exit_status = 8}, VALIDATOR_WRONG, 0, 0, NULL},
    {"fail",
     {.exit_status = 3, .errs = TEXT("FAIL the jury has no answer\n")},
     VALIDATOR_FAILED,
     0,
     0,
     "the jury has no answer"},
    {"5 is nothing", {.exit_status = 5}, VALIDATOR_FAILED, 0, 0, "exit status 5"},
    {"6 is nothing", {.exit_status = 6}, VALIDATOR_FAILED, 0, 0, NULL},
    {"15 is nothing", {.exit_status = 15}, VALIDATOR_FAILED, 0, 0, NULL},
    {"a signal", {.exit_status = -1, .signal = 6}, VALIDATOR_FAILED, 0, 0, "signal 6"},
    {"points",
     {.exit_status = 7, .errs = TEXT("points 12.5 not bad\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_POINTS,
     12.5,
     NULL},
    {"the last points",
     {.exit_status = 7, .errs = TEXT("points 100\npoints 3")},
     VALIDATOR_PARTIAL,
     VALIDATOR_POINTS,
     3,
     NULL},
    {"points without a number", {.exit_status = 7}, VALIDATOR_FAILED, 0, 0, "points NUMBER"},
    {"points_info",
     {.exit_status = 7, .errs = TEXT("points points_info=a")},
     VALIDATOR_FAILED,
     0,
     0,
     NULL},
    {"per cent", {.exit_status = 56}, VALIDATOR_PARTIAL, VALIDATOR_FACTOR, 0.4, NULL},
    {"0 per cent", {.exit_status = 16}, VALIDATOR_WRONG, VALIDATOR_FACTOR, 0, NULL},
    {"100 per cent", {.exit_status = 116}, VALIDATOR_ACCEPTED, VALIDATOR_FACTOR, 1, NULL},
    {"101 per cent", {.exit_status = 117}, VALIDATOR_FAILED, 0, 0, "101 per cent"},
    {"a base of 50",
     {.exit_status = 90, .errs = TEXT("partially correct (40) good\n\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.4,
     NULL},
    {"a base of 0",
     {.exit_status = 1, .errs = TEXT("partially correct (1) bad\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.01,
     NULL},
    {"quoted from the output",
     {.exit_status = 1, .errs = TEXT("partially correct (1)\nwrong answer\n")},
     VALIDATOR_WRONG,
     0,
     0,
     NULL},
    {"more than the exit says",
     {.exit_status = 1, .errs = TEXT("partially correct (100)\n")},
     VALIDATOR_WRONG,
     0,
     0,
     NULL},
};

static void test_testlib(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_TESTLIB, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, testlib_rows);
}

static const struct row dmoj_rows[] = {
    {"0", {.exit_status = 0}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"1", {.exit_status = 1}, VALIDATOR_WRONG, 0, 0, NULL},
    {"2", {.exit_status = 2}, VALIDATOR_FAILED, 0, 0, "0 (accepted) or 1 (wrong)"},
    {"a signal", {.exit_status = -1, .signal = 9}, VALIDATOR_FAILED, 0, 0, NULL},
};

static void test_dmoj(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_DMOJ, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, dmoj_rows);
}

static const struct row coci_rows[] = {
    {"0", {.exit_status = 0}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"1", {.exit_status = 1}, VALIDATOR_WRONG, 0, 0, NULL},
    {"2", {.exit_status = 2}, VALIDATOR_WRONG, 0, 0, NULL},
    {"3", {.exit_status = 3}, VALIDATOR_FAILED, 0, 0, NULL},
    {"a part",
     {.exit_status = 7, .errs = TEXT("hm\npartial 3/4\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.75,
     NULL},
    {"of nothing", {.exit_status = 7, .errs = TEXT("partial 3/0")}, VALIDATOR_FAILED, 0, 0, NULL},
    {"more than all",
     {.exit_status = 7, .errs = TEXT("partial 5/4")},
     VALIDATOR_FAILED,
     0,
     0,
     "5 of 4"},
    {"no part", {.exit_status = 7}, VALIDATOR_FAILED, 0, 0, NULL},
    {"8", {.exit_status = 8}, VALIDATOR_FAILED, 0, 0, NULL},
};

static void test_coci(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_COCI, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, coci_rows);
}

static const struct row peg_rows[] = {
    {"0", {.exit_status = 0, .out = TEXT("fine\n")}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"1", {.exit_status = 1}, VALIDATOR_WRONG, 0, 0, NULL},
    {"a part with 0",
     {.exit_status = 0, .out = TEXT("so\n1.5\n3\n")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.5,
     NULL},
    {"a part with 1",
     {.exit_status = 1, .out = TEXT("1\n4")},
     VALIDATOR_PARTIAL,
     VALIDATOR_FACTOR,
     0.25,
     NULL},
    {"nothing of 3", {.exit_status = 1, .out = TEXT("0\n3")}, VALIDATOR_WRONG, 0, 0, NULL},
    {"one number", {.exit_status = 0, .out = TEXT("3\n\n4")}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"too much", {.exit_status = 0, .out = TEXT("4\n3")}, VALIDATOR_FAILED, 0, 0, "4 of 3"},
    {"2", {.exit_status = 2, .out = TEXT("1\n4")}, VALIDATOR_FAILED, 0, 0, NULL},
};

static void test_peg(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_PEG, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, peg_rows);
}

static const struct row cms_rows[] = {
    {"all",
     {.out = TEXT("1.0\n"), .errs = TEXT("translate:success\n")},
     VALIDATOR_ACCEPTED,
     VALIDATOR_FACTOR,
     1,
     NULL},
    {"half", {.out = TEXT("0.5")}, VALIDATOR_PARTIAL, VALIDATOR_FACTOR, 0.5, NULL},
    {"nothing", {.out = TEXT("0\nx")}, VALIDATOR_WRONG, VALIDATOR_FACTOR, 0, NULL},
    {"too much", {.out = TEXT("1.5")}, VALIDATOR_FAILED, 0, 0, "from 0 to 1"},
    {"no number", {.out = TEXT("yes")}, VALIDATOR_FAILED, 0, 0, "no number"},
    {"silence", {.exit_status = 0}, VALIDATOR_FAILED, 0, 0, "no number"},
    {"an exit of 1", {.exit_status = 1, .out = TEXT("1")}, VALIDATOR_FAILED, 0, 0, "status 1"},
};

static void test_cms(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_CMS, 1, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, cms_rows);
}

static const struct row input_rows[] = {
    {"42", {.exit_status = 42}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"43", {.exit_status = 43}, VALIDATOR_WRONG, 0, 0, "ended with exit status 43, expected 42"},
    {"0", {.exit_status = 0}, VALIDATOR_WRONG, 0, 0, "ended with exit status 0, expected 42"},
    {"a signal", {.exit_status = -1, .signal = 11}, VALIDATOR_FAILED, 0, 0, "signal 11"},
};

static const struct row input_testlib_rows[] = {
    {"0", {.exit_status = 0}, VALIDATOR_ACCEPTED, 0, 0, NULL},
    {"3", {.exit_status = 3}, VALIDATOR_WRONG, 0, 0, "ended with exit status 3, expected 0"},
    {"42", {.exit_status = 42}, VALIDATOR_WRONG, 0, 0, "expected 0"},
    {"a signal", {.exit_status = -1, .signal = 6}, VALIDATOR_FAILED, 0, 0, "signal 6"},
};

static void test_input(void **state)
{
    static const struct validator_rules rules = {PROTOCOL_INPUT, 0, 1, 1};
    static const struct validator_rules testlib = {PROTOCOL_INPUT_TESTLIB, 0, 1, 1};

    (void)state;
    CHECK_ROWS(&rules, input_rows);
    CHECK_ROWS(&testlib, input_testlib_rows);
}

static int says(const struct validator_text *text, const char *words)
{
    return text->size == strlen(words) &&
           (text->size == 0 || memcmp(text->data, words, text->size) == 0);
}

static void test_who_reads_what(void **state)
{
    static const struct {
        enum problem_protocol protocol;
        const char *judge, *team;
    } rows[] = {
        {PROTOCOL_ICPC, "for judges", "for teams"},
        {PROTOCOL_TESTLIB, "for you\nADMIN_MESSAGE: for us", ""},
        {PROTOCOL_DMOJ, "for you\nADMIN_MESSAGE: for us", "0.5\nsaid"},
        {PROTOCOL_COCI, "for you\nADMIN_MESSAGE: for us", "0.5\nsaid"},
        {PROTOCOL_PEG, "for you\nADMIN_MESSAGE: for us", "0.5\nsaid"},
        {PROTOCOL_CMS, " for us", "for you"},
        {PROTOCOL_INPUT, "for you\nADMIN_MESSAGE: for us", ""},
    };
    static const struct validator_left left = {
        .exit_status = 0,
        .judge_message = TEXT("for judges"),
        .team_message = TEXT("for teams"),
        .out = TEXT("0.5\nsaid"),
        .errs = TEXT("for you\nADMIN_MESSAGE: for us"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct validator_rules rules = {rows[i].protocol, 1, 1, 1};
        struct validator_said said;

        verdict_file_read(&rules, &left, &said);
        if (!says(&said.judge, rows[i].judge) || !says(&said.team, rows[i].team))
            fail_msg("protocol %d: judges read \"%.*s\", the team \"%.*s\"", (int)rows[i].protocol,
                     (int)said.judge.size, said.judge.data, (int)said.team.size, said.team.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_icpc),   cmocka_unit_test(test_icpc_without_scores),
        cmocka_unit_test(test_passes), cmocka_unit_test(test_testlib),
        cmocka_unit_test(test_dmoj),   cmocka_unit_test(test_coci),
        cmocka_unit_test(test_peg),    cmocka_unit_test(test_cms),
        cmocka_unit_test(test_input),  cmocka_unit_test(test_who_reads_what),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
