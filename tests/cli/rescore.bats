# Verdicts that are computed again from what was kept, without a run.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
    mkdir pi
    write_problem 1s 1 2 '{floats: {absolute: 0.01}}'
    printf 'n = int(input())\nprint(3.141592653589793 * n)\n' > right.py
    printf 'n = int(input())\nprint(3.2 * n)\n' > rough.py
    printf 'n = int(input())\nif n == 2: 1 // 0\nprint(3.1416 * n)\n' > half.py
}
teardown() { teardown_folder; }

write_problem() { # TIME POINTS POINTS CHECKER
    cat > pi/problem.yaml <<YAML
assay: 1
name: Pi
limits: {time: $1, memory: 64MiB}
checker: $4
cases:
  - {in: "1\n", out: "3.1415926\n", points: $2}
  - {in: "2\n", out: "6.2831853\n", points: $3}
YAML
}

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log || fail "$(cat judge.log)"; }
field() { assay show "$1" --json | jq -r ".$2"; }
verdicts() { assay list --json | jq -r '"\(.verdict):\(.score | floor)"' | tr '\n' ' '; }

@test "points that changed are counted anew, without a run, and the set is applied or discarded" {
    assay submit pi right.py rough.py half.py > /dev/null
    judge_all
    [ "$(verdicts)" = "AC:3 WA:0 PA:1 " ] || fail "$(verdicts)"
    write_problem 1s 10 20 '{floats: {absolute: 0.01}}'
    try assay rejudge --json --rescore --dry-run 1-3
    [ "$(echo "$output" | jq -r .state | sort -u)" = would_be_rescored ]
    try assay rejudge --json --rescore 1-3
    expect_status 0
    [ "$(echo "$output" | jq -r .state | sort -u)" = rescored ] || fail
    [ "$(verdicts)" = "AC:3 WA:0 PA:1 " ]
    [ "$(assay status --json | jq .queued)" = 0 ]
    [ "$(assay rejudge show 1 --json | jq -c '[.items[].new | [.verdict, (.score | floor), .rescored]]')" = \
        '[["AC",30,true],["WA",0,true],["PA",10,true]]' ] || fail "$(assay rejudge show 1)"
    assay rejudge apply 1 > /dev/null
    [ "$(verdicts)" = "AC:30 WA:0 PA:10 " ]
    [ "$(field 3 'cases[1].score | floor') $(field 3 'cases[1].max_score | floor')" = "0 20" ]
    expect_in "$(assay show 3)" "computed from what judging 3 kept; nothing was run"
    [ "$(field 3 rescored_from)" = 3 ]
    try assay db check
    expect_status 0
    try assay rejudge --json --rescore 1
    [ "$(echo "$output" | jq -r '"\(.state): \(.why)"')" = \
        "not_rescored: it was judged by this version of its problem already" ] || fail
    # what judging it by the same version comes to is the same
    assay rejudge --same-version 1-3 > /dev/null
    judge_all
    [ "$(assay rejudge show 2 --json | jq .changed)" = 0 ] || fail "$(assay rejudge show 2)"
}

@test "a lower time limit, and a tolerance where the output was kept" {
    printf 'import time\nn = int(input())\nt = time.process_time()\nwhile time.process_time() < t + 0.3: pass\nprint(3.1416 * n)\n' > slow.py
    assay submit pi right.py slow.py rough.py > /dev/null
    judge_all
    [ "$(verdicts)" = "AC:3 AC:3 WA:0 " ] || fail "$(verdicts)"
    write_problem 200ms 1 2 '{floats: {absolute: 0.2}}'
    assay rejudge --rescore --apply 1-3 > /dev/null
    [ "$(verdicts)" = "AC:3 TLE:0 AC:3 " ] || fail "$(verdicts)"
    [ "$(field 2 reason) $(field 2 'cases[0].evidence.limits.time_us') $(field 2 limits.time_us)" = "cpu 200000 200000" ]
    [ "$(field 2 'cases[0].evidence.rule')" = R4 ]
    # the other way there is nothing to go by
    write_problem 1s 1 2 '{floats: {absolute: 0.01}}'
    try assay rejudge --json --rescore 1-3
    [ "$(echo "$output" | jq -r .why | sort -u | wc -l)" -ge 2 ] || fail
    expect_in "$output" "the tolerance is narrower, and the output of an accepted case is not kept"
    expect_in "$output" "the lower time limit of then ended the run"
    [ "$(assay rejudge list --json | wc -l)" = 1 ]
}

@test "what changed otherwise is named, and left out or run as asked" {
    assay submit pi right.py > /dev/null
    judge_all
    cp pi/problem.yaml kept.yaml
    refusal() { assay rejudge --json --rescore 1 | jq -r .why; }
    sed -i 's/64MiB/128MiB/' pi/problem.yaml
    [ "$(refusal)" = "the limits changed" ] || fail "$(refusal)"
    sed 's/3.1415926/3.1415927/' kept.yaml > pi/problem.yaml
    [ "$(refusal)" = "the data of case 1 changed" ] || fail "$(refusal)"
    sed 's/^checker.*/checker: lines/' kept.yaml > pi/problem.yaml
    [ "$(refusal)" = "the checker changed" ] || fail "$(refusal)"
    sed '$d' kept.yaml > pi/problem.yaml
    [ "$(refusal)" = "the number of cases changed" ] || fail "$(refusal)"
    sed 's/, points: .}/}/' kept.yaml > pi/problem.yaml
    echo hello > pi/notes.txt
    [ "$(refusal)" = "the file notes.txt changed" ] || fail "$(refusal)"
    [ "$(assay rejudge list --json | wc -l)" = 0 ]
    try assay rejudge --rescore --or-run 1
    expect_in "$output" "cannot be decided from what was kept: the file notes.txt changed"
    expect_in "$output" "submission 1 is queued again"
    judge_all
    [ "$(assay rejudge show 1 --json | jq -c '[.items[0].new | .verdict, .rescored]')" = '["AC",false]' ]
    try assay rejudge --rescore --same-version 1
    expect_status 2
    try assay rejudge --or-run 1
    expect_status 2
}
