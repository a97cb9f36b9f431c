/* The operator's maxima, which bound what a problem may ask for (struct problem_maxima). They come
 * from the operator's file (`maxima`, read with the languages), then from $ASSAY_MAXIMA, then from
 * --maxima; each replaces single values of those before. A grader, which sees neither the
 * environment nor the file, gets all of them in one line. */
#ifndef JUDGE_MAXIMA_H
#define JUDGE_MAXIMA_H

#include "base/buffer.h"
#include "base/error.h"
#include "problems/yaml/schema.h"

/* "time=10s,memory=1GiB": these become the ones in force. -EINVAL, and nothing has changed, where
 * one of them is wrong. */
int maxima_set_list(const char *list, struct error *err);

/* The value of the key `maxima` in the operator's file; errors go to the report. */
struct problem_maxima;
void maxima_read(const struct schema *schema, const struct yaml_node *node,
                 struct problem_maxima *maxima);

/* All that are in force, and the limits that were given for packages (struct problem_given), as a
 * line of numbers, and back: the length of the line that `text` starts
 * with, or -EINVAL. */
void maxima_write_line(struct buffer *text);
ssize_t maxima_take_line(const char *text, size_t size);

#endif
