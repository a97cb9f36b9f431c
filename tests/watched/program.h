/* The programs that tests/watched runs: a tree of files in Python and Lua, one trap each. A folder
 * that holds `solution.py`, `main.lua` and the like is one program of several files.
 *
 * What a program needs stands in comments at the top of its file, before the first other line (in
 * Lua they begin with `--`):
 *
 *     # stdin: 3 4\n          what it reads; \n \t \\ and \xNN are escapes (default: nothing)
 *     # repeat: 1000          that many times
 *     # time: 1s              limits, with their units (PROGRAM_TIME_US, ...); wall is 3 x time
 *     # memory: 64MiB
 *     # output: 1MiB
 *     # verdict: RTE          what comes of it on either path (default: AC), so that a trap which
 *                             does not spring is seen
 *     # varies: stdout        legitimately different in each run: not compared (stdout, stderr)
 *     # addresses: stdout     has memory addresses in it: `0x` and its digits become `0x*`
 *     # differs: stdout       ... and two runs must indeed differ
 *     # exec: WHY             need not be watched
 *
 * A program whose very bytes matter has its verdict in NAME.verdict beside it.
 */
#ifndef TESTS_WATCHED_PROGRAM_H
#define TESTS_WATCHED_PROGRAM_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
    PROGRAM_TIME_US = 4 * 1000 * 1000,
    PROGRAM_MEMORY_KIB = 256 * 1024,
    PROGRAM_OUTPUT_KIB = 4 * 1024,
};

enum { PART_STDOUT = 1, PART_STDERR = 2 };

struct program {
    char *path, *name;    /* name: the path below the tree */
    const char *language; /* its name, by the file's extension */
    struct buffer input;
    int64_t time_us, memory_kib, output_kib;
    char verdict[8];
    int varies, differs, addresses; /* PART_ bits */
    int may_be_exec;
};

struct program_list {
    struct program *programs;
    size_t count;
};

/* Adds the programs below `folder`, in sorted order. An annotation that cannot be read is an error.
 */
int program_list_add(struct program_list *list, const char *folder, struct error *err);
void program_list_release(struct program_list *list);

/* The same order for the same seed. */
void program_list_shuffle(struct program_list *list, uint64_t seed);

#endif
