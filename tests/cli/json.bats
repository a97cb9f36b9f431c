# docs/json.md is the contract: what every command prints fits its schema, and the page names every key.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

DOCS=$BATS_TEST_DIRNAME/../../docs

fits() { # COMMAND FILE
    "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" "$1" < "$2" 2> /dev/null > faults ||
        fail "$1: $(head -c 900 faults)"
}

programs() {
    echo 'x = bytearray(1 << 30)' > hog.py
    echo 'print("x" * (2 << 20))' > much.py
    echo 'import ctypes; ctypes.CDLL(None).syscall(101, 0, 0, 0, 0)' > traces.py
    echo 'import os; os.kill(os.getpid(), 11)' > dies.py
    printf 'import sys\nsys.stdout.buffer.write(b"\\xff\\x00a\\xc3")\n' > bytes.py
    printf 'int main(void) { return 0; }\n' > ends.c
    printf 'int main(void) { x }\n' > bad.c
    echo hello > notes.txt
    : > empty.py
}

@test "every command with --json has a schema, every schema a command, and the page names all keys" {
    local with=""
    for command in $(assay --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
        if assay "$command" --help 2> /dev/null | grep -q -- '--json'; then with+="$command "; fi
    done
    for action in $(assay db --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p'); do
        if assay db "$action" --help | grep -q -- '--json'; then with+="db-$action "; fi
    done
    [ "$(echo "$with" | wc -w)" -ge 11 ] || fail "commands: $with"
    [ "$(echo "$with" | xargs -n 1 | sort | xargs)" = \
        "$(cd "$DOCS/json" && ls | sed 's/[.]schema[.]json//' | grep -v common | sort | xargs)" ] ||
        fail "commands: $with; schemas: $(ls "$DOCS/json")"
    "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" --names
}

@test "the check of JSON can fail" {
    echo '{"schema_version":2}' > no.json
    ! "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" grade < no.json > /dev/null 2>&1
    assay grade --json double good.py | jq -c '. + {"more": 1}' > more.json
    ! "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" grade < more.json > /dev/null 2>&1
    : > nothing.json
    ! "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" grade < nothing.json > /dev/null 2>&1
}

@test "grade, run, verify and check" {
    programs
    assay grade --json double . > grade.json 2> /dev/null || true
    [ "$(jq -r .verdict grade.json | sort -u | xargs)" = "AC CE MLE OLE RTE SV TLE WA null" ] ||
        fail "verdicts: $(jq -r .verdict grade.json | xargs)"
    fits grade grade.json
    [ "$(jq -c 'select(.isolation != null)' grade.json | wc -l)" -eq 1 ] ||
        fail "isolation is not told once"
    [ "$(jq -c 'select(.path == "./notes.txt") | [.verdict, .reason]' grade.json)" = '[null,"passed_over"]' ] ||
        fail "not graded: $(grep notes.txt grade.json)"
    for feedback in first_difference verdict none; do
        sed -i "s/^feedback: .*/feedback: $feedback/" double/problem.yaml
        try assay grade --json --public double .
        expect_status 1
        echo "$output" > public.json
        fits grade public.json
    done
    for program in good loops hog much traces dies bytes broken; do
        echo 4 | assay run --json $program.py >> run.json 2> /dev/null || true
    done
    fits run run.json
    [ "$(jq -c 'select(.path == "bytes.py") | .stdout_is_text' run.json)" = false ]
    cp -r double judged
    printf 'import sys\nopen(sys.argv[3] + "judgemessage.txt", "w").write("no")\nsys.exit(43)\n' > judged/v.py
    echo 'checker: {program: v.py, protocol: icpc}' >> judged/problem.yaml
    try assay grade --json judged good.py
    expect_status 1
    echo "$output" > message.json
    [ "$(jq -r '.cases[0].judge_message' message.json)" = no ] || fail "$(cat message.json)"
    fits grade message.json
    mkdir double/submissions && cp good.py wrong.py double/submissions
    echo 'submissions: {good.py: AC, wrong.py: WA}' >> double/problem.yaml
    assay verify --json double > verify.json 2> /dev/null
    fits verify verify.json
    assay check --json double > check.json
    mkdir bad && echo 'assay: 2' > bad/problem.yaml
    assay check --json bad >> check.json 2> /dev/null || true
    fits check check.json
}

@test "submit, list, show, stats and rejudge" {
    programs
    assay init > /dev/null
    assay submit --json double good.py wrong.py broken.py ends.c hog.py > submit.json
    assay list --json > list.json
    assay show --json 1 > show.json
    [ "$(cat submit.json list.json show.json | jq -c '.verdict, (.judgings // [])[].verdict' | sort -u)" = null ] ||
        fail "the verdict of what is not judged yet: $(cat show.json)"
    assay judge --drain 2> /dev/null
    assay rejudge --json 1 2 > rejudge.json
    assay rejudge --json --dry-run 1 3 >> rejudge.json
    assay rejudge show 1 --json >> rejudge.json
    assay judge --drain 2> /dev/null
    assay rejudge show 1 --json >> rejudge.json
    assay rejudge list --json >> rejudge.json
    assay rejudge apply 1 --json >> rejudge.json
    assay list --json >> list.json
    assay list --public --json >> list.json
    for id in 1 2 3 4 5; do
        assay show --json $id >> show.json
        assay show --public --json $id >> show.json
    done
    assay stats --json > stats.json
    start_judge
    assay submit --wait --json double good.py >> submit.json
    assay pause --language lua > /dev/null
    assay submit double loops.py > /dev/null
    assay status --json > status.json
    stop_judge
    cp good.py double/another.py
    assay submit double good.py > /dev/null
    assay judge --drain 2> /dev/null
    for act in list "show double" "diff double" "prune --dry-run"; do
        # shellcheck disable=SC2086
        assay problem $act --json >> problem.json
    done
    assay db export --json > db-export.json
    assay db check --json > db-check.json
    assay db prune --older-than 0h --sources --outputs --events --dry-run --json > db-prune.json
    assay db prune --older-than 0h --sources --outputs --events --json >> db-prune.json
    assay db export --json >> db-export.json
    assay db backup --json copy.db > db-backup.json
    for id in 1 2 3; do assay show --json $id >> show.json; done
    for command in submit list show stats rejudge status problem db-export db-check db-prune db-backup; do
        fits $command $command.json
    done
}

@test "languages and doctor" {
    assay languages --json > languages.json
    assay languages --test --json python3 >> languages.json 2> /dev/null
    fits languages languages.json
    assay doctor --json > doctor.json || true
    fits doctor doctor.json
}

# What the library itself asks for is refused here, so whatever still asks past the judge's own
# allocator, which ends the process when memory runs out, shows. Each single allocation is failed in
# tests/judge/report/test_result_memory.c.
@test "no object is printed without what could not be allocated" {
    cat > refuses.c << 'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
void *__libc_malloc(size_t size);
void *malloc(size_t size)
{
    static __thread int asking;
    Dl_info caller;
    int refused = 0;

    if (!asking) {
        asking = 1;
        refused = dladdr(__builtin_return_address(0), &caller) && caller.dli_fname &&
                  strstr(caller.dli_fname, "libjansson") != NULL;
        asking = 0;
    }
    return refused ? NULL : __libc_malloc(size);
}
C
    # a sanitizer would have its own allocator first; scripts/test names a build without
    local plain=${ASSAY_PLAIN:-$ASSAY_BIN}
    ! ldd "$plain" | grep -q libasan || skip "set ASSAY_PLAIN to a build without sanitizers"
    cc -O1 -shared -fPIC -o refuses.so refuses.c -ldl
    "$plain" check --json double > whole.json
    try env LD_PRELOAD="$folder/refuses.so" "$plain" check --json double
    expect_status 0
    [ "$output" = "$(cat whole.json)" ] || fail "another object"
}
