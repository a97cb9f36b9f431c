/* Any text as a value: what is one is shown, is equal to itself, and is the same when it is read
 * again as it is shown (but for what is cut, and for classes). */
#include "judge/checkers/value_compare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct value_rules plain = {0};
    struct arena arena = ARENA_INIT;
    struct buffer shown = BUFFER_INIT;
    struct value_fault fault = {0};
    struct value value, again;

    if (value_parse(&arena, (const char *)data, size, &value, &fault) < 0) {
        require(fault.what != NULL && fault.at <= size);
    } else {
        value_show(&value, &shown, 100000);
        require(strlen(shown.data) == shown.size);
        require(value_parse(&arena, (const char *)data, size, &again, &fault) == 0);
        if (!strstr(shown.data, "a value of class"))
            require(value_equals(&plain, &value, &again));
    }
    buffer_release(&shown);
    arena_release(&arena);
    return 0;
}
