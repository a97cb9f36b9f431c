# The self-test of languages, tested: it fails when a verdict is wrong, and says which.
load ../cli/common.bash
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# An operator's file, from stdin.
definitions() {
    { printf 'assay_languages: 1\nlanguages:\n'; cat; } > languages.yaml
    export ASSAY_LANGUAGES=$folder/languages.yaml
}

@test "a program that answers wrongly fails, act by act" {
    definitions <<'YAML'
  python3: {compile: [], run: [/usr/bin/python3, -c, "print(42)"]}
YAML
    try assay languages --test python3
    expect_status 1
    expect_in "$output" "wrong"
    expect_not_in "$errors" "add-2" # 2 + 40
    for line in "add-1: expected AC, found WA" "spin: expected TLE, found WA" \
        "eat: expected MLE, found WA" "crash: expected RTE, found WA" "mul: expected AC, found WA" \
        "garbage: expected CE or RTE, found WA"; do
        expect_in "$errors" "python3: $line"
    done
}

@test "memory that the definition cannot name is found out" {
    need java
    definitions <<'YAML'
  java: {memory_errors: [something else]}
YAML
    try assay languages --test --json java
    expect_status 1
    expect_in "$errors" "java: eat: expected MLE, found RTE (exit:1)"
    [ "$(echo "$output" | jq -c .test.ok,.test.acts.eat,.test.acts.crash)" = \
        'false
"RTE"
"RTE"' ] || fail "another report"
}

@test "the source of one language given to another does not pass" {
    definitions <<'YAML'
  none: {like: bash, source: solution.py, run: [/usr/bin/bash, "{file}"]}
YAML
    try assay languages --test none
    expect_status 1
    expect_in "$errors" "none: CE:"
}

@test "what is not installed is said, and fails only where it is needed" {
    definitions <<'YAML'
  rust: {version: [/nonexistent/rustc]}
  ada: {version: [/nonexistent/gnat]}
YAML
    script=$BATS_TEST_DIRNAME/selftest
    try env CI=true "$script" rust
    expect_status 1
    expect_in "$errors" "rust is not installed"
    try env -u CI "$script" rust
    expect_status 77
    expect_in "$output" "SKIPPED: rust"
    try env CI=true "$script" ada
    expect_status 77
}

@test "a submission in a language that is not installed is refused in words, by every command" {
    definitions <<'YAML'
  rust: {version: [/nonexistent/rustc]}
  c: {needs: [/nonexistent/lib.so]}
YAML
    echo 'fn main() {}' > a.rs
    echo 'int main(void) { return 0; }' > a.c
    mkdir -p double/submissions project
    cp a.rs project/main.rs
    for command in "grade double a.rs" "submit double a.rs" "run a.rs" \
        "grade --language rust double good.py" "run --language rust project"; do
        # shellcheck disable=SC2086 # words
        try assay $command
        [ "$status" -ne 0 ] || fail "$command: accepted"
        expect_in "$output$errors" "rust is not installed on this host: there is no /nonexistent/rustc"
        expect_in "$output$errors" "scripts/install-languages rust installs rustc gcc"
    done
    try assay grade double a.c
    expect_in "$output$errors" "there is no /nonexistent/lib.so"
    cp a.rs double/submissions
    printf 'submissions: {submissions/a.rs: AC}\n' >> double/problem.yaml
    try assay verify double
    expect_in "$output$errors" "rust is not installed on this host"
}

@test "a language without a program to prove it does not pass" {
    definitions <<'YAML'
  none: {source: solution.none, run: ["{file}"]}
YAML
    try "$BATS_TEST_DIRNAME/selftest" none
    expect_status 1
    expect_in "$errors" "none has no program"
}

@test "another CPython beside the first, at a prefix of its own" {
    private=$(mktemp -d -p /var/tmp) # not below /tmp: cells have a /tmp of their own
    prefix=$private/python
    name=$(basename "$(readlink -f /usr/bin/python3)")
    mkdir -p "$prefix"/bin "$prefix"/lib
    cp /usr/bin/"$name" "$prefix"/bin
    cp -r /usr/lib/"$name" "$prefix"/lib
    definitions <<YAML
  another:
    like: python3
    program: $prefix/bin/$name
    paths: [$prefix, /lib, /lib64, /usr/lib64, /usr/lib/x86_64-linux-gnu, /etc/ld.so.cache, /usr/lib/locale]
YAML
    try assay languages --test another python3
    tested=$status
    echo 'import json, sys; print(sys.prefix, json.__file__)' > where.py
    try assay run --language another where.py
    rm -rf "$private"
    [ "$output" = "$prefix $prefix/lib/$name/json/__init__.py" ] || fail "another prefix"
    [ "$tested" -eq 0 ] || fail "the self-test exited with $tested"
    try assay run where.py
    expect_in "$output" "/usr /usr/lib/$name/json"
}
