# assay verify: jury submissions of several packages, the table, the page, what is not run.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# The problem "double" with labels, under another name.
labelled() { # FOLDER LABELS
    cp -r double "$1"
    mkdir -p "$1/submissions"
    cp good.py wrong.py loops.py "$1/submissions/"
    echo "submissions: {$2}" >> "$1/problem.yaml"
}

@test "verify takes several problems, sums up, and goes on where one cannot be read" {
    labelled one 'good.py: AC, wrong.py: WA'
    labelled two 'good.py: AC, wrong.py: AC'
    try assay verify one two
    expect_status 1
    expect_in "$output" "== $folder/one"
    expect_in "$output" "2 of 2 as labelled"
    expect_in "$output" "1 of 2 as labelled"
    expect_in "$output" "got WA, expected AC"
    expect_in "$output" "in all: 3 of 4 as labelled in 2 packages"
    mkdir bad && echo 'assay: 2' > bad/problem.yaml
    try assay verify bad one
    expect_status 5
    expect_in "$errors" "bad/problem.yaml:1:8"
    expect_in "$output" "in all: 2 of 2 as labelled in 1 package; 1 could not be verified"
    try assay verify bad
    expect_status 2
    try assay verify --json one two
    [ "$(echo "$output" | jq -s '[.[] | [.path, .as_labelled, .differs]] == [
        ["submissions/good.py", true, ""], ["submissions/wrong.py", true, ""],
        ["submissions/good.py", true, ""],
        ["submissions/wrong.py", false, "got WA, expected AC"]]')" = true ] || fail "json"
    [ "$(echo "$output" | jq -c 'select(.isolation != null)' | wc -l)" -eq 1 ] || fail "isolation"
}

@test "verify names a submission that it cannot run, and counts it as no disagreement" {
    labelled one 'good.py: AC, prog.unknown: WA'
    echo text > one/submissions/prog.unknown
    try assay verify one
    expect_status 0
    expect_in "$output" "not run"
    expect_in "$output" "cannot tell the language"
    expect_in "$output" "1 of 1 as labelled, 1 not run"
    try assay verify --json one
    [ "$(echo "$output" | jq -s 'map(select(.reason == "language")) |
        [.[] | [.path, .verdict, .as_labelled]] ==
        [["submissions/prog.unknown", null, null]]')" = true ] || fail "json"
}

@test "verify shows a case's time and verdict in a column, a group's where cases do not fit" {
    labelled one 'good.py: AC, wrong.py: WA'
    try assay verify one
    [[ $output =~ submission\ +expected\ +verdict\ +reason\ +1\ +2 ]] || fail "columns"
    [[ $output =~ wrong\.py\ +WA\ +WA\ +0\.[0-9]{3}\ +WA\ 0\.[0-9]{3}\ +as\ labelled ]] || fail "row"
    mkdir -p many/submissions
    cp good.py wrong.py many/submissions/
    {
        printf 'assay: 1\ncases:\n'
        for group in small large; do
            printf -- '- group: %s\n  points: 10\n  cases:\n' $group
            for i in 1 2 3 4 5 6 7 8; do printf -- '  - {in: "%s\\n", out: "%s\\n"}\n' $i $((2 * i)); done
        done
        printf -- '  - {in: "-1\\n", out: "-2\\n"}\n'
        echo 'submissions: {good.py: AC, wrong.py: PA 10}'
    } > many/problem.yaml
    try assay verify many
    expect_status 0
    [[ $output =~ reason\ +small\ +large ]] || fail "groups"
    [[ $output =~ wrong\.py\ +PA\ 10\ +PA\ +0\.[0-9]{3}\ +WA\ 0\.[0-9]{3}\ +as\ labelled ]] || fail "row"
}

@test "verify writes a page that runs nothing and tells no data of secret cases" {
    labelled one 'good.py: AC, wrong.py: AC'
    sed -i 's/^name: .*/name: "<script>alert(1)<\/script> \& co"/' one/problem.yaml
    try assay verify --html page.html one
    expect_status 1
    [ -z "$(ls | grep partial || true)" ] || fail "left: $(ls)"
    page=$(cat page.html)
    expect_in "$page" "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"
    expect_not_in "$page" "<script"
    expect_in "$page" "default-src 'none'"
    expect_in "$page" "submissions/wrong.py"
    expect_in "$page" "got WA, expected AC"
    expect_not_in "$page" "-6"
    try assay verify --html page.html --with-data one
    expect_in "$(cat page.html)" 'expected &quot;-6&quot;'
    try assay verify --html nowhere/page.html one
    expect_status 4
    expect_in "$errors" "cannot write nowhere/page.html"
}
