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
