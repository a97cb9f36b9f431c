/* What a filter memfd holds, for the runner: a header, then the BPF of the filter for one process,
 * then that for several. Where the policy needs a number known only at the run (the program's own
 * pid, the longest request for memory) the code compares with a placeholder constant; loading
 * finds the places once, patching writes the numbers in (design.md section 4: own pid only).
 */
#ifndef RUNNER_FILTER_IMAGE_H
#define RUNNER_FILTER_IMAGE_H

#include "base/error.h"

#include <linux/filter.h>
#include <stdint.h>

/* Numbers that no rule of the table compares with. */
#define FILTER_PID_HOLE         0x5eaf00d1u
#define FILTER_CLOCK_HOLE       0x9eaf00d0u /* of what filter_clock_of() makes of the pid */
#define FILTER_LENGTH_HOLE_HIGH 0x7ea1a5a1u
#define FILTER_LENGTH_HOLE_LOW  0x1dea5eedu
#define FILTER_MAGIC            0x31544c46u

enum { FILTER_CODE_MAX = 4096, FILTER_HOLES_MAX = 128 };

struct filter_header {
    uint32_t magic;
    uint32_t single_count, multi_count; /* instructions */
};

struct filter_program {
    struct sock_filter *code;
    uint16_t count;
    uint16_t pid_holes[FILTER_HOLES_MAX], clock_holes[FILTER_HOLES_MAX];
    uint16_t high_holes[FILTER_HOLES_MAX], low_holes[FILTER_HOLES_MAX];
    unsigned pid_count, clock_count, high_count, low_count;
};

struct filter_image {
    struct filter_program single, multi;
};

/* What the number of a process's CPU clock starts with; the three bits below say which. */
static inline uint32_t filter_clock_of(uint32_t pid)
{
    return ~pid << 3;
}

/* Reads a memfd made by filter_compile (it stays the caller's). A program without its holes is
 * refused: it would not be patched. */
int filter_image_load(int fd, struct filter_image *ret_image, struct error *err);
void filter_image_release(struct filter_image *image);

/* Fills the holes; async-signal-safe, may be repeated. */
void filter_program_patch(struct filter_program *program, uint32_t pid, uint64_t max_length);

#endif
