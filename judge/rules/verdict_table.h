/* The rule table itself, for verdict.c and for the tests that walk it. Everybody else asks
 * verdict_decide. */
#ifndef JUDGE_VERDICT_TABLE_H
#define JUDGE_VERDICT_TABLE_H

#include "judge/rules/verdict.h"

#include <stddef.h>

struct verdict_rule {
    const char *id;
    int (*matches)(const struct verdict_input *input);
    enum verdict verdict;
    /* Writes the reason; NULL: the rule has no reason. */
    void (*reason)(const struct verdict_input *input, char reason[VERDICT_REASON_MAX]);
    /* Writes one sentence without a full stop. */
    void (*explain)(const struct verdict_input *input, char *text, size_t size);
    /* Every reason the rule can give, separated by spaces; a word in capitals stands for any text.
     * For the docs and the tests. */
    const char *reasons;
};

extern const struct verdict_rule verdict_rules[];
extern const size_t verdict_rule_count;

/* verdict_decide as it would be without the rule `id` (NULL: with all). The test of a rule shows
 * with it that nothing else would have given the same result. */
void verdict_decide_without(const char *id, const struct verdict_input *input,
                            struct verdict_result *ret_result);

#endif
