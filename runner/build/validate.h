/* What runs a validator, and what it reports: one stream of files (stream.h) in, one out.
 *
 * `assay-validate check OUTPUT_MAX FILES_MAX BYTES_MAX PROGRAM ARGUMENT...` runs in a cell of the
 * program of a problem's author. It lays the files of the stream on its stdin below /tmp, makes
 * VALIDATE_FEEDBACK, starts the program there with VALIDATE_OUTPUT as its stdin, and writes to
 * stdout, when the program has ended:
 *
 *     VALIDATE_STATUS   "exit 42", "signal 11", "flood" (it wrote more than OUTPUT_MAX bytes to its
 *                       stdout and stderr together), "exec 2" (errno: it cannot be started)
 *     VALIDATE_STDOUT   the start of its stdout
 *     VALIDATE_STDERR   the end of its stderr
 *     feedback/...      what it left there, unless that is more than FILES_MAX files or BYTES_MAX
 *                       bytes: then VALIDATE_FULL follows what fitted
 *
 * `assay-validate talk ...` is the same for a program that speaks with a submission: it inherits
 * stdin and stdout as they are, the files come from descriptor VALIDATE_CASE_FD, and the report
 * goes to VALIDATE_REPORT_FD, a notice (notice.h) in front of it; the program gets neither. There
 * is no VALIDATE_STDOUT.
 *
 * `assay-validate manage ...` is the same as `talk` for a manager of CMS: VALIDATE_INPUT, which is
 * "input.txt" as well, is its stdin, its stdout is told as VALIDATE_STDOUT, and the two ends of the
 * conversation have the names VALIDATE_FROM_PROGRAM and VALIDATE_TO_PROGRAM.
 *
 * `assay-validate make ...` is the same for a generator: VALIDATE_OUTPUT is its stdin as well, and
 * what it writes to stdout and stderr becomes VALIDATE_MADE_IN and VALIDATE_MADE_ANSWER. There is
 * no VALIDATE_STDOUT and no VALIDATE_STDERR; OUTPUT_MAX is not looked at.
 *
 * Nobody believes it more than the program that it starts: it is one process of the same user.
 */
#ifndef RUNNER_VALIDATE_H
#define RUNNER_VALIDATE_H

#define VALIDATE_INPUT    "case.in" /* below /tmp, as all of these */
#define VALIDATE_ANSWER   "case.ans"
#define VALIDATE_OUTPUT   "case.out"
#define VALIDATE_FEEDBACK "feedback/"

#define VALIDATE_FROM_PROGRAM "/dev/fd/20"
#define VALIDATE_TO_PROGRAM   "/dev/fd/21"

#define VALIDATE_MADE_IN     VALIDATE_FEEDBACK "made.in"
#define VALIDATE_MADE_ANSWER VALIDATE_FEEDBACK "made.ans"

#define VALIDATE_STATUS "status"
#define VALIDATE_STDOUT "stdout"
#define VALIDATE_STDERR "stderr"
#define VALIDATE_FULL   "full"

enum {
    VALIDATE_TEXT_MAX = 64 * 1024, /* of stdout, and of stderr */
    VALIDATE_REPORT_FD = 3,        /* of `talk`, */
    VALIDATE_CASE_FD = 4,          /* and of `manage`, both */
    VALIDATE_FROM_PROGRAM_FD = 20, /* of `manage` */
    VALIDATE_TO_PROGRAM_FD = 21,
};

#endif
