/* What of a submission would be found in the place of a file of the problem. */
#include "judge/submissions/shadow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *path, *include;
    int hides;
} cases[] = {
    {"helper/__init__.py", "helper.py", 1},
    {"helper/__init__.cpython-311-x86_64-linux-gnu.so", "helper.py", 1},
    {"helper.so", "helper.py", 1},
    {"helper.cpython-311-x86_64-linux-gnu.so", "helper.py", 1},
    {"helper.abi3.so", "helper.py", 1},
    {"helper.pyc", "helper.py", 1},
    {"__pycache__/helper.cpython-311.pyc", "helper.py", 1},
    {"__pycache__/helper.cpython-311.opt-1.pyc", "helper.py", 1},
    {"helper.py", "helper.py", 0}, /* is replaced anyway */
    {"helper/data.txt", "helper.py", 0},
    {"helpers/__init__.py", "helper.py", 0},
    {"helper2.so", "helper.py", 0},
    {"lib/helper.so", "helper.py", 0},
    {"Helper.so", "helper.py", 0},
    {"helper.txt", "helper.py", 0},
    {"__pycache__/helper2.cpython-311.pyc", "helper.py", 0},
    {"Helper.pmc", "Helper.pm", 1},
    {"Helper.pm.bak", "Helper.pm", 0},
    {"helper", "helper.js", 1},
    {"node_modules/helper/index.js", "helper.js", 1},
    {"node_modules/helper.js", "helper.js", 1},
    {"helper.json", "helper.js", 0},
    {"data.js", "data.json", 1},
    {"grader.h.gch", "grader.h", 1},
    {"grader.h.gch/a", "grader.h", 1},
    {"grader.c", "grader.h", 0}, /* its implementation may well be what is asked for */
    {"grader.h", "grader.c", 0},
    {"Helper.class", "Helper.java", 1},
    {"Helper$Inner.class", "Helper.java", 1},
    {"HelperB.class", "Helper.java", 0},
    {"helper/mod.rs", "helper.rs", 1},
    {"helper/part.rs", "helper.rs", 0},
    {"helper.hi", "helper.hs", 1},
    {"helper.cmx", "helper.ml", 1},
    {"helper.mli", "helper.ml", 0},
    {"helper.ali", "helper.adb", 1},
    {"helper.adb", "helper.ads", 0},
    {"judging.mod", "helper.f90", 1},
    {"HELPER.PPU", "helper.pas", 1},
    {"helper.pp", "helper.pas", 1},
    {"helper.pas", "helper.pp", 1},
    {"HELPER", "helper.cpy", 1},
    {"helper.qlf", "helper.pl", 1},
    {"helper.fasl", "helper.lisp", 1},
    {"helper", "helper.awk", 1},
    {"helper.so", "data.txt", 0},
    {"data", "data.txt", 0},
    {"x", "noextension", 0},
    {"[a]/__init__.py", "[a].py", 1}, /* names are no patterns */
    {"a/__init__.py", "[a].py", 0},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (shadow_hides(cases[i].path, "", cases[i].include) != cases[i].hides)
            fail_msg("%s for %s: expected %d", cases[i].path, cases[i].include, cases[i].hides);
    }
}

static void test_folders(void **state)
{
    (void)state;
    assert_true(shadow_hides("src/helper/__init__.py", "src/", "helper.py"));
    assert_false(shadow_hides("helper/__init__.py", "src/", "helper.py"));
    assert_false(shadow_hides("src/helper/__init__.py", "", "helper.py"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
