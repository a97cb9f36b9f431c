/* What assay-validate writes to descriptor 3 first of all, in one write, when the program of the
 * problem's author has ended which it started to speak with a submission: the runner reads it, and
 * so knows who of the two ended first. Its report follows. */
#ifndef RUNNER_NOTICE_H
#define RUNNER_NOTICE_H

#include <stdint.h>

#define AUTHOR_NOTICE 0x656e6421u

struct author_notice {
    uint32_t magic;
    int32_t wait_status; /* as waitpid(2); -1: none, it was ended for what it did */
};

#endif
