/* A case in a page: what it came to, and why. */
#ifndef JUDGE_PAGE_CASE_H
#define JUDGE_PAGE_CASE_H

#include "judge/report/page.h"

#include <jansson.h>

/* The words, texts and data of a case that is not accepted; `test` is a case of a result
 * (docs/json.md), `data` what the report has of its data, NULL: nothing. */
void page_case(struct page *page, const json_t *test, const json_t *data);

/* The bars of a case: processor time, time on the clock with what was waited for a processor
 * apart, memory; against the limits that were in force (`limits` where the case has none). */
void page_case_bars(struct page *page, const json_t *test, const json_t *limits);

#endif
