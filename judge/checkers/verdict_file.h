/* What a validator's exit and the files that it leaves mean: the protocols between a judge and the
 * programs of a problem's author (docs/packages.md, "Validators"). Pure: bytes in, a word out.
 *
 *     struct validator_left left = {.exit_status = 43, .team_message = {"too long", 8, 1}};
 *     verdict_file_read(&rules, &left, &said);
 *
 * A validator is believed only as far as its protocol goes. Whatever it does else (another exit
 * status, a signal, a score that is no number) is VALIDATOR_FAILED with a reason: a fault of the
 * package, which no submitter is charged with.
 *
 * - PROTOCOL_ICPC: 42 accepts, 43 rejects. `judgemessage.txt` is for the judges, `teammessage.txt`
 *   for the team. After 42 there may be `score.txt` (points) or `score_multiplier.txt` (a factor,
 *   0 to 1), and `nextpass.in`, which asks for one more pass.
 * - PROTOCOL_TESTLIB: 0 accepts; 1 (wrong), 2 and 4 (format) and 8 (unexpected end) reject; 3 says
 *   that the package is wrong; 7 gives the points that stderr names ("points 12.5 ..."); 16 + n
 *   gives n per cent, and so do n and 50 + n where stderr ends with "partially correct (n) ...".
 *   stderr is for the judges, because it quotes answers.
 * - PROTOCOL_DMOJ: 0 accepts, 1 rejects; stdout is for the team.
 * - PROTOCOL_COCI: as testlib's 0, 1, 2, 3, but 7 gives the share in stderr: "partial 3/4".
 * - PROTOCOL_PEG: 0 accepts and 1 rejects, unless two lines of stdout that follow each other are
 *   numbers: their quotient is the share.
 * - PROTOCOL_CMS: 0, with a number from 0 to 1 in the first line of stdout; the first line of
 *   stderr is for the team, those after "ADMIN_MESSAGE:" for the judges.
 * - PROTOCOL_INPUT, PROTOCOL_INPUT_TESTLIB: 42, or 0, accepts an input; every other exit status
 *   rejects it, and `why` names that. What it wrote (stderr, else stdout) is for the judges.
 */
#ifndef JUDGE_VERDICT_FILE_H
#define JUDGE_VERDICT_FILE_H

#include "problems/problem.h"

#include <stddef.h>

enum validator_word {
    VALIDATOR_ACCEPTED,
    VALIDATOR_PARTIAL,
    VALIDATOR_WRONG,
    VALIDATOR_FAILED,
};

struct validator_text {
    const char *data;
    size_t size;
    int is_there;
};

/* What a validator left. Texts may be cut at their end; any bytes. */
struct validator_left {
    int exit_status; /* -1: a signal ended it */
    int signal;
    struct validator_text judge_message, team_message, score, multiplier, next_pass;
    struct validator_text out, errs; /* stdout and stderr */
};

struct validator_rules {
    enum problem_protocol protocol;
    int gives_score; /* as of problem_checker */
    int64_t pass;    /* which one this was, from 1 */
    int64_t passes;  /* how many there may be */
};

enum validator_score { VALIDATOR_NO_SCORE, VALIDATOR_POINTS, VALIDATOR_FACTOR };

struct validator_said {
    enum validator_word word; /* PARTIAL: a factor that is neither 0 nor 1, or points */
    enum validator_score kind;
    double score;                      /* finite, 0 or more; a factor is at most 1 */
    int wants_pass;                    /* one more, with what is in nextpass.in */
    struct validator_text judge, team; /* borrowed from what was left; NULL, 0: nothing */
    char why[320]; /* of VALIDATOR_FAILED, and of an input that is rejected: what it did, what was
                      expected */
};

/* It is at fault, for this reason: no score and no pass that it wished for counts. */
__attribute__((format(printf, 2, 3))) void validator_fail(struct validator_said *said,
                                                          const char *format, ...);
void verdict_file_read(const struct validator_rules *rules, const struct validator_left *left,
                       struct validator_said *ret_said);

#endif
