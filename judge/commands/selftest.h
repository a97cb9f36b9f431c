/* The self-test of languages. Each language has one program (judge/languages/selftest/), which does
 * what its input asks for; it is judged like any submission. */
#ifndef JUDGE_SELFTEST_H
#define JUDGE_SELFTEST_H

#include "base/error.h"
#include "judge/languages/language.h"

#include <jansson.h>

enum { SELFTEST_PATH_MAX = 128 };

/* Whether the language has a program, or another language has one whose sources have the same
 * name. */
int selftest_has(const struct language *language);

/* Returns the program as a sealed memfd, or a negative errno. */
int selftest_program(const struct language *language);
/* A text that is no program in any language. */
int selftest_garbage(void);

/* Writes the problem into a new folder below $TMPDIR, readable for graders; selftest_remove takes
 * it away. */
int selftest_write(char ret_path[SELFTEST_PATH_MAX], struct error *err);
void selftest_remove(const char *path);

/* Makes the report of a self-test; `result` and `garbage` are graded results. It has every act's
 * verdict, what is wrong (an empty list: nothing), the path that the runs took, and the figures.
 * Returns a new reference. */
json_t *selftest_report(const struct language *language, const json_t *result,
                        const json_t *garbage);

#endif
