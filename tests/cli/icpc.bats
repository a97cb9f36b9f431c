# Packages of ICPC and Kattis, read in place by the commands that take a problem.
load common.bash
setup() {
    setup_folder
    mkdir -p sums/data/sample sums/data/secret/big sums/submissions/accepted sums/submissions/wrong_answer
    echo 'name: Sums' > sums/problem.yaml
    printf '1 2\n' > sums/data/sample/1.in
    printf '3\n' > sums/data/sample/1.ans
    printf '5 6\n' > sums/data/secret/a.in
    printf '11\n' > sums/data/secret/a.ans
    printf -- '-5 6\n' > sums/data/secret/big/b.in
    printf '1\n' > sums/data/secret/big/b.ans
    ln -s ../a.in sums/data/secret/big/c.in
    ln -s ../a.ans sums/data/secret/big/c.ans
    echo 'print(sum(map(int, input().split())))' > sums/submissions/accepted/good.py
    echo 'print(sum(abs(int(n)) for n in input().split()))' > sums/submissions/wrong_answer/abs.py
}
teardown() { teardown_folder; }

@test "icpc: check takes a legacy package and warns that it states no time limit" {
    try assay check sums
    expect_status 0
    expect_in "$output" 'sums: good: "Sums", 4 cases, 2 labelled submissions'
    expect_in "$errors" "sums/problem.yaml: warning: the package states no time limit, so graders give 10 s"
    echo 2 > sums/.timelimit
    try assay check sums
    expect_status 0
    [ -z "$errors" ]
}

@test "icpc: grade judges by the default validator, samples first" {
    try assay grade --json sums sums/submissions/accepted/good.py
    expect_status 0
    names=$(jq -r '[.cases[] | .group + "/" + .name] | join(" ")' <<< "$output")
    [ "$names" = "sample/1 secret/a secret/big/b secret/big/c" ]
    try assay grade --json sums sums/submissions/wrong_answer/abs.py
    expect_status 1
    [ "$(jq -r .verdict <<< "$output")" = WA ]
    [ "$(jq -r '[.cases[].verdict] | join(" ")' <<< "$output")" = "AC AC WA SK" ]
}

@test "icpc: flags of one folder's validator hold for its cases alone" {
    echo 'output_validator_flags: case_sensitive' > sums/data/secret/big/testdata.yaml
    printf 'YES\n' | tee sums/data/sample/1.ans sums/data/secret/a.ans > sums/data/secret/big/b.ans
    rm sums/data/secret/big/c.*
    echo 'print("yes")' > yes.py
    try assay grade --json sums yes.py
    expect_status 1
    [ "$(jq -r '[.cases[].verdict] | join(" ")' <<< "$output")" = "AC AC WA" ]
}

@test "icpc: included files of the language are laid over a submission, and a main file is started" {
    mkdir -p sums/include/python3
    printf 'import solution\nprint(solution.add(*map(int, input().split())))\n' > sums/include/python3/__main__.py
    printf 'def add(a, b):\n    return a + b\n' > add.py
    try assay grade sums add.py
    expect_status 0
}

@test "icpc: a link that leads out of the package, and a missing answer, are errors at the file" {
    rm sums/data/secret/a.ans
    ln -sf /etc/hostname sums/data/secret/big/b.in
    try assay check sums
    expect_status 2
    expect_in "$errors" 'sums/data/secret/a.in: error: found no answer to this input'
    expect_in "$errors" 'sums/data/secret/big/b.in: error:'
}

@test "icpc: arguments and files of cases reach the submission, and no other case" {
    cat > sums/problem.yaml <<'YAML'
problem_format_version: 2025-09
name: Sums
YAML
    printf 'args: [--plus, "a b"]\n' > sums/data/sample/1.yaml
    mkdir -p sums/data/secret/a.files/more
    echo 5 > sums/data/secret/a.files/five.txt
    echo 6 > sums/data/secret/a.files/more/six.txt
    rm sums/data/secret/big/c.*
    cat > asks.py <<'PY'
import os, sys
if os.path.exists('five.txt'):
    print(int(open('five.txt').read()) + int(open('more/six.txt').read()), *sys.argv[1:])
else:
    print(sum(map(int, input().split())) if sys.argv[1:] in ([], ['--plus', 'a b']) else sys.argv)
PY
    try assay grade --json sums asks.py
    expect_status 0
    try assay grade --json sums sums/submissions/accepted/good.py
    expect_status 0
}

@test "icpc: a validator with the scripts build and run is built once, and run is asked" {
    printf 'problem_format_version: 2025-09\nname: Sums\n' > sums/problem.yaml
    mkdir sums/output_validator
    cat > sums/output_validator/judge.c <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
    long sum = 0, n, team;
    FILE *in = fopen(argv[1], "r");
    (void)argc;
    while (fscanf(in, "%ld", &n) == 1)
        sum += n;
    return scanf("%ld", &team) == 1 && team == sum ? 42 : 43;
}
C
    printf '#!/bin/sh\ncc -O1 -o judge judge.c && echo built\n' > sums/output_validator/build
    cat > sums/output_validator/run <<'SH'
here=$(dirname -- "$0")
"$here/judge" "$@"
status=$?
[ "$status" = 42 ] || echo "the sum is wrong" > "$3/teammessage.txt"
exit $status
SH
    try assay grade --json sums sums/submissions/accepted/good.py
    expect_status 0
    try assay grade --json sums sums/submissions/wrong_answer/abs.py
    expect_status 1
    expect_in "$output" '"message":"the sum is wrong"'
    # the build may make `run`, an executable
    rm sums/output_validator/run
    echo 'c++ -O1 -x c -o run judge.c' > sums/output_validator/build
    try assay grade sums sums/submissions/accepted/good.py
    expect_status 0
    # or there is nothing to build
    rm sums/output_validator/*
    printf '#!/usr/bin/env python3\nimport sys\nsys.exit(42)\n' > sums/output_validator/run
    try assay grade sums sums/submissions/wrong_answer/abs.py
    expect_status 0
}

@test "icpc: a build that fails, and one that leaves no run, are the package's fault" {
    printf 'problem_format_version: 2025-09\nname: Sums\n' > sums/problem.yaml
    mkdir sums/output_validator
    printf 'echo no such luck\nexit 3\n' > sums/output_validator/build
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'IE'
    expect_in "$output" 'no such luck'
    echo true > sums/output_validator/build
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'IE'
    expect_in "$output" 'there is no program `run`, and `build` made none'
    echo 'while :; do :; done' > sums/output_validator/build
    printf 'limits: {compilation_time: 1}\n' >> sums/problem.yaml
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'IE'
    [[ $output =~ 'the compile step '(took|used)' more than its '[13]' s' ]] || fail 'expected the limit of 1 s'
}

@test "icpc: constants stand in validators and the jury's submissions, not in a team's" {
    cat > sums/problem.yaml <<'YAML'
problem_format_version: 2025-09
name: Sums
constants: {limit: {value: 100, words: "one hundred"}, plus: "+"}
YAML
    mkdir sums/output_validator
    cat > sums/output_validator/v.py <<'PY'
import sys
right = sum(map(int, open(sys.argv[1]).read().split()))
sys.exit(42 if sys.stdin.read().split() == [str(right)] and right < {{limit}} and '{{limit.words}}' == 'one ' + 'hundred' else 43)
PY
    printf 'a, b = map(int, input().split())\nprint(a {{plus}} b)\n' > sums/submissions/accepted/good.py
    try assay verify --json sums
    expect_status 0
    [ "$(jq -r 'select(.verdict) | .verdict' <<< "$output" | sort | xargs)" = 'AC WA' ] || fail verdicts
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'CE'
}

@test "icpc: submissions.yaml says where a submission of several files starts" {
    printf 'problem_format_version: 2025-09\nname: Sums\n' > sums/problem.yaml
    mkdir sums/submissions/accepted/two
    echo 'print(1 / 0)' > sums/submissions/accepted/two/main.py
    cp sums/submissions/accepted/good.py sums/submissions/accepted/two/start.py
    try assay verify sums
    expect_status 1
    echo 'accepted/two: {entrypoint: start.py}' > sums/submissions/submissions.yaml
    try assay verify sums
    expect_status 0
}

@test "icpc: the package's limits of compilation hold for submissions" {
    printf 'name: Sums\nlimits: {compilation_time: 1, memory: 64}\n' > sums/problem.yaml
    cat > slow.cpp <<'CPP'
template <int N, int K> struct s { static const long v = s<N - 1, 2 * K>::v + s<N - 1, 2 * K + 1>::v; };
template <int K> struct s<0, K> { static const long v = K; };
int main() { return (int)s<19, 1>::v; }
CPP
    try assay grade sums slow.cpp
    expect_in "$output" 'CE'
    [[ $output =~ 'the compile step '(took|used)' more than its '[13]' s' ]] || fail 'expected the limit of 1 s'
    printf 'name: Sums\nlimits: {compilation_memory: 20}\n' > sums/problem.yaml
    printf '#include <map>\nint main() {}\n' > large.cpp
    try assay grade sums large.cpp
    expect_in "$output" 'CE'
    expect_in "$output" 'memory'
}

@test "icpc: 2025-09 lets no submission write files, unless allow_file_writing says so" {
    printf 'problem_format_version: 2025-09\nname: Sums\n' > sums/problem.yaml
    cat > writes.py <<'PY'
import os
def may():
    for name in ('x', '/tmp/x'):
        try:
            open(name, 'w').close()
            return True
        except OSError:
            pass
    return False
total = sum(map(int, input().split()))
if os.path.exists('seven.txt'):
    assert open('seven.txt').read() == '7\n'
print('writes' if may() else total)
PY
    for how in '' --exec; do
        try assay grade $how sums writes.py
        expect_status 0
    done
    printf '%s\n' 'if { : > x; } 2> /dev/null; then echo may; else read -r a b; echo $((a + b)); fi' > writes.sh
    try assay grade sums writes.sh
    expect_status 0
    mkdir sums/data/secret/a.files
    echo 7 > sums/data/secret/a.files/seven.txt
    try assay grade sums writes.sh
    expect_status 0
    try assay grade sums writes.py
    expect_status 0
    echo 'allow_file_writing: true' >> sums/problem.yaml
    try assay grade sums writes.py
    expect_status 1
}

# A validator that wants each number doubled in a second pass.
multi_pass() {
    cat > sums/problem.yaml <<'YAML'
problem_format_version: 2025-09
name: Sums
type: multi-pass
YAML
    mkdir -p sums/output_validator
    cat > sums/output_validator/v.py <<PY
import os, sys
feedback = sys.argv[3]
seen = feedback + 'seen'
passes = len(open(seen).read()) if os.path.exists(seen) else 0
open(seen, 'a').write('x')
assert not os.path.exists(feedback + 'nextpass.in')
said = int(sys.stdin.read())
if passes + 1 < $1:
    open(feedback + 'nextpass.in', 'w').write('%d %d\n' % (said, said))
    sys.exit(42)
right = sum(map(int, open(sys.argv[1]).read().split())) if passes == 0 else None
sys.exit(${2:-42})
PY
}

@test "icpc: a validator has a submission run again, up to validation_passes" {
    multi_pass 2
    try assay grade sums sums/submissions/accepted/good.py
    expect_status 0
    multi_pass 3
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'IE'
    expect_in "$output" 'pass'
    echo 'limits: {validation_passes: 3}' >> sums/problem.yaml
    try assay grade sums sums/submissions/accepted/good.py
    expect_status 0
    multi_pass 2 43
    try assay grade sums sums/submissions/accepted/good.py
    expect_in "$output" 'WA'
    # the second pass is a run of its own, with its own verdict
    multi_pass 2
    printf 'a, b = map(int, input().split())\nprint(a + b if a != b else 1 // 0)\n' > once.py
    try assay grade --json sums once.py
    expect_in "$output" '"verdict":"RTE"'
}

@test "icpc: check says which validators it has not asked about the answers" {
    printf 'problem_format_version: 2025-09\nname: Sums\n' > sums/problem.yaml
    mkdir sums/output_validator
    echo 'import sys; sys.exit(42)' > sums/output_validator/v.py
    try assay check sums
    expect_status 0
    expect_in "$output" 'the answers were not shown to output_validator/v.py; `assay verify` asks it'
}
