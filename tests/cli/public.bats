# The submitter's view: no secret answer, input or message gets through.
load common.bash
setup() {
    setup_folder
    mkdir secret
    cat > secret/problem.yaml <<'YAML'
assay: 1
name: Secrets
stop: never
cases:
  - {name: open-case, in: "OPENINPUT\n", out: "OPENANSWER\n", feedback: first_difference, hint: "OPENHINT"}
  - {name: SECRETNAME, in: "SECRETINPUT\n", out: "SECRETANSWER\n", feedback: verdict, hint: "SECRETHINT"}
  - {name: HIDDENNAME, in: "HIDDENINPUT\n", out: "HIDDENANSWER\n", feedback: none, hint: "HIDDENHINT"}
YAML
    # Tries every way out: stdout, stderr, the exit status.
    cat > leaks.py <<'PY'
import sys
text = sys.stdin.read()
print("LEAK", text)
sys.stderr.write("STDERRLEAK " + text)
sys.exit(0 if "OPEN" in text else 42)
PY
}
teardown() { teardown_folder; }

holds_no_secret() {
    for word in SECRETNAME SECRETINPUT SECRETANSWER SECRETHINT HIDDEN exit:42; do
        expect_not_in "$1" "$word"
    done
}

@test "grade --public shows what feedback allows and nothing else" {
    for form in --json --verbose; do
        try assay grade --public $form secret leaks.py
        expect_status 1
        holds_no_secret "$output$errors"
        expect_in "$output" "OPENHINT"
        expect_in "$output" "open-case"
    done
    try assay grade --public --json secret leaks.py
    [ "$(echo "$output" | jq '.cases | length')" = 2 ]
    [ "$(echo "$output" | jq -r '.cases[1].verdict')" = RTE ]
    [ "$(echo "$output" | jq -c '[.cases[].output]')" = '["LEAK OPENINPUT\n\n",null]' ] ||
        fail "what it printed: $output"
    try assay grade --public --csv public.csv secret leaks.py
    holds_no_secret "$(tail -n +2 public.csv)"
}

@test "a failed case keeps the first KiB that the program printed, also in the database" {
    cat > prints.py <<'PY'
import sys
if "OPEN" in input():
    print("é" * 2000)
else:
    sys.stdout.buffer.write(b"\xff\x00")
PY
    kept='[.cases[] | {output, output_base64}] == [
        {output: ("é" * 512), output_base64: null}, {output: null, output_base64: "/wA="},
        {output: null, output_base64: "/wA="}]'
    try assay grade --json secret prints.py
    [ "$(echo "$output" | jq "$kept")" = true ] || fail "grade: $output"
    assay init > /dev/null
    assay submit secret prints.py > /dev/null
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain --name tester 2> /dev/null
    try assay show --json 1
    [ "$(echo "$output" | jq "$kept")" = true ] || fail "show: $output"
    try assay show --public --json 1
    [ "$(echo "$output" | jq -c '[.cases[] | has("output") or has("output_base64")]')" = '[true,false]' ] ||
        fail "show --public: $output"
    printf 'print("OPENANSWER")\n' > right.py
    try assay grade --json secret right.py
    [ "$(echo "$output" | jq -c '[.cases[] | has("output")]')" = '[false,true,true]' ] ||
        fail "an accepted case keeps none: $output"
}

@test "the CSV's header names no secret case" {
    assay grade --public --csv public.csv secret leaks.py || true
    holds_no_secret "$(cat public.csv)"
}

@test "show --public and list --public obey it too" {
    assay init > /dev/null
    assay submit secret leaks.py > /dev/null
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain --name tester 2> /dev/null
    for form in "" --json; do
        try assay show --public $form 1
        expect_status 0
        holds_no_secret "$output"
        expect_in "$output" "OPENHINT"
        try assay list --public $form
        holds_no_secret "$output"
    done
}

@test "a hidden case that decides the verdict gives no reason away" {
    cat > late.py <<'PY'
import sys
text = sys.stdin.read().strip()
if "HIDDEN" in text:
    sys.exit(42)
print(text.replace("INPUT", "ANSWER"))
PY
    try assay grade --public --json secret late.py
    expect_status 1
    [ "$(echo "$output" | jq -r '"\(.verdict)|\(.reason)|\(.message)"')" = "RTE||" ]
    try assay grade --json secret late.py
    [ "$(echo "$output" | jq -r .reason)" = exit:42 ]
}

@test "what a submission prints cannot reach the terminal raw" {
    printf 'import sys\nsys.stderr.write("\\x1b[2J\\x1b]0;owned\\x07")\nprint("\\x1b[31mred")\n' > escape.py
    try assay grade double escape.py
    expect_status 1
    expect_not_in "$output" $'\x1b'
}

@test "every failure that may be seen is told, and nothing of the others" {
    sed -i 's/feedback: none/feedback: first_difference/; s/HIDDENNAME/late-case/' secret/problem.yaml
    echo 'print("NO")' > none.py
    try assay grade --public secret none.py
    expect_status 1
    expect_in "$output" "first failure: case 1 (open-case), WA"
    expect_in "$output" "failure: case 3 (late-case), WA"
    expect_in "$output" "HIDDENHINT"
    expect_in "$output" "failure: case 2, WA"
    for word in SECRETNAME SECRETINPUT SECRETANSWER SECRETHINT; do expect_not_in "$output" "$word"; done
}
