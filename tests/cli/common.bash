# What every suite needs: a folder of its own, the program, a small problem, programs to grade.
# The slowness of this machine, by which budgets are multiplied (scripts/slowness, tests/slowness.h).
slowness() {
    : "${ASSAY_SLOWNESS:=$("$BATS_TEST_DIRNAME/../../scripts/slowness")}"
    echo "$ASSAY_SLOWNESS"
}

# Seconds to be patient for: N on the machine that the suites were written on.
patience() { # N
    echo $(($1 * $(slowness)))
}

setup_folder() {
    : "${ASSAY_BIN:?the program under test}"
    folder=$(mktemp -d)
    chmod 755 "$folder" # graders are another user
    cd "$folder" || return 1
    export ASSAY_DB=$folder/assay.db ASSAY_CACHE=$folder/cache NO_COLOR=1
    mkdir double
    cat > double/problem.yaml <<'YAML'
assay: 1
name: Double it
limits: {time: 1s, wall: 2s, memory: 64MiB, output: 1MiB}
feedback: first_difference
cases:
  - {in: "4\n", out: "8\n"}
  - {in: "-3\n", out: "-6\n", hint: "numbers can be negative"}
YAML
    echo 'print(2 * int(input()))' > good.py
    echo 'print(2 * abs(int(input())))' > wrong.py
    printf 'import sys\nsys.exit(3)\n' > exits.py
    echo 'while True: pass' > loops.py
    echo 'print(' > broken.py
}

teardown_folder() {
    [ -z "${judge:-}" ] || kill -KILL "$judge" 2> /dev/null || true
    cd / && rm -rf "$folder"
}

# A judge in the background, its pid in $judge. Not through the function above, which would be a
# shell between us; and without bats' own descriptor, which bats waits for.
start_judge() {
    "$ASSAY_BIN" judge -j 1 "$@" 2> judge.log 3>&- &
    judge=$!
}

stop_judge() {
    kill -TERM "$judge"
    wait "$judge"
    judge=
}

assay() {
    "$ASSAY_BIN" "$@"
}

# Waits until the command given succeeds, 10 s at most (as many times longer as this machine is slower).
wait_until() {
    for _ in $(seq "$(patience 200)"); do
        if "$@" > /dev/null 2>&1; then return 0; fi
        sleep 0.05
    done
    fail "waited in vain for: $* $(tail -n 5 judge.log 2> /dev/null)"
}

# What this host lacks for a test; the integration server lacks nothing.
lacks() { # WHAT
    [ -z "${CI:-}" ] || fail "$1, and the integration server skips nothing"
    skip "$1"
}

state_of() { assay list --json | jq -r "select(.submission == $1) | .state"; }
is_state() { [ "$(state_of "$1")" = "$2" ]; }

# run, with stdout and stderr apart: $output, $errors, $status.
try() {
    local err=$folder/.stderr
    if output=$("$@" 2> "$err"); then status=0; else status=$?; fi
    errors=$(cat "$err")
}

# Says what went wrong, and the start of what was said: more would bury it.
fail() {
    printf '%s\n' "$*" "status: ${status:-}" "output: ${output:-}" "errors: ${errors:-}" |
        cut -c 1-1000 | head -n 40 >&2
    return 1
}

expect_status() {
    [ "$status" -eq "$1" ] || fail "expected exit status $1"
}

expect_in() { # TEXT PART
    case $1 in *"$2"*) ;; *) fail "expected \"$2\"" ;; esac
}

expect_not_in() {
    case $1 in *"$2"*) fail "did not expect \"$2\"" ;; esac
}

# Nothing of the program's is left, a moment later at the latest: the kernel may still be clearing up
# after one that has just ended.
no_process_left() {
    local left
    for _ in $(seq "$(patience 100)"); do
        left=$(pgrep -a -f "^$ASSAY_BIN" || true)
        [ -z "$left" ] && return
        sleep 0.05
    done
    fail "left: $left"
}
