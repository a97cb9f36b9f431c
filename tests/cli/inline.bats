# Problems that are given with a submission, without a folder, and free runs.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
    cat > leap.yaml << 'YAML'
assay: 1
name: Leap years
limits: {time: 1s, memory: 64MiB}
cases:
  - {in: "2000\n", out: "leap\n", points: 2}
  - {in: "1900\n", out: "common\n", points: 1}
YAML
    printf 'y = int(input())\nprint("leap" if y %% 400 == 0 or y %% 4 == 0 and y %% 100 else "common")\n' > leap.py
    printf 'y = int(input())\nprint("leap" if y %% 4 == 0 else "common")\n' > julian.py
}
teardown() { teardown_folder; }

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log || fail "$(cat judge.log)"; }
field() { assay show "$1" --json | jq -r ".$2"; }

@test "a problem in one file is kept with what is submitted to it, and judged without a folder" {
    try assay submit --json --inline leap.yaml leap.py julian.py
    expect_status 0
    [ "$(echo "$output" | jq -r .problem | sort -u)" = "Leap years" ]
    rm leap.yaml
    judge_all
    [ "$(field 1 verdict) $(field 1 'score | floor')" = "AC 3" ] || fail "$(assay show 1)"
    [ "$(field 2 verdict) $(field 2 'score | floor')" = "PA 2" ] || fail "$(assay show 2)"
    [ "$(field 1 problem_folder)" = "version:$(field 1 problem_version)" ]
    try assay list --problem "Leap years"
    [ "$(echo "$output" | wc -l)" = 3 ]
    try assay show 2
    expect_in "$output" 'for "Leap years"'
    [ -z "$(ls -d /tmp/assay-inline-* 2> /dev/null)" ] || fail "left: $(ls -d /tmp/assay-inline-*)"
}

@test "the text may come from stdin, as JSON too, and the same text is one version" {
    assay submit --inline leap.yaml leap.py > /dev/null
    assay submit --inline - julian.py < leap.yaml > /dev/null
    echo '{"assay": 1, "name": "J", "cases": [{"in": "1\n", "out": "common\n"}]}' |
        assay submit --inline - leap.py > /dev/null
    judge_all
    [ "$(field 1 problem_version)" = "$(field 2 problem_version)" ]
    [ "$(field 3 problem) $(field 3 verdict)" = "J AC" ]
    [ "$(assay problem list --json | wc -l)" = 2 ]
}

@test "a problem is refused with its place, and nothing is queued or kept" {
    sed -i 's/name/nmae/' leap.yaml
    try assay submit --inline leap.yaml leap.py
    expect_status 2
    expect_in "$errors" 'leap.yaml:2:1: error: unknown key "nmae"'
    try assay submit --inline - leap.py < leap.yaml
    expect_status 2
    expect_in "$errors" 'stdin:2:1: error: unknown key "nmae"'
    printf 'assay: 1\ncases: [{in_file: data/1.in, out: "x"}]\n' > files.yaml
    try assay submit --inline files.yaml leap.py
    expect_status 2
    expect_in "$errors" "files.yaml:2:19: error: "
    try assay submit --inline nothing.yaml leap.py
    expect_status 2
    try assay submit --inline leap.yaml
    expect_status 2
    [ -z "$(assay list --json 2> /dev/null)" ]
    [ -z "$(assay problem list --json)" ]
}

@test "a free run keeps what was printed, under its own limits and input" {
    echo "20 22" > numbers
    echo 'print(sum(map(int, input().split())))' > sum.py
    echo 'while True: pass' > loops.py
    echo 'import sys; print("so far"); sys.exit(7)' > exits.py
    echo 'import sys; sys.stdout.buffer.write(b"x" * 20000)' > long.py
    assay submit --free --stdin numbers --memory 64MiB sum.py > /dev/null
    assay submit --free --time 200ms loops.py exits.py long.py > /dev/null
    rm numbers
    judge_all
    [ "$(field 1 verdict) $(field 1 'cases[0].output')" = "AC 42" ] || fail "$(assay show 1 --json)"
    [ "$(field 1 limits.memory_kib)" = 65536 ]
    [ "$(field 2 verdict) $(field 2 reason) $(field 2 limits.time_us)" = "TLE cpu 200000" ] || fail "$(assay show 2)"
    [ "$(field 3 verdict) $(field 3 reason) $(field 3 'cases[0].output')" = "RTE exit:7 so far" ]
    [ "$(field 4 verdict) $(field 4 'cases[0].output_bytes') $(field 4 'cases[0].output | length')" = "AC 20000 8192" ]
    try assay show 1
    expect_in "$output" "case 1 printed:"
    expect_in "$output" "    42"
    [ "$(assay show 1 --public --json | jq -r '.cases[0].output')" = 42 ]
    try assay submit --free --wait-for sum.py
    expect_status 2
    try assay submit --time 1s double good.py
    expect_status 2
    expect_in "$errors" "--free"
    try assay submit --free --inline leap.yaml leap.py
    expect_status 2
}

@test "what was submitted to an inline problem can be judged again, also after a prune" {
    assay submit --inline leap.yaml leap.py > /dev/null
    judge_all
    assay submit --inline leap.yaml julian.py > /dev/null
    try assay status
    expect_in "$output" "Leap years, given inline"
    assay problem prune > /dev/null
    judge_all
    [ "$(field 2 verdict)" = PA ]
    assay cancel 2 > /dev/null 2>&1 || true
    assay problem prune > /dev/null
    assay rejudge --same-version 1 > /dev/null
    assay rejudge 2 > /dev/null
    assay rejudge --at-once 1 > /dev/null 2>&1 || true
    judge_all
    [ "$(assay rejudge show 1 --json | jq -r '.items[0].new.verdict')" = AC ]
    [ "$(assay rejudge show 2 --json | jq -r '.items[0].new.verdict')" = PA ]
    assay problem export "$(field 1 problem_version)" out > /dev/null
    cmp out/problem.yaml leap.yaml
}

@test "a submission that was cancelled before it was judged keeps its inline problem" {
    assay submit --inline leap.yaml leap.py > /dev/null
    assay cancel 1 > /dev/null
    assay problem prune > /dev/null
    assay rejudge --at-once 1 > /dev/null
    judge_all
    [ "$(field 1 verdict)" = AC ]
}

@test "the same key with the same inline problem submits nothing again" {
    assay submit --key k --inline leap.yaml leap.py > /dev/null
    try assay submit --json --key k --inline leap.yaml leap.py
    expect_status 0
    [ "$(echo "$output" | jq -r '"\(.submission) \(.repeated)"')" = "1 true" ]
    sed -i 's/1s/2s/' leap.yaml
    try assay submit --key k --inline leap.yaml leap.py
    [ "$status" != 0 ]
}
