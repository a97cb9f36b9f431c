/* A problem package as one structure, whatever its format: the types alone.
 *
 * problems/load.h makes one from a folder, problems/limits.h says which limits and files hold for a
 * language, problems/package.h opens its files. A problem knows nothing of processes, languages or
 * verdict rules: the name of a language is text, and so is the label of a submission.
 */
#ifndef PROBLEMS_PROBLEM_H
#define PROBLEMS_PROBLEM_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* -1 in any field: not stated. */
struct problem_limits {
    int64_t time_us;    /* CPU time */
    int64_t wall_us;    /* default: 2 x time + 1 s */
    int64_t memory_kib; /* default: PROBLEM_MEMORY_KIB */
    int64_t output_kib; /* stdout cap; default: PROBLEM_OUTPUT_KIB */
    int64_t stack_kib;  /* default: the memory limit */
    int64_t processes;  /* default: 1 */
};
enum {
    PROBLEM_TIME_US = 2000000,
    PROBLEM_MEMORY_KIB = 256 * 1024,
    PROBLEM_OUTPUT_KIB = 64 * 1024,
    /* of ICPC and Kattis packages, and where their time limit is not measured yet */
    PROBLEM_UNCALIBRATED_US = 10000000,
    PROBLEM_ICPC_MEMORY_KIB = 2048 * 1024,
    PROBLEM_ICPC_OUTPUT_KIB = 8 * 1024,
};

/* What a package may hold at most. */
enum {
    PROBLEM_CASES_MAX = 100000,
    PROBLEM_GROUPS_MAX = 10000,
    PROBLEM_SUBMISSIONS_MAX = 10000,
    PROBLEM_LANGUAGES_MAX = 200, /* in `languages`, `language_limits` and `include` each */
    PROBLEM_INCLUDES_MAX = 31,   /* files for one language */
};

/* What a package may hold at most (problems/limits.h has the rest). */
enum {
    PROBLEM_PROGRAMS_MAX = 16,   /* validators of one problem */
    PROBLEM_ARGS_MAX = 64,       /* arguments of one program */
    PROBLEM_REQUIRES_MAX = 1000, /* groups that one group requires */
};

/* Bytes that stand in the YAML (path NULL) or in a file of the package (data NULL). */
struct problem_data {
    const char *path;
    const void *data;
    size_t size; /* of the inline data, or the file's size at load */
    int is_text; /* a file whose lines are read as ending with \n alone, the last one too (DMOJ) */
};

/* A file of the package that a program finds under a name of its own. */
struct problem_laid {
    const char *name; /* may have folders in it: "a/b.txt" */
    struct problem_data data;
};

/* A program of the package's author: a validator, an interactor, a generator. It is built and run
 * in cells of its own, and what it says is believed only as far as its protocol goes. */
struct problem_program {
    const char *path;     /* in the package: a file, or a folder */
    const char *language; /* as stated; NULL: told from its name, contents, or `build` and `run` */
    const char *const *files; /* beside `path`, laid with it under their own names; NULL: none */
    const struct problem_laid *made; /* besides, of the reader's own making: inline data */
    size_t made_count;
    const char *const *flags;     /* for its compiler, behind those of the language; NULL: none */
    struct problem_limits limits; /* of each of its runs, as stated */
    int64_t compile_us;           /* CPU time to compile it; not above 0: not stated */
    int64_t compile_memory_kib;   /* and memory; the same */
};

enum problem_checker_kind {
    CHECKER_TOKENS, /* the default */
    CHECKER_EXACT,
    CHECKER_LINES,
    CHECKER_UNORDERED,
    CHECKER_FLOATS,
    CHECKER_NONE,      /* whatever is printed is accepted: there is no answer */
    CHECKER_LETTERS,   /* the same bytes in any order, without white space and case (DMOJ's easy) */
    CHECKER_EACH_LINE, /* line by line, as `lines` says */
    CHECKER_PROGRAM,
};
/* What is put in order before it is compared. */
enum problem_unordered {
    UNORDERED_LINES,       /* trailing white space and blank lines do not count */
    UNORDERED_TOKEN_LINES, /* lines of tokens; empty lines do not count */
    UNORDERED_TOKENS,
};
/* How lines are compared, the first with the first and so on; a \r ends one as well. */
enum problem_line_white { LINE_WHITE_COUNTS, LINE_WHITE_RIGHT, LINE_WHITE_BOTH, LINE_WHITE_RUNS };
struct problem_line_rules {
    enum problem_line_white white; /* what does not count: none, at the end, at both ends, how much
                                      of it there is and at both ends */
    int newline_only;              /* a \r is white space, and ends no line */
    int leaves_blank_end;          /* blank lines at the end do not count */
    int drops_empty;               /* lines without a byte do not count */
    int may_be_fewer, may_be_more; /* lines than the answer has */
    int is_partial;       /* each line that is right gives its share; else all must be right */
    const double *points; /* of each line of the answer; NULL: 1 */
    size_t point_count;
};
/* Bytes of a tolerance. */
enum { PROBLEM_TOLERANCE_MAX = 100 };
/* How an author's program is called, and what its exit means: judge/checkers/verdict_file.h. */
enum problem_protocol {
    PROTOCOL_ICPC,    /* input answer feedback/ args < output; 42, 43 */
    PROTOCOL_TESTLIB, /* input output answer args; 0, 1, 2, 3, 4, 7, 8, 16 and above */
    PROTOCOL_DMOJ,    /* input output answer; 0, 1, 2, 7 */
    PROTOCOL_COCI,    /* input output answer; "partial X/Y" in stderr */
    PROTOCOL_PEG,
    PROTOCOL_CMS, /* input answer output; a number from 0 to 1 in stdout, a message in stderr */
    /* Of programs that look at an input alone: args < input. */
    PROTOCOL_INPUT,         /* 42 accepts, every other exit status rejects */
    PROTOCOL_INPUT_TESTLIB, /* 0 does */
};
struct problem_checker {
    enum problem_checker_kind kind;
    int case_sensitive, space_change_sensitive; /* tokens, floats */
    int same_lines; /* tokens, floats: two tokens are in one line where the answer's are; not with
                       space_change_sensitive, which says more */
    enum problem_unordered unordered; /* unordered */
    struct problem_line_rules lines;  /* each line */
    const char *absolute, *relative;  /* floats: decimal numbers, 0 or more, as the
                                         author wrote them; both "1e-6" when neither is
                                         stated; NULL: only the other one is stated */
    /* CHECKER_PROGRAM: all of them must accept */
    const struct problem_program *programs;
    size_t program_count;
    enum problem_protocol protocol;
    const char *const *args; /* NULL-terminated; NULL: none. A case's own come in their place */
    int args_are_all;        /* nothing of the protocol's stands before `args`: its files are where
                                they say {input_file}, {output_file} and {answer_file} (DMOJ) */
    int gives_score;         /* whether it may say a score (see problem_case.points) */
};

enum { CONVERSATION_RECORD_BYTES = 16 * 1024 }; /* where it is recorded */

/* What runs beside the submission, and speaks with it. */
enum problem_interaction_kind {
    INTERACTION_NONE,
    INTERACTION_ICPC,    /* the validators of the checker are the interactors as well */
    INTERACTION_TESTLIB, /* input output answer; then the checker looks at that output */
    INTERACTION_DMOJ,    /* input answer; its exit is a validator's */
    INTERACTION_CMS,     /* a manager, and processes on FIFOs */
};
struct problem_interaction {
    enum problem_interaction_kind kind;
    struct problem_program program; /* not with INTERACTION_ICPC */
    enum problem_protocol protocol;
    const char *const *args;
    int args_are_all;     /* as a checker's */
    int64_t record_bytes; /* so much of each conversation is kept for people; 0: nothing */
    int64_t processes;    /* INTERACTION_CMS: of the submission; else 1 */
    int over_fifos; /* INTERACTION_CMS: each is given the names of two FIFOs, and does not speak
                       on stdin and stdout */
};

enum problem_feedback { FEEDBACK_NONE, FEEDBACK_VERDICT, FEEDBACK_FIRST_DIFFERENCE };

/* What makes the data of a case (DMOJ): its stdout is the input, its stderr the answer. */
struct problem_generator {
    const struct problem_program *program;
    const char *const *args;
    struct problem_data in; /* its own stdin */
    int is_text;            /* the answer's lines are read as a file's with is_text */
    int makes_in, makes_out;
};

/* A function test: a call of the submission's code in place of a run of it as a program. */
struct problem_call_text {
    const char *language; /* "": every language */
    const char *setup;    /* statements before the call; "": none */
    const char *call;     /* an expression, or statements of which the last is one */
};
struct problem_call {
    const struct problem_call_text *texts;
    size_t text_count;
    /* What it is to come to; not one of the first two where only what it prints counts (then
     * `prints`). None of it ever enters the program's cell. */
    const char *returns;       /* a value as text (problems/value.h); NULL: not compared */
    const char *raises;        /* the name of an exception; NULL: none is expected */
    int prints;                /* stdout is compared with the case's answer */
    double absolute, relative; /* how much a float may differ */
    int numbers_apart;         /* 1, 1.0 and True are not equal */
    int sequences_alike;       /* a tuple is equal to a list of the same items */
    const char *test; /* the package's file of tests, of which `call` names one in place of a call;
                         NULL: none. It shares a process with the submission and says itself
                         whether it passed */
};

struct problem_case {
    const char *name; /* unique in its group: stated, the input file's stem, or "1", "2", ... */
    struct problem_data in, out;
    const struct problem_generator *generator; /* makes one of them, or both; NULL: none */
    const char *const *input_names; /* of the working directory, each leads to stdin; NULL: none */
    double points;                  /* defaults to 1; only meaningful where has_points */
    const char *hint;
    enum problem_feedback feedback;
    size_t group;   /* index into groups */
    size_t place;   /* where it stands in the problem's `file`: a character's index */
    size_t same_as; /* index of the earlier case with the same input, answer, arguments and files,
                       or its own */

    /* Where a program of the author decides the score: it gives a number in place of `points`, or a
     * factor, 0 to 1, of them (case_score of the group). */
    double reject_points; /* of an output that is not accepted; most often 0 */
    int is_sample;        /* shown to everybody; may be left out of the score */
    int is_bonus;         /* its points are not in the maximum: they make up for others, up to it */
    int is_optional;      /* a failure decides no verdict, and stops nothing */
    int stops_all; /* when it is not accepted, no later case is run (DMOJ: worth no points) */
    const char *const *args;         /* arguments of the submission; NULL: none */
    const char *const *checker_args; /* in place of the checker's; NULL: the checker's */
    /* For each of the problem's input validators, the arguments it gets before `args`; NULL, also
     * of one: none. */
    const char *const *const *input_args;
    const struct problem_checker *checker; /* in place of the problem's; NULL: the problem's */
    const struct problem_laid *laid;       /* files in the program's working directory; */
    size_t laid_count;
    int64_t output_kib;              /* in place of the limit for stdout; 0: the limit */
    const char *description;         /* what it tests, for people; NULL: nothing */
    const struct problem_call *call; /* NULL: the submission is run as a program */
    const size_t *requires; /* indices of earlier cases: unless each is accepted, it is skipped */
    size_t require_count;
};

/* One model for all formats: docs/scoring.md. */
enum problem_score {
    SCORE_ALL, /* all points when everything in it is accepted */
    SCORE_SUM,
    SCORE_MIN,
    SCORE_MAX,
    SCORE_AVERAGE,
    SCORE_PRODUCT,
};
/* Whose verdict a group has. */
enum problem_group_verdict {
    GROUP_VERDICT_DECIDER, /* as judge/rules/score.h says: by the score, else the first that failed
                            */
    GROUP_VERDICT_WORST,   /* IE, RTE, MLE, TLE, OLE, WA, PA, AC: the worst of what is in it */
    GROUP_VERDICT_FIRST,   /* the first in it that is not accepted */
    GROUP_VERDICT_ACCEPT,  /* AC whatever is in it */
};
/* What number a validator may give for a case that it accepts. Any other is the package's fault
 * (score_refusal in judge/rules/score.h). */
enum problem_case_score {
    CASE_SCORE_NONE,   /* none */
    CASE_SCORE_POINTS, /* the points themselves, also above `points`; none: those (legacy ICPC) */
    CASE_SCORE_FACTOR, /* of `points`, 0 to 1 (native, testlib, DMOJ, CMS) */
    CASE_SCORE_EITHER, /* points up to `points`, or a factor of them (2025-09, a bounded group) */
    CASE_SCORE_NEEDED, /* points from 0 up, and there must be some (2025-09, an unbounded group) */
    CASE_SCORE_UP_TO,  /* a number: the case is accepted where 0 < it <= `case_most` of its group
                          (CMS's GroupThreshold) */
};
enum problem_stop { STOP_UNSTATED, STOP_FIRST, STOP_NEVER };
enum { PROBLEM_NO_GROUP = -1 };
/* groups[0] is the root: score SUM, no name. Parents come before their children; cases stand in
 * depth-first order, so a group's cases (its subgroups' included) are first_case .. end_case - 1.
 */
struct problem_group {
    const char *name; /* "" for the root; "outer/inner" when nested */
    ptrdiff_t parent; /* PROBLEM_NO_GROUP for the root */
    double points;    /* -1: the sum of what is in it */
    enum problem_score score;
    enum problem_stop stop;
    enum problem_feedback feedback;
    size_t first_case, end_case;

    enum problem_group_verdict verdict;
    enum problem_case_score case_score; /* of the cases directly in it */
    double case_most;                   /* CASE_SCORE_UP_TO */
    int is_unscaled;    /* its items' points are summed, averaged, ... as they are: no share of
                           `points` is taken, which then is the most that it gives; what was not run
                           is left out (legacy ICPC, 2025-09, CMS's sums) */
    int any_accepted;   /* it is accepted when anything in it is */
    int leaves_samples; /* its score and verdict take no account of a group or case that is_sample,
                           unless nothing else in it was run */
    int is_sample, is_bonus, is_optional; /* as of a case */
    double reject_points; /* what it earns when it is not accepted, where has_reject_points */
    int has_reject_points;
    const double *thresholds; /* it earns the largest of these that is not above what it would earn,
                                 or 0: rising; NULL: none */
    size_t threshold_count;
    const size_t *requires; /* indices of groups that end before this one begins: unless each of
                               them is accepted, the cases of this one are skipped */
    size_t require_count;
    double least, most; /* a score out of this is the package's fault (struct score_group); both 0:
                           any */
};

struct problem_language_limits {
    const char *language;
    struct problem_limits limits;
};
struct problem_include {
    const char *language;            /* "": every language that has no include of its own */
    const char *const *paths;        /* NULL-terminated, in the package; their file names differ */
    const struct problem_laid *made; /* besides, of the reader's own making: inline data */
    size_t made_count;
    const char *prefix; /* stands in front of the text of each source of a submission; NULL: nothing
                         */
    const char
        *own_name;     /* of a submission of one file, without its ending; NULL: its language's */
    int takes_in;      /* the entry takes the submission's file into its own source, so that this is
                          not compiled by itself */
    const char *entry; /* file name of the one that is run in place of the submission; NULL:
                          problem.entry */
};
/* Sets of verdicts: 1 << one of these. */
enum problem_label {
    LABEL_AC,
    LABEL_PA,
    LABEL_WA,
    LABEL_TLE,
    LABEL_MLE,
    LABEL_OLE,
    LABEL_RTE,
    LABEL_SV,
    LABEL_CE,
    LABEL_COUNT,
};
struct problem_submission {
    const char *path;  /* in the package: with "submissions/" in front when it was found there */
    const char *label; /* "AC", "PA", "WA", "TLE", "MLE", "OLE", "RTE", "SV" or "CE"; NULL: the sets
                          below say what is expected */
    double points;     /* that it should get; -1: not stated */
    int line;          /* where that is said; 0: nowhere but by the folder */

    unsigned finals;    /* the verdicts of the whole that are right; 0: `label`, or any */
    unsigned permitted; /* all cases that run must have one of these; 0: any */
    unsigned required;  /* and at least one case one of these; 0: none */
    const struct problem_expectation *expectations; /* of groups, besides */
    size_t expectation_count;
    const char *const *case_labels; /* of each case in order, a verdict or NULL; NULL: not stated */
    double least_points, most_points; /* where has_points_range */
    int has_points_range;
    const char *message;  /* must be in what a validator says; NULL: not stated */
    const char *language; /* as stated; NULL: as told from its name */
    const char *entry;    /* file, or class, that it starts with, as stated; NULL: as told */
    int is_left_out;      /* of the time limit's calibration, though it is accepted */
    unsigned time_bounds; /* what its times say about a limit, where it is not left out: sets of
                             1 << TIME_BOUND_LOWER, 1 << TIME_BOUND_UPPER; 0: as its label says */
};
enum { TIME_BOUND_LOWER, TIME_BOUND_UPPER };
/* One more demand on a submission; every one of them must hold. */
struct problem_expectation {
    size_t group;        /* its cases, those of its groups included */
    const size_t *cases; /* in their place: indices into cases, rising; NULL: those of the group */
    size_t case_count;
    unsigned permitted, required;
    double least_points, most_points; /* of the group */
    int has_points_range;
    const char *message; /* must be in what a validator says for one of the cases; NULL: none */
};

/* How a time limit comes from the accepted submissions where the package states none
 * (`assay verify` measures; docs/packages.md). */
struct problem_calibration {
    double factor;         /* x the slowest accepted submission; 0: nothing is to be measured */
    double margin;         /* a submission labelled TLE must need more than margin x the limit */
    int64_t resolution_us; /* the limit is rounded up to a multiple of it, and at least that much */
};

/* {{name}} in the author's programs, submissions and included files stands for `value`
 * (problems/constants.h). */
struct problem_constant {
    const char *name; /* or "name.variant" */
    const char *value;
};

/* The language that the submissions count as where they are outputs (is_output_only): the only one
 * of such a problem's `languages`. */
#define PROBLEM_OUTPUTS "output"

enum problem_format {
    PROBLEM_NATIVE,
    PROBLEM_ICPC_LEGACY,
    PROBLEM_ICPC_2025,
    PROBLEM_DMOJ,
    PROBLEM_POLYGON,
    PROBLEM_CMS,
};

struct problem {
    struct arena arena; /* owns everything below */
    const char *folder; /* as given to problem_load, for messages */
    const char *file;   /* in it, says what the problem is: "problem.yaml", "init.yml", ... */
    const char *name;   /* `name:`, or the folder's base name */
    char version[65];   /* content hash, hex (SHA-256 over paths and contents) */
    const char *const *languages; /* NULL-terminated; NULL: all */
    struct problem_limits limits; /* stated values */
    const struct problem_language_limits *language_limits;
    size_t language_limit_count;
    struct problem_checker checker;
    /* Programs that look at inputs alone, which `assay verify` asks and no submission needs. */
    const struct problem_program *input_validators;
    size_t input_validator_count;
    enum problem_protocol input_protocol;
    enum problem_format format;
    struct problem_interaction interaction;
    int64_t passes;     /* how often a validator may have a submission run for a case: 1 */
    int is_output_only; /* submissions are the outputs themselves, a file for each case */
    int may_write;      /* whether programs may write into their working directory: 1 but in
                           2025-09 */
    const char *input_name, *output_name; /* files of the working directory in place of stdin and
                                             stdout; NULL: those */
    struct problem_calibration calibration;
    /* Of a submission; -1: not stated. */
    int64_t code_kib;   /* its files together */
    int64_t compile_us; /* CPU time to compile it, and memory */
    int64_t compile_memory_kib;
    const struct problem_constant *constants;
    size_t constant_count;
    const struct problem_include *includes;
    size_t include_count;
    const char *entry; /* file name (as laid over the submission) of an include that is
                          run in its place: problem_entry_for; NULL: none */
    const struct problem_call *compare; /* how function tests compare unless one says otherwise;
                                           NULL: exactly */
    enum problem_feedback feedback;     /* default: FEEDBACK_VERDICT */
    enum problem_stop stop;             /* of the root; unstated: first, or never with points */
    int64_t stop_after_tle;      /* no case is run after so many that are TLE; 0: any number */
    int64_t stop_after_total_us; /* nor when all runs together took so long; 0: any time */
    int has_points;              /* whether any case or group states points */
    const struct problem_case *cases;
    size_t case_count;
    const struct problem_group *groups;
    size_t group_count;
    const struct problem_submission *submissions;
    size_t submission_count;
};

#endif
