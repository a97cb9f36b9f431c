#include "judge/rules/visible.h"

#include <string.h>

unsigned visible_parts(const char *feedback, enum visible_reader reader, int is_open)
{
    unsigned parts = 0;

    if (!is_open)
        return 0;
    if (strcmp(feedback, "verdict") == 0)
        parts = VISIBLE_VERDICT;
    else if (strcmp(feedback, "first_difference") == 0)
        parts = VISIBLE_VERDICT | VISIBLE_WORDS | VISIBLE_OUTPUT |
                (reader == VISIBLE_TO_STUDENT ? VISIBLE_DATA : 0);
    return parts;
}
