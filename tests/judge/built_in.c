#include "tests/judge/built_in.h"

#include "judge/languages/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int load_built_in_languages(void **state)
{
    struct report report = REPORT_INIT;

    (void)state;
    assert_int_equal(language_load_text("", "", 0, &report), 0);
    report_release(&report);
    return 0;
}
