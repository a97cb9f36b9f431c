#!/usr/bin/env bats
# Every rule of scripts/check-style finds what it is there for: each test plants one violation in a
# small tree that is clean without it.

bats_require_minimum_version 1.5.0

setup()
{
    source_tree=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    tree=$BATS_TEST_TMPDIR/tree
    mkdir -p "$tree"/{base,db,problems,runner,judge,scripts,docs}
    cp "$source_tree/.clang-format" "$tree/"
    for layer in base db problems runner judge; do
        printf '/* What %s is for. */\n#include "base/base.h"\n' $layer >"$tree/$layer/$layer.h"
        printf '#include "%s/%s.h"\n\nint %s_value(void)\n{\n    return 1;\n}\n' \
            $layer $layer $layer >"$tree/$layer/$layer.c"
        echo "target_link_libraries(assay_$layer PUBLIC assay_base)" >"$tree/$layer/CMakeLists.txt"
    done
    printf '/* The foundation. */\n' >"$tree/base/base.h"
    printf '#!/bin/sh\necho "$1"\n' >"$tree/scripts/tool"
    echo "Text." >"$tree/docs/page.md"
}

check()
{
    run "$source_tree/scripts/check-style" --root "$tree" "$@"
}

# finds TEXT RULE: the check fails, and one of its lines has both.
finds()
{
    echo "$output"
    [ "$status" -eq 1 ]
    grep -F -- "$1" <<<"$output" | grep -F -- "$2: "
}

@test "a clean tree passes" {
    # every layer's files in a room of it
    mkdir "$tree"/{db/sqlite,problems/yaml,runner/host,judge/rules}
    for room in db/sqlite problems/yaml runner/host judge/rules; do
        mv "$tree/${room%/*}"/*.[ch] "$tree/$room/"
        sed -i "s,\"${room%/*}/,\"$room/," "$tree/$room"/*.[ch]
    done
    check
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"0 errors, 0 warnings" ]]
}

@test "layers: base includes db" {
    echo '#include "db/db.h"' >>"$tree/base/base.c"
    check layers
    finds "base/base.c:7" layers
}

@test "layers: db includes problems" {
    echo '#  include "problems/problems.h"' >>"$tree/db/db.h"
    check layers
    finds 'db must not include "problems/problems.h"' layers
}

@test "layers: runner includes judge" {
    echo '#include "judge/judge.h"' >>"$tree/runner/runner.c"
    check layers
    finds 'runner must not include "judge/judge.h"' layers
}

@test "layers: judge may include all" {
    printf '#include "%s"\n' db/db.h problems/problems.h runner/runner.h >>"$tree/judge/judge.h"
    check layers
    [ "$status" -eq 0 ]
}

@test "layers: an include without its layer" {
    echo '#include "db.h"' >>"$tree/db/db.c"
    check layers
    finds '"db.h" is not of a layer' layers
}

@test "layers: runner links db" {
    echo 'target_link_libraries(assay_runner_client PUBLIC assay_db)' >>"$tree/runner/CMakeLists.txt"
    check layers
    finds 'runner must not link assay_db' layers
}

# An include for every pair of rooms: exactly those against the arrows are found.
@test "rooms: every include against an arrow is found, and no other" {
    rm -r "$tree"/{base,db,problems,runner,judge}
    "$BATS_TEST_DIRNAME/rooms.py" "$tree" includes | sort >"$BATS_TEST_TMPDIR/expected"
    check rooms
    [ "$status" -eq 1 ]
    sed -n 's/^\([^:]*\):[0-9]*: rooms: .* must not include \("[^"]*"\)$/\1 \2/p' <<<"$output" |
        sort >"$BATS_TEST_TMPDIR/found"
    diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/found"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/found")" -gt 200 ]
    [[ $output == *" $(wc -l <"$BATS_TEST_TMPDIR/found") errors, 0 warnings" ]]
}

@test "rooms: every library linked against an arrow is found, and no other" {
    rm -r "$tree"/{db,problems,runner,judge}
    "$BATS_TEST_DIRNAME/rooms.py" "$tree" links | sort >"$BATS_TEST_TMPDIR/expected"
    check rooms
    [ "$status" -eq 1 ]
    sed -n 's/^[^:]*:[0-9]*: rooms: \(.*\) must not link \(.*\)$/\1 links \2/p' <<<"$output" |
        sort >"$BATS_TEST_TMPDIR/found"
    diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/found"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/found")" -gt 100 ]
}

@test "rooms: one without a library of its own" {
    rm "$tree"/{db,problems,runner,judge}/*.[ch]
    mkdir "$tree"/judge/{rules,report}
    touch "$tree"/judge/rules/a.c "$tree"/judge/report/a.c "$tree"/judge/main.c
    echo "assay_room(judge/rules USES base SOURCES rules/a.c report/a.c)" >"$tree/judge/CMakeLists.txt"
    check rooms
    finds "judge/report has no library" rooms
    [[ $output == *" 1 errors, "* ]]
    echo "assay_room(judge/report USES base SOURCES report/a.c)" >>"$tree/judge/CMakeLists.txt"
    check rooms
    [ "$status" -eq 0 ]
}

@test "rooms: one file of report knows the store" {
    mkdir "$tree/judge/report"
    echo '#include "db/store.h"' | tee "$tree/judge/report/stored.c" >"$tree/judge/report/stored.h"
    rm "$tree"/{db,problems,runner,judge}/*.[ch]
    check rooms
    echo "$output"
    [ "$status" -eq 0 ]
    echo '#include "db/store.h"' >"$tree/judge/report/result.c"
    check rooms
    finds 'judge/report must not include "db/store.h"' rooms
}

@test "rooms: the table of commands may include all of judge, and nothing includes it" {
    rm "$tree"/{db,problems,runner,judge}/*.[ch]
    printf '#include "judge/%s.h"\n' commands/a queue/a rules/a >"$tree/judge/main.c"
    check rooms
    echo "$output"
    [ "$status" -eq 0 ]
    mkdir "$tree/judge/commands"
    echo '#include "judge/main.h"' >"$tree/judge/commands/a.c"
    check rooms
    finds 'judge/commands must not include "judge/main.h"' rooms
}

@test "rooms: a file in no room" {
    check rooms
    finds "judge/judge.c:1" rooms
    finds "in no room" rooms
    mkdir "$tree/judge/attic"
    mv "$tree/judge/judge.c" "$tree/judge/attic/"
    check rooms
    finds "judge/attic/judge.c:1" rooms
}

@test "assembler: in runner/arch alone, and so the names of machines" {
    mkdir "$tree/runner/arch"
    printf 'void f(void)\n{\n    __asm__("nop");\n}\n' >"$tree/runner/arch/x86_64.c"
    echo nop >"$tree/runner/arch/x86_64.S"
    echo '/* asm */' >>"$tree/runner/runner.c"
    check assembler
    echo "$output"
    [ "$status" -eq 0 ]
    for word in '__asm__("nop")' 'asm("nop")' 'AUDIT_ARCH_X86_64' '__aarch64__'; do
        echo "$word;" >"$tree/runner/bad.c"
        check assembler
        finds "runner/bad.c:1" assembler
    done
    rm "$tree/runner/bad.c"
    echo nop >"$tree/judge/start.S"
    check assembler
    finds "judge/start.S:1" assembler
}

@test "tests: one that tests no file of its room" {
    mkdir -p "$tree/tests/judge/rules" "$tree/judge/rules"
    touch "$tree/tests/judge/rules/test_score.c"
    check tests
    finds "tests/judge/rules/test_score.c:1" tests
    touch "$tree/judge/rules/score.c"
    check tests
    [ "$status" -eq 0 ]
    mkdir "$tree/judge/report"
    mv "$tree/judge/rules/score.c" "$tree/judge/report/"
    check tests
    finds "this tests judge/rules/score.c, which is not there" tests
}

@test "libraries: argp.h in judge/commands alone" {
    mkdir -p "$tree/judge/commands" "$tree/judge/dispatch"
    echo '#include <argp.h>' >"$tree/judge/commands/command.h"
    check libraries
    [ "$status" -eq 0 ]
    echo '#include <argp.h>' >"$tree/judge/dispatch/tree.h"
    check libraries
    finds "<argp.h> may be included only in judge/commands/" libraries
}

@test "libraries: sqlite3.h in judge" {
    echo '#include <sqlite3.h>' >>"$tree/judge/judge.c"
    check libraries
    finds "<sqlite3.h> may be included only in db/sqlite/" libraries
}

@test "libraries: yaml.h in db" {
    echo '#include <yaml.h>' >>"$tree/db/db.c"
    check libraries
    finds "<yaml.h> may be included only in problems/yaml/" libraries
}

@test "libraries: seccomp.h in the runner's filter alone" {
    mkdir -p "$tree/runner/filter"
    echo '#include <seccomp.h>' >"$tree/runner/filter/filter.c"
    check libraries
    [ "$status" -eq 0 ]
    echo '#include <seccomp.h>' >>"$tree/runner/runner.c"
    check libraries
    finds "runner/runner.c" libraries
}

@test "libraries: runner links SQLite" {
    echo 'target_link_libraries(assay_runner PRIVATE PkgConfig::SQLITE)' >>"$tree/runner/CMakeLists.txt"
    check libraries
    finds "PkgConfig::SQLITE may be linked only in db/" libraries
}

@test "libraries: a built runner that holds libseccomp" {
    echo 'int seccomp_init(unsigned); int main(void) { return seccomp_init(0); }' |
        cc -x c - -lseccomp -o "$tree/bad-runner"
    echo 'int main(void) { return 0; }' | cc -x c - -o "$tree/good-runner"
    check --runner "$tree/good-runner" libraries
    [ "$status" -eq 0 ]
    check --runner "$tree/bad-runner" libraries
    finds "found libseccomp.so" libraries
}

@test "sql: a statement in judge, over two literals" {
    printf 'const char *x = "SELECT id "\n                "FROM submission";\n' >>"$tree/judge/judge.c"
    check sql
    finds "judge/judge.c:7" sql
}

@test "sql: lower case, update" {
    echo 'const char *x = "update judging set state = 1";' >>"$tree/problems/problems.c"
    check sql
    finds "problems/problems.c:7" sql
}

@test "sql: not in db, not in a comment, not in English" {
    echo 'const char *x = "DELETE FROM submission";' >>"$tree/db/db.c"
    echo '/* "SELECT id FROM submission" */' >>"$tree/judge/judge.c"
    echo 'const char *y = "select a language with --language";' >>"$tree/judge/judge.c"
    check sql
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "banned: each function" {
    for name in strcpy strcat sprintf gets atoi strtok system popen alloca; do
        printf 'void f(void)\n{\n    %s (a);\n}\n' $name >"$tree/base/bad.c"
        check banned
        finds "base/bad.c:3" banned
        [[ $output == *"$name is banned"* ]]
    done
}

@test "banned: not longer names, comments or strings" {
    printf 'int f(void)\n{\n    snprintf(a); strtok_r(b); /* system(c) */ return g("gets(d)");\n}\n' \
        >"$tree/base/good.c"
    check banned
    [ "$status" -eq 0 ]
}

@test "headers: one without an opening comment" {
    printf '#ifndef X\n#define X\n/* Late. */\n#endif\n' >"$tree/runner/bare.h"
    check headers
    finds "runner/bare.h:1" headers
}

function_of()
{
    printf 'int f(void)\n{\n'
    yes '    g();' | head -n "$1"
    printf '}\n'
}

@test "length: past 60 lines a warning, past 90 an error" {
    function_of 60 >"$tree/base/long.c"
    check length
    [[ $output == *"0 errors, 0 warnings" ]]
    function_of 61 >"$tree/base/long.c"
    check length
    [ "$status" -eq 0 ]
    [[ $output == *"base/long.c:2: length: warning: a function of 61 lines"* ]]
    function_of 91 >"$tree/base/long.c"
    check length
    finds "a function of 91 lines" length
}

@test "paths: a developer's folder in a page, a script and a source" {
    # The paths are put together here, so that this file passes the check itself.
    for path in work/main/x home/ann/x tmp/build-x; do
        echo "See /$path." >"$tree/docs/page.md"
        check paths
        finds "docs/page.md:1" paths
    done
    echo "cat /$path" >>"$tree/scripts/tool"
    check paths
    finds "scripts/tool:3" paths
    echo "const char *x = \"/$path\";" >>"$tree/base/base.c"
    check paths
    finds "base/base.c:7" paths
}

@test "format: a tab" {
    printf 'int x(void)\n{\n\treturn 1;\n}\n' >"$tree/judge/tab.c"
    check format
    finds "failed" format
    [[ $output == *"judge/tab.c:2:2: error: code should be clang-formatted"* ]]
}

@test "format: without clang-format the check fails instead of passing" {
    python=$(python3 -c 'import sys; print(sys.executable)')
    PATH=/nowhere run "$python" "$source_tree/scripts/check-style" --root "$tree" format shell
    finds "clang-format 14 is needed, found none" format
    finds "shellcheck is needed, found none" shell
}

@test "shell: an unquoted variable" {
    printf '#!/bin/sh\nrm -r $1\n' >"$tree/scripts/tool"
    check shell
    finds "scripts/tool" shell
    [[ $output == *SC2086* ]]
}

@test "an unknown rule and an empty tree are errors" {
    check spelling
    [ "$status" -eq 2 ]
    [[ $output == *"unknown rule spelling"* ]]
    rm -r "$tree"
    mkdir "$tree"
    check
    [ "$status" -eq 1 ]
    [[ $output == *"no C sources"* ]]
}
