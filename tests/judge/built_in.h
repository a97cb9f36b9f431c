/* The built-in languages, for tests that need a real one. */
#ifndef TESTS_JUDGE_BUILT_IN_H
#define TESTS_JUDGE_BUILT_IN_H

/* A group's setup: the built-in definitions, and nothing of an operator's. */
int load_built_in_languages(void **state);

#endif
