# Watched interpreters through the commands: which path runs take, and what happens when one dies.
load ../cli/common.bash

setup() {
    [ "$(id -u)" = 0 ] || skip "only root has watched interpreters"
    setup_folder
    # a case of 0.1 s, so that there is time to kill somebody
    cat > slow.py <<'PY'
import time
n = int(input())
time.sleep(0.1)
print(2 * n)
PY
}

teardown() { [ -z "${folder:-}" ] || teardown_folder; }

# Ways of the cases, each once: "exec watched".
paths() { echo "$output" | jq -r '.cases[].path' | sort -u | tr '\n' ' '; }

# Without a process of its own: there are many to look at, and those of the test do not wait.
is_below() { # PID ANCESTOR
    local pid=$1 key value
    while [ -n "$pid" ] && [ "$pid" != 0 ]; do
        [ "$pid" = "$2" ] && return
        while read -r key value; do
            [ "$key" = PPid: ] && break
        done 2> /dev/null < "/proc/$pid/status" || return 1
        pid=$value
    done
    return 1
}

# The interpreter below the process $1: number 300 in its namespace (runner/init/init_watch.c).
interpreter_below() {
    local status pid
    for status in $(grep -ls '^NSpid:.*	300$' /proc/[0-9]*/status); do
        pid=${status#/proc/}
        pid=${pid%/status}
        if is_below "$pid" "$1"; then
            echo "$pid"
            return
        fi
    done
}

# Whether one that this interpreter forked (its siblings) is in clock_nanosleep, as slow.py is: a
# run is at work.
has_run() { # PID
    local key value parent child call
    while read -r key value; do
        [ "$key" = PPid: ] && parent=$value
    done 2> /dev/null < "/proc/$1/status"
    for child in $(cat "/proc/$parent/task/$parent/children" 2> /dev/null); do
        read -r call _ 2> /dev/null < "/proc/$child/syscall" || continue
        [ "$call" = 230 ] && return
    done
    return 1
}

# Kills the interpreter below $1, in the middle of a run, as soon as there is one that is not $2;
# its pid in $killed.
kill_interpreter() {
    local pid
    for _ in $(seq "$(patience 500)"); do
        pid=$(interpreter_below "$1")
        if [ -n "$pid" ] && [ "$pid" != "$2" ] && has_run "$pid"; then
            kill -KILL "$pid" 2> /dev/null || true
            killed=$pid
            return
        fi
        sleep 0.02
    done
    fail "there is no interpreter"
}

@test "runs are watched unless that is turned off, and each case says so" {
    try assay grade --json double good.py
    expect_status 0
    [ "$(paths)" = "watched " ] || fail "$(paths)"
    try assay grade --json --exec double good.py
    [ "$(paths)" = "exec " ] || fail "$(paths)"
    sed -i 's/output: 1MiB/output: 1MiB, processes: 2/' double/problem.yaml
    try assay grade --json double good.py
    [ "$(paths)" = "exec " ] || fail "$(paths)"
}

@test "with a grader for each processor a program of one process stays on one, both ways" {
    local cpus i
    cpus=$(nproc)
    [ "$cpus" -gt 1 ] || skip "there is one processor: nothing to choose from"
    for i in $(seq "$cpus"); do
        echo 'import os; print(len(os.sched_getaffinity(0)))' > "$i.py"
    done
    mkdir where
    for processes in 1 2; do
        printf 'assay: 1\nlimits: {processes: %d}\ncases:\n  - {in: "", out: "%d\\n"}\n' $processes \
            $((processes == 1 ? 1 : cpus)) > where/problem.yaml
        try assay grade --json -j "$cpus" where [0-9]*.py
        expect_status 0
        try assay grade --json -j "$cpus" --exec where [0-9]*.py
        expect_status 0
    done
    # with processors to spare programs have all of them
    sed -i 's/processes: 2/processes: 1/' where/problem.yaml
    try assay grade --json -j 1 where [0-9]*.py
    expect_status 0
}

@test "people are told the path where it is not exec" {
    try assay grade double good.py
    expect_in "$output" "path"
    expect_in "$output" "watched"
    try assay grade --exec double good.py
    expect_not_in "$output" "path"
}

@test "an interpreter killed in the middle of a batch costs nobody anything" {
    local i expected=""
    for i in $(seq 8); do
        sed 's/0\.1/0.4/' slow.py > "right$i.py"
        sed 's/0\.1/0.4/; s/print(2/print(3/' slow.py > "wrong$i.py"
        expected+="AC WA "
    done
    "$ASSAY_BIN" grade --json -j 1 double $(for i in $(seq 8); do echo "right$i.py wrong$i.py"; done) \
        > out.json 2> err.txt 3>&- &
    local grade=$! killed=
    kill_interpreter $grade ""
    kill_interpreter $grade "$killed"
    kill_interpreter $grade "$killed"
    status=0
    wait $grade || status=$?
    output=$(cat out.json) errors=$(cat err.txt)
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict | tr '\n' ' ')" = "$expected" ] || fail "other verdicts"
    # what was spoilt was done again by exec, and others were watched before and after
    [ "$(paths)" = " exec watched " ] || [ "$(paths)" = "exec watched " ] || fail "paths: $(paths)"
    [ "$(echo "$output" | jq -r 'select([.cases[].path] | index("exec")) | .path' | wc -l)" -le 3 ] ||
        fail "more were done by exec than were spoilt"
    expect_not_in "$errors" "not tried again"
    no_process_left
}

@test "what a spoilt run has said is said once" {
    cat > talks.py <<'PY'
import time
print("begin", flush=True)
time.sleep(2)
print("end")
PY
    "$ASSAY_BIN" run talks.py < /dev/null > out.txt 2> err.txt 3>&- &
    local run=$! killed=
    kill_interpreter $run ""
    status=0
    wait $run || status=$?
    output=$(cat out.txt) errors=$(cat err.txt)
    expect_status 0
    [ "$output" = "$(printf 'begin\nend')" ] || fail "other output"
    expect_in "$errors" "warning" # or nothing was killed in time
}

@test "doctor and languages say whether interpreters can be watched, and why not" {
    export ASSAY_LANGUAGES=$folder/languages.yaml
    cat > languages.yaml <<'YAML'
assay_languages: 1
languages:
  preloads: {like: python3, preload: [no_such_module]}
  alone: {like: python3, watched: off}
YAML
    try assay doctor --json
    [ "$(echo "$output" | jq -c '[.watched[] | select(.language == "python3")][0].watched')" = true ]
    expect_in "$(echo "$output" | jq -r '.watched[] | select(.language == "preloads").watched_why')" \
        "No module named 'no_such_module'"
    [ "$(echo "$output" | jq '[.watched[] | select(.language == "alone")] | length')" = 0 ]
    try assay doctor
    expect_in "$output" "python3: installed, watched"
    expect_in "$output" "preloads: installed, not watched: the watched interpreter of preloads: "
    try assay languages --json python3 preloads alone
    [ "$(echo "$output" | jq -c '[.language, .watched, .preload]' | tr '\n' ' ')" = \
        '["python3",true,[]] ["alone",false,[]] ["preloads",false,["no_such_module"]] ' ] ||
        [ "$(echo "$output" | jq -c '[.language, .watched, .preload]' | tr '\n' ' ')" = \
            '["python3",true,[]] ["preloads",false,["no_such_module"]] ["alone",false,[]] ' ] ||
        fail "$(echo "$output" | jq -c '[.language, .watched, .preload]')"
    try assay doctor --json --exec
    expect_in "$(echo "$output" | jq -r '.watched[].watched_why')" "it is turned off"
}

@test "the self-test proves both paths" {
    try assay languages --test --json python3
    expect_status 0
    [ "$(echo "$output" | jq -r '[.test.path, .test_exec.path, .test.ok, .test_exec.ok] | @csv')" = \
        '"watched","exec",true,true' ] || fail "$(echo "$output" | jq .test,.test_exec)"
    try assay languages --test --json --exec python3
    [ "$(echo "$output" | jq -r '[.test.path, .test_exec] | @csv')" = '"exec",' ] || fail "--exec"
}

@test "a module of the submission's own, called like another, is taken down at the end" {
    mkdir own
    echo 'import heapq; print(1)' > own/main.py
    cat > own/heapq.py <<'PY'
import atexit
atexit.register(print, 'last')

class Last:
    def __del__(self):
        print('gone')

held = Last()
PY
    try assay run --json own
    [ "$(echo "$output" | jq -r '.evidence.path, .stdout' | tr '\n' ' ')" = "watched 1 last gone  " ] ||
        fail "$output"
}

# A program run both ways, $1 as it is submitted.
both_ways() {
    local way
    for way in "" --exec; do
        assay run --json $way "$1" < /dev/null | jq -r '.verdict, .stdout, .stderr' > ".said$way"
    done
    diff .said--exec .said || fail "$1: with exec, and watched"
}

@test "a preloaded module gives way to what an import would find otherwise" {
    printf 'assay_languages: 1\nlanguages:\n  python3: {preload: [random, decimal]}\n' > preload.yaml
    export ASSAY_LANGUAGES=$PWD/preload.yaml
    mkdir own package broken
    echo 'drawn = 4' > own/random.py
    echo 'import random, decimal; print(random.drawn, decimal.Decimal(1))' > own/main.py
    mkdir package/decimal
    echo 'ten = 10' > package/decimal/__init__.py
    echo 'import random, decimal; print(decimal.ten, random.Random(1).random())' > package/main.py
    echo > broken/bisect.py
    echo 'import random' > broken/main.py
    cat > blocks.py <<'PY'
import sys
class Blocks:
    def find_spec(self, name, path=None, target=None):
        print('wanted:', name)
        if name == 'decimal':
            raise ImportError('no')
sys.meta_path.insert(0, Blocks())
import random
import decimal
PY
    cat > path.py <<'PY'
import sys
open('/tmp/random.py', 'w').write('drawn = 4')
sys.path.insert(0, '/tmp')
import random
print(random.drawn)
del sys.path[:]
import decimal
PY
    cat > again.py <<'PY'
import random, sys
random.drawn = 4
first = sys.modules.pop('random')
import random
print(hasattr(random, 'drawn'), random is first)
PY
    cat > other.py <<'PY'
import sys, types
sys.modules['bisect'] = types.ModuleType('bisect')
try:
    import random
except ImportError as failure:
    print(failure)
del sys.modules['bisect']
sys.modules = dict(sys.modules)
import random
print(sys.modules['random'] is random)
PY
    cat > added.py <<'PY'
import sys
sys.path.append('/tmp')
sys.meta_path.append(None)
import random, decimal
print(len(sys.modules), decimal.Decimal(1), random.Random(1).random())
PY
    cat > filters.py <<'PY'
import warnings
with warnings.catch_warnings(record=True) as caught:
    import decimal, random
    warnings.warn('x')
print(warnings.filters, len(caught))
PY
    for program in own package broken blocks.py path.py again.py other.py added.py filters.py; do
        both_ways "$program"
    done
    if /usr/bin/python3 -c 'import numpy' 2> /dev/null; then
        sed -i 's/random, decimal/numpy/' preload.yaml
        sed -i 's/decimal, random/numpy/' filters.py # it adds to the filters
        both_ways filters.py
        # a library that would not be loaded twice is there all the same
        mkdir numeric
        echo 'mine = 1' > numeric/queue.py
        echo 'import numpy, queue; print(numpy.arange(3), queue.mine)' > numeric/main.py
        both_ways numeric
    fi
}
