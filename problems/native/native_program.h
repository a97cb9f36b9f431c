/* A checker that is a program of the author: {program: check.cpp, protocol: testlib}
 * (docs/problem-format.md, "Checker programs"). */
#ifndef PROBLEMS_NATIVE_PROGRAM_H
#define PROBLEMS_NATIVE_PROGRAM_H

#include "problems/native/native_parts.h"

/* Adds its errors to the report. */
void native_read_program(const struct native *native, const struct yaml_node *node,
                         struct problem_checker *checker);

/* A list of arguments, NULL-terminated; untouched when it is none. */
void native_read_args(const struct native *native, const struct yaml_node *node,
                      const char *const **ret_args);

#endif
