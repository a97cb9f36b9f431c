/* Test files that exist already (unittest, pytest): each test is a case.
 *
 * What tests a file has is read off its text, since nothing of a package runs while it is loaded:
 * methods `test...` of the classes that name a TestCase as their base or are called `Test...`, and
 * functions `test...`, by the lines that define them. A test that only exists when the file runs (a
 * generated one) is not found; one with parameters of pytest's is one case. */
#ifndef PROBLEMS_NATIVE_TESTS_H
#define PROBLEMS_NATIVE_TESTS_H

#include "base/arena.h"

#include <stddef.h>

/* The names, "Class.test_method" or "test_function", in the order of the file. The array and the
 * names live in the arena. */
size_t native_find_tests(struct arena *arena, const char *text, size_t size,
                         const char *const **ret_names);

#endif
