# assay report: pages of submissions.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
}
teardown() { teardown_folder; }

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log; }

# Nothing but what a page may have: no script, no style of an element, nothing from elsewhere.
expect_still() { # FILE
    ! grep -iqE '<script|javascript:|style="|src=|https?:|<link|<iframe' "$1" || fail "$1 is not still"
    LC_ALL=C
    ! grep -q "$(printf '[\001-\010\013-\037\177]')" "$1" || fail "$1 has controls"
}

@test "the page of a wrong answer says which rule decided, and where output and answer part" {
    assay submit --user ann double wrong.py > /dev/null
    judge_all
    try assay report 1
    expect_status 0
    expect_in "$output" "case 2 (2) has WA, by rule R8c"
    expect_in "$output" '<details id="case-2" open>'
    expect_in "$output" "The first difference is in line 1, column 1 of the output."
    expect_in "$output" "<mark>-6</mark>"
    expect_in "$output" "<mark>6</mark>"
    expect_in "$output" "Hint: numbers can be negative"
    expect_in "$output" "<b>1</b>print(2 * abs(int(input())))"
    echo "$output" > page.html
    expect_still page.html
    try assay report --markdown 1
    expect_in "$output" "# Submission 1: wrong.py"
    expect_in "$output" "Message: line 1, column 1: expected \"-6\", got \"6\""
}

@test "what people and programs wrote stays text" {
    printf 'print("</pre><script>alert(1)</script>\\x1b[2J\\0\\u202e")\n# <img src=x onerror=alert(1)>\n' > evil.py
    assay submit --user '<script>eve</script>' double evil.py > /dev/null
    judge_all
    assay report 1 > page.html
    grep -q '&lt;script&gt;alert(1)&lt;/script&gt;' page.html
    grep -q '&lt;script&gt;eve' page.html
    grep -qF '<span class="u">\x1b</span>' page.html
    grep -qF '<span class="u">\u202e</span>' page.html
    sed 's/ src=x//' page.html > looked-at.html
    expect_still looked-at.html
}

@test "a rejudge is shown beside the judging before it, with what changed in the problem" {
    assay submit --user ann double wrong.py > /dev/null
    judge_all
    sed -i 's/-6/6/' double/problem.yaml
    assay rejudge 1 --at-once > /dev/null
    judge_all
    try assay report --markdown 1
    expect_in "$output" "| verdict | WA | AC |"
    expect_in "$output" "| case 2 | WA | AC |"
    expect_in "$output" "| problem.yaml | changed |"
}

@test "pages in a folder link to each other" {
    assay submit --user ann double wrong.py good.py broken.py > /dev/null
    judge_all
    try assay report 1 2 3
    expect_status 2
    expect_in "$errors" "expected -o FOLDER"
    try assay report 1 2 -o pages
    expect_status 0
    grep -q 'href="submission-2.html"' pages/submission-1.html
    grep -q 'href="submission-1.html"' pages/submission-2.html
    ! grep -q 'href="submission-3.html"' pages/submission-1.html
    [ "$(ls -A pages)" = "$(printf 'submission-1.html\nsubmission-2.html')" ]
    assay report 3 > page.html
    grep -q 'What the compiler said' page.html || grep -q 'compile error' page.html
}

@test "--public shows neither data nor what only the operator may know" {
    sed -i 's/feedback: first_difference/feedback: verdict/' double/problem.yaml
    assay submit --user ann double wrong.py > /dev/null
    judge_all
    for form in "" --markdown --json; do
        # shellcheck disable=SC2086
        assay report --public $form 1 > out
        for secret in "-6" "numbers can be negative" "problem.yaml" "$(hostname)"; do
            ! grep -qF -e "$secret" out || fail "$form shows $secret"
        done
        grep -q "WA" out
    done
}

@test "report --json is what the page is made from" {
    assay submit --user ann double wrong.py good.py exits.py > /dev/null
    judge_all
    assay report --json 1 2 3 > out
    assay report --json --public 1 2 3 >> out
    "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" report < out
    [ "$(head -n 1 out | jq -c '.data[0].difference')" = '{"line":1,"column":1,"got_at":0,"answer_at":0}' ]
    try assay report 9
    expect_status 4
    expect_in "$errors" "no submission 9"
}

@test "the page of a problem has verdicts by language, distributions, cases and runs near the limit" {
    printf 'import time\nt=time.process_time\nwhile t() < 0.9: pass\nprint(2 * int(input()))\n' > near.py
    assay submit --user ann double wrong.py good.py near.py > /dev/null
    assay submit --user '<b>bob' double good.py > /dev/null
    judge_all
    try assay report --markdown --problem "Double it"
    expect_status 0
    expect_in "$output" "| python3 | 4 |"
    expect_in "$output" "| 2 | 2 |  | 1 | 4 | 25 % |"
    expect_in "$output" "Runs near the time limit"
    assay report --problem "Double it" > page.html
    expect_still page.html
    grep -q '<svg class="plot"' page.html
    assay report 1 --json | jq -e '.equal == []' > /dev/null
    assay report 2 --json | jq -e '[.equal[].submission] == [4]' > /dev/null
    { assay report --json --problem "Double it"; assay report --json --user ann; assay report --json 2; } > out
    "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" report < out
    assay report --user '<b>bob' > page.html
    expect_still page.html
    grep -q 'User: &lt;b&gt;bob' page.html
    try assay report --problem nothing
    expect_status 4
    try assay report --user nobody
    expect_status 4
    try assay report --user ann 1
    expect_status 2
    try assay report --user ann --public
    expect_status 2
}
