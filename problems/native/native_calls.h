/* Function tests of the native format: the keys `call`, `setup`, `returns`, `raises`, `prints` and
 * `compare` of a case.
 *
 *     native_read_call(native, &nodes, &kase);         for each case, whether it has any or not
 *     native_finish_calls(native, file_node);          once all cases and languages are known
 */
#ifndef PROBLEMS_NATIVE_CALLS_H
#define PROBLEMS_NATIVE_CALLS_H

#include "problems/native/native_parts.h"

/* The values of a case's keys; NULL: not there. */
struct native_call_nodes {
    const struct yaml_node *self; /* the case */
    const struct yaml_node *call, *setup, *returns, *returns_literal, *raises, *prints, *compare;
};

/* Sets kase->call and, for `prints`, kase->out. Returns whether it is a function test, or was meant
 * to be one. */
int native_read_call(const struct native *native, const struct native_call_nodes *nodes,
                     struct problem_case *kase);

/* `compare:`, of the problem or of a case, laid over what `call` has. */
void native_read_compare(const struct native *native, const struct yaml_node *node,
                         struct problem_call *call);

/* What can be said only when all is read; lays the callers over the submissions. `file`: the name
 * of a submission's file, or NULL. */
void native_finish_calls(const struct native *native, const struct yaml_node *file);

/* The text, in the notation of problems/value.h, of a value that stands in YAML: a scalar in quotes
 * is text, one without is read as a value. -EINVAL with an error in the report where it is none. */
int native_read_value(const struct native *native, const struct yaml_node *node,
                      const char **ret_text);

/* The same of a scalar, in quotes or not, that is the text itself. */
int native_read_literal(const struct native *native, const struct yaml_node *node,
                        const char **ret_text);

#endif
