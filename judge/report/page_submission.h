/* The pages of a submission, a problem and a user, each made from its report (docs/json.md,
 * "report"). */
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

/* The page of a problem, and that of a user, made from their reports. */
void page_problem(struct buffer *out, enum page_format format, const json_t *report,
                  const struct page_links *links);
void page_user(struct buffer *out, enum page_format format, const json_t *report,
               const struct page_links *links);

/* A cell with a submission's id, and a list of submissions, for all of these pages. */
void page_submission_cell(struct page *page, int64_t submission, const struct page_links *links);
void page_submission_list(struct page *page, const json_t *list, const char *title,
                          const struct page_links *links);

/* "submission-12.html" */
enum { PAGE_FILE_MAX = 64 };
const char *page_submission_file(char name[PAGE_FILE_MAX], enum page_format format,
                                 int64_t submission);

#endif
