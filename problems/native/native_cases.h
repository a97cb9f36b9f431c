/* `cases:` of the native format: cases, groups and globs become two arrays. */
#ifndef PROBLEMS_NATIVE_CASES_H
#define PROBLEMS_NATIVE_CASES_H

#include "problems/native/native_parts.h"

/* Fills the problem's cases and groups; its feedback and stop have been read. Adds what is wrong to
 * the report. */
void native_read_cases(const struct native *native, const struct yaml_node *node);

#endif
