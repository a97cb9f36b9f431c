/* The bare baseline of a run: posix_spawn and waitpid, nothing kept and nothing compared. */
#ifndef TESTS_BENCH_BENCH_SPAWN_H
#define TESTS_BENCH_BENCH_SPAWN_H

#include <stdint.h>

/* The environment that a program has in a cell of python3, where one is wanted. */
extern char *const bench_python_environment[];

/* One run of argv[0], which must succeed: stdin from the file `input`, stdout to /dev/null. The
 * microseconds that it took; whatever goes wrong ends the process. */
int64_t bench_spawn(char *const argv[], char *const environment[], const char *input);

#endif
