/* The page of a submission, made from its report (docs/json.md, "report"). */
#ifndef JUDGE_PAGE_SUBMISSION_H
#define JUDGE_PAGE_SUBMISSION_H

#include "judge/report/page.h"

#include <jansson.h>

/* Appends the page to `out`. `has_page` (NULL: none has) says whether a page of another submission
 * lies beside this one, under the name page_submission_file gives. */
typedef int page_has_fn(int64_t submission, void *arg);
struct page_links {
    page_has_fn *has_page;
    void *arg;
};
void page_submission(struct buffer *out, enum page_format format, const json_t *report,
                     const struct page_links *links);

/* "submission-12.html" */
enum { PAGE_FILE_MAX = 64 };
const char *page_submission_file(char name[PAGE_FILE_MAX], enum page_format format,
                                 int64_t submission);

#endif
