/* The answer of a case as a stream of bytes, read in blocks.
 *
 * A failure to read looks like the answer's end and is remembered in `failed`. checker.c looks at
 * `failed` after every call, so no comparison needs an error path, and no comparison can turn a
 * read error into a verdict. */
#ifndef JUDGE_CHECKER_ANSWER_H
#define JUDGE_CHECKER_ANSWER_H

#include <stddef.h>
#include <stdint.h>

enum { ANSWER_BLOCK = 64 * 1024, ANSWER_END = -1 };

/* Zeroed, with `fd` and `end` (-1) set, it is ready. */
struct answer {
    int fd;
    int failed;     /* errno of the read that failed; 0 */
    int64_t offset; /* of the next byte; set it to go back */
    int64_t end;    /* where the end was found; -1: not yet */
    int64_t block_start;
    size_t block_size;
    unsigned char block[ANSWER_BLOCK];
};

/* The next byte, or ANSWER_END. Looking does not move on; answer.offset++ does. */
int answer_fill(struct answer *answer);
static inline int answer_peek(struct answer *answer)
{
    uint64_t at = (uint64_t)(answer->offset - answer->block_start); /* huge when before the block */

    return at < answer->block_size ? answer->block[at] : answer_fill(answer);
}

#endif
