/* gen/GEN: a line for each test case, and `# ST: POINTS` where a subtask begins. Pure. */
#ifndef PROBLEMS_CMS_GEN_H
#define PROBLEMS_CMS_GEN_H

#include "problems/yaml/source.h"

struct cms_subtask {
    double points;
    size_t cases;
};

/* Reads the text of `source`. Subtasks go to *ret_subtasks, in `arena`; where there is none,
 * *ret_subtask_count is 0 and *ret_case_count has the number of cases all the same. -EINVAL with
 * errors in `report`. */
int cms_gen_read(const struct source *source, struct arena *arena, struct report *report,
                 struct cms_subtask **ret_subtasks, size_t *ret_subtask_count,
                 size_t *ret_case_count);

#endif
