/* Makes a filter of libseccomp's smaller without changing what it says. The kernel compiles a
 * filter each time it is loaded, which costs by the instruction, and every run loads one.
 * libseccomp compares with each number that it knows; here a row of numbers with one fate is one
 * comparison, and tests that can only come out one way are left out.
 */
#ifndef RUNNER_FILTER_PACK_H
#define RUNNER_FILTER_PACK_H

#include "base/error.h"

#include <linux/filter.h>
#include <stddef.h>

/* Packs `code` of *count instructions in place. -EINVAL when it is not of the form that libseccomp
 * 2.5 makes: a check of the architecture, of the x32 bit, then a tree over the call's number. */
int filter_pack(struct sock_filter *code, size_t *count, struct error *err);

#endif
