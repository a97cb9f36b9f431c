/* What a run was refused because of a limit, memory apart: processes, threads, descriptors, room in
 * its temporary folder. A refusal is no rule of the table: a program may cope with it, and how it
 * ends decides. But what it waits for in vain, or fails at, is then named.
 *
 *     refusal_reason(refusal_known(&input))           the reason of R5, instead of "idle"
 *     refusal_describe(&input, verdict, text, size)   for people, after what the rule says
 *
 * Evidence comes first: what the filter and the control group counted, and what the program held
 * when its wall time was over. Words on stderr are a hint for people only, never for a reason.
 */
#ifndef JUDGE_REFUSAL_H
#define JUDGE_REFUSAL_H

#include "judge/rules/verdict.h"

#include <stddef.h>

enum refusal {
    REFUSAL_NONE,
    REFUSAL_PROCESSES,
    REFUSAL_THREADS,
    REFUSAL_DESCRIPTORS,
    REFUSAL_FILES,  /* as many as the temporary folder may hold */
    REFUSAL_FOLDER, /* the temporary folder is full */
};

/* By evidence alone. */
enum refusal refusal_known(const struct verdict_input *input);
/* "processes", "threads", "descriptors", "tmpfs_full"; "" for none. */
const char *refusal_reason(enum refusal refusal);

/* One sentence without a full stop; "" when nothing was refused, or it does not matter to this
 * verdict. At most `size` bytes (size > 0), the NUL included. */
void refusal_describe(const struct verdict_input *input, enum verdict verdict, char *text,
                      size_t size);

/* Looks for the words in the end of stderr: a set of REFUSAL_SAID_... for verdict_input.said. */
enum {
    REFUSAL_SAID_THREAD = 1,      /* a thread cannot be made */
    REFUSAL_SAID_AGAIN = 2,       /* EAGAIN, of whatever */
    REFUSAL_SAID_DESCRIPTORS = 4, /* EMFILE */
    REFUSAL_SAID_FULL = 8,        /* ENOSPC */
    REFUSAL_SAID_LARGE = 16,      /* EFBIG */
};
unsigned refusal_words(const char *text, size_t size);

#endif
