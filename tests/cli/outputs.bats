# Problems whose submissions are the outputs themselves: submit-answer of ICPC, output_only of CMS.
load common.bash

setup() {
    setup_folder
    mkdir -p sub/data/sample sub/data/secret/hard sub/submissions/accepted/all sub/submissions/wrong_answer
    printf 'problem_format_version: 2025-09\nname: Squares\ntype: submit-answer\n' > sub/problem.yaml
    printf '1\n' | tee sub/data/sample/1.in > sub/data/sample/1.ans
    printf '2\n' > sub/data/secret/two.in
    printf '4\n' > sub/data/secret/two.ans
    printf '2\n' > sub/data/secret/hard/again.in # equal to the last, and yet a case of its own
    printf '4\n' > sub/data/secret/hard/again.ans
    mkdir mine mine/secret
    answers 1 4 4
    find mine -type f -exec cp -t sub/submissions/accepted/all {} +
}

teardown() { teardown_folder; }

answers() { # SAMPLE TWO AGAIN
    echo "$1" > mine/1.out
    echo "$2" > mine/secret/two.out
    echo "$3" > mine/again.out
}

grade_mine() { # EXPECTED: "VERDICT: VERDICT OF EACH CASE"
    try assay grade --json --project sub "${2:-mine}"
    got=$(jq -r '.verdict + ": " + ([.cases[].verdict] | join(" "))' <<< "$output")
    [ "$got" = "$1" ] || fail "expected $1, got $got"
}

@test "outputs are found by the names of their cases, judged by the checker, and nothing is run" {
    grade_mine 'AC: AC AC AC'
    mkdir mine/secret/hard
    mv mine/again.out mine/secret/hard
    grade_mine 'AC: AC AC AC'
    [ "$(jq -r '[.cases[] | .path + .evidence.path] | unique | join(" ")' <<< "$output")" = output ]
    [ "$(jq -r '[.cases[] | .cpu_us + .wall_us] | add' <<< "$output")" = 0 ]
    [ "$(jq -r .language <<< "$output")" = output ]
    echo 5 > mine/secret/hard/again.out
    grade_mine 'WA: AC WA SK'
}

@test "a case without an output is wrong, and its name is told" {
    rm -f mine/again.out
    grade_mine 'WA: AC WA SK'
    expect_in "$output" 'no answer: the submission has no file secret/hard/again.out'
    rm -r mine && mkdir mine && echo 4 > mine/solution.py
    try assay grade --project sub mine
    expect_status 1
    expect_in "$output" 'CE'
    expect_in "$output" "no file of the submission has the name of a case's output, expected names such as secret/"
}

@test "outputs may come as an archive, and through the queue" {
    python3 -c 'import shutil; shutil.make_archive("mine", "zip", "mine")'
    try assay grade sub mine.zip
    expect_status 0
    assay init
    try assay submit sub mine.zip
    expect_status 0
    try assay submit --project sub mine
    expect_status 0
    assay judge -j 1 --drain
    try assay show 2 --json
    expect_in "$output" '"verdict":"AC"'
    expect_in "$output" '"path":"output"'
    try assay list --language output
    expect_status 0
}

@test "one case takes a single file, whatever its name; and an empty one is an output too" {
    rm -r sub/data/sample sub/data/secret/hard
    echo 4 > anything.txt
    try assay grade sub anything.txt
    expect_status 0
    : > empty
    try assay grade sub empty
    expect_status 1
    expect_in "$output" 'WA'
}

@test "programs are no outputs, and outputs no programs" {
    try assay grade sub good.py
    expect_in "$output" 'CE'
    try assay grade --language python3 sub good.py
    expect_in "$output" 'the problem does not take python3'
    try assay grade --language output double good.py
    expect_in "$output" 'the problem does not take output'
    assay init
    try assay submit --language output double good.py
    expect_status 2
    expect_in "$errors" 'does not take output, which good.py is in; it takes programs'
    try assay run --language output good.py
    expect_status 2
    expect_in "$errors" 'outputs cannot be run'
}

@test "a validator of the author's looks at outputs; verify runs the jury's" {
    mkdir sub/output_validator
    cat > sub/output_validator/v.py <<'PY'
import sys
n, team = int(open(sys.argv[1]).read()), sys.stdin.read().split()
sys.exit(42 if team == [str(n * n)] else 43)
PY
    echo 5 > sub/submissions/wrong_answer/two.out
    try assay verify --json sub
    expect_status 0
    [ "$(jq -r 'select(.verdict) | .verdict' <<< "$output" | sort | xargs)" = 'AC WA' ]
    grade_mine 'AC: AC AC AC'
    rm mine/1.out
    grade_mine 'WA: WA SK SK'
    expect_in "$output" 'no answer: the submission has no file sample/1.out'
}

@test "output_only of CMS: output_NNN.txt" {
    mkdir -p cms/input cms/output give
    printf 'name: c\ntitle: C\nn_input: 2\noutput_only: true\n' > cms/task.yaml
    for i in 0 1; do
        echo "$i" > "cms/input/input$i.txt"
        echo "$((i * 2))" | tee "cms/output/output$i.txt" > "give/output_00$i.txt"
    done
    try assay grade --project cms give
    expect_status 0
    rm give/output_001.txt
    try assay grade --json --project cms give
    expect_in "$output" '"score":50.0'
    expect_in "$output" 'the submission has no file output_001.txt'
}
