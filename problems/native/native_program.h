/* A checker that is a program of the author: {program: check.cpp, protocol: testlib}
 * (docs/problem-format.md, "Checker programs"). */
#ifndef PROBLEMS_NATIVE_PROGRAM_H
#define PROBLEMS_NATIVE_PROGRAM_H

#include "problems/native/native_parts.h"

/* Adds its errors to the report. */
void native_read_program(const struct native *native, const struct yaml_node *node,
                         struct problem_checker *checker);

/* A case's `args`, and its `files`, which its program finds in its working directory under their
 * own names. Either node may be NULL. */
void native_read_furnishing(const struct native *native, const struct yaml_node *args,
                            const struct yaml_node *files, struct problem_case *kase);

/* The program that speaks with submissions: {program: talk.cpp, protocol: icpc}
 * (docs/problem-format.md, "Interactive problems"). `checker`: that of the problem, or NULL. */
void native_read_interactor(const struct native *native, const struct yaml_node *node,
                            const struct yaml_node *checker);

#endif
