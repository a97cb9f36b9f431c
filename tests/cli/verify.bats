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
    [ -z "$(find . -maxdepth 1 -name '*partial*')" ] || fail "left: $(ls)"
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

# An ICPC package without a time limit: sums of two numbers, with submissions in the folders.
package() { # FOLDER
    mkdir -p "$1"/data/sample "$1"/data/secret "$1"/submissions/{accepted,wrong_answer,time_limit_exceeded}
    echo 'name: Sum' > "$1/problem.yaml"
    echo '1 2' > "$1/data/sample/1.in" && echo 3 > "$1/data/sample/1.ans"
    echo '4 -5' > "$1/data/secret/2-neg.in" && echo -1 > "$1/data/secret/2-neg.ans"
    echo '300 4' > "$1/data/secret/3-big.in" && echo 304 > "$1/data/secret/3-big.ans"
    cat > "$1/submissions/accepted/slow.py" <<'PY'
#!/usr/bin/python3
import time
a, b = map(int, input().split())
while a > 99 and time.process_time() < 0.25: pass
print(a + b)
PY
    mkdir "$1/submissions/accepted/parts"
    echo 'def add(a, b): return a + b' > "$1/submissions/accepted/parts/sums.py"
    cat > "$1/submissions/accepted/parts/main.py" <<'PY'
#!/usr/bin/python3
from sums import add
print(add(*map(int, input().split())))
PY
    echo 'print(abs(sum(map(int, input().split()))))' > "$1/submissions/wrong_answer/abs.py"
    echo 'while True: pass' > "$1/submissions/time_limit_exceeded/ever.py"
}

@test "verify measures the limit that a package leaves open, names the slowest, and keeps it" {
    package sum
    assay init > /dev/null 2>&1
    try assay verify sum
    expect_status 0
    local said='time limit [0-9.]+ s, measured: 5 x [0-9.]+ m?s, '
    said+='which submissions/accepted/slow.py took for case secret/3-big, rounded up'
    [[ $output =~ $said ]] || fail "expected $said"
    expect_in "$output" "4 of 4 as labelled"
    expect_not_in "$output" "kept for"
    # a default without it, said once; the measured limit with it
    try assay grade sum sum/submissions/accepted/slow.py
    expect_in "$output" "CPU 10.000 s"
    expect_in "$errors" "states no time limit, and none was measured on this host"
    try assay verify --db "$ASSAY_DB" sum
    expect_in "$output" "kept for $(hostname)"
    limit=$(assay list --json > /dev/null; sqlite3 "$ASSAY_DB" 'SELECT time_us FROM calibration')
    [ "$limit" -ge 2000000 ] && [ $((limit % 1000000)) -eq 0 ] || fail "limit $limit"
    try assay grade --db "$ASSAY_DB" --json sum sum/submissions/accepted/slow.py
    [ "$(echo "$output" | jq .limits.time_us)" -eq "$limit" ] || fail "not the measured limit"
    expect_not_in "$errors" "states no time limit"
    assay submit sum sum/submissions/accepted/slow.py > /dev/null
    assay judge --drain 2> judge.log
    [ "$(assay show --json 1 | jq .judgings[0].limits.time_us)" -eq "$limit" ] || fail "judge: $(cat judge.log)"
    # another version of the package has to be measured again
    echo '7 7' > sum/data/sample/1.in && echo 14 > sum/data/sample/1.ans
    try assay grade --db "$ASSAY_DB" --json sum sum/submissions/accepted/slow.py
    [ "$(echo "$output" | jq .limits.time_us)" -eq 10000000 ] || fail "the limit of another version"
}

@test "verify names what the package's margin leaves open" {
    package sum
    # over the limit, but not by the margin: what it takes is 1.2 times the limit
    printf 'limits: {time_multiplier: 2, time_safety_margin: 8}\n' >> sum/problem.yaml
    cat > sum/submissions/time_limit_exceeded/ever.py <<'PY'
import time
while time.process_time() < 2.5: pass
PY
    try assay verify sum
    expect_status 0
    expect_in "$output" "it is over the limit by less than the package's margin, so its label says nothing"
    expect_in "$output" "4 of 4 as labelled, 1 close in time"
    # in time, but not by much: it differs in its time alone
    cat > sum/submissions/time_limit_exceeded/ever.py <<'PY'
import time
while time.process_time() < 0.6: pass
print(sum(map(int, input().split())))
PY
    try assay verify --json sum
    expect_status 1
    [ "$(echo "$output" | jq -r 'select(.path | contains("ever")) | .borderline')" = \
        "only its time differs, and that is close to the limit" ] || fail "borderline"
}

@test "verify runs all cases where sets of case verdicts are expected, and says which do not fit" {
    package sum
    printf 'problem_format_version: 2025-09\nname: Sum\nuuid: 1ee0e4ef-0b8f-4c5d-a0a6-3f9c5b4e3b5e\n' > sum/problem.yaml
    printf 'type: pass-fail\nlimits: {time_limit: 2}\nlicense: unknown\n' >> sum/problem.yaml
    cat > sum/submissions/time_limit_exceeded/ever.py <<'PY'
a, b = map(int, input().split())
if b < 0: print(7)
while a > 99: pass
if b > 0: print(a + b)
PY
    try assay verify --json sum
    expect_status 1
    [ "$(echo "$output" | jq -c 'select(.path | contains("ever")) |
        [.expected, .differs, [.cases[].verdict]]')" = \
        '["all AC, PA or TLE, one TLE","case secret/2-neg got WA, permitted is AC, PA or TLE",["AC","WA","TLE"]]' ] ||
        fail "$(echo "$output" | jq -c '[.path, .expected, .differs, [.cases[].verdict]]')"
    printf 'time_limit_exceeded/*.py: {permitted: [AC, WA, TLE], required: [TLE]}\n' > sum/submissions/submissions.yaml
    sed -i 's/^if b < 0: .*//; s/^if b > 0: //' sum/submissions/time_limit_exceeded/ever.py
    try assay verify sum
    expect_status 0
}

@test "verify follows no link out of the package" {
    package sum
    echo 'print(sum(map(int, input().split())))' > outside.py
    ln -s ../../../outside.py sum/submissions/accepted/link.py
    ln -s slow.py sum/submissions/accepted/again.py
    try assay verify sum
    expect_not_in "$output" "print(sum"
    [[ ! $output =~ link\.py\ +AC\ +AC ]] || fail "outside.py was run"
    expect_in "$output" "submissions/accepted/again.py"
}

# The package "sum" with a validator of its inputs and one of outputs; the latter's word is given.
with_validators() { # EXTRA LINES OF THE OUTPUT VALIDATOR
    package sum
    printf 'validation: custom\nlimits: {time_limit: 5}\n' >> sum/problem.yaml
    rm -r sum/submissions/time_limit_exceeded sum/submissions/accepted/slow.py
    mkdir -p sum/input_validators sum/output_validators
    cat > sum/input_validators/numbers.py <<'PY'
#!/usr/bin/python3
import sys
most = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
a, b = map(int, sys.stdin.readline().split())
if sys.stdin.read():
    sys.exit(42)  # more than a line is not looked at
if max(a, b) > most:
    print(f"{max(a, b)} is more than {most}", file=sys.stderr)
    sys.exit(43)
sys.exit(42)
PY
    {
        printf '#!/usr/bin/python3\nimport sys\n%s\n' "$1"
        echo 'answer = open(sys.argv[2]).read().split()'
        echo 'sys.exit(42 if sys.stdin.read().split() == answer else 43)'
    } > sum/output_validators/same.py
}

@test "verify has input validators look at inputs and output validators at answers" {
    with_validators ''
    try assay verify sum
    expect_status 0
    expect_in "$output" "test data: 3 inputs and 3 answers looked at"
    expect_in "$output" "2 of 2 as labelled"
    expect_not_in "$output" "finding"
    # flags of a group; a validator's own words
    echo 'input_validator_flags: 200' > sum/data/secret/testdata.yaml
    try assay verify --html page.html sum
    expect_status 1
    expect_in "$output" "secret/3-big, input: input_validators/numbers.py ended with exit status 43, expected 42; it says: 300 is more than 200"
    expect_in "$output" "2 of 2 as labelled, 1 finding in the test data"
    expect_in "$(cat page.html)" "secret/3-big, input: input_validators/numbers.py"
    expect_not_in "$(cat page.html)" "300 is more than"
    try assay verify --html page.html --with-data sum
    expect_in "$(cat page.html)" "300 is more than"
    try assay verify --json sum
    expect_status 1
    [ "$(echo "$output" | jq -c 'select(.findings) | [.inputs, .answers, .missing, .findings[0].case,
        .findings[0].of, .findings[0].is_sample]')" = '[3,3,"","secret/3-big","input",false]' ] || fail "json"
    try assay verify --no-data sum
    expect_status 0
    expect_not_in "$output" "test data"
}

@test "verify names an answer that the package's own validator does not accept" {
    with_validators 'if open(sys.argv[2]).read().strip() == "304": print("odd", file=open(sys.argv[3] + "judgemessage.txt", "w")); sys.exit(43)'
    rm -r sum/submissions/wrong_answer
    mkdir sum/submissions/wrong_answer && mv sum/submissions/accepted/parts sum/submissions/wrong_answer/
    try assay verify sum
    expect_status 0
    expect_in "$output" "  warning: secret/3-big, answer: output_validators/same.py rejects it; it says: odd"
    expect_in "$output" "1 of 1 as labelled, 1 warning about answers"
    expect_not_in "$output" "finding"
    try assay verify sum --json
    expect_status 0
    [ "$(echo "$output" | jq -c 'select(.findings) | .findings[] | [.case, .of, .is_warning]')" = '["secret/3-big","answer",true]' ] || fail "json"
}

@test "verify counts an answer of a sample that the package's own validator does not accept" {
    with_validators 'if open(sys.argv[2]).read().strip() == "3": sys.exit(43)'
    try assay verify sum --time 5s
    expect_status 1
    expect_in "$output" "  sample/1, answer: output_validators/same.py rejects it"
    expect_in "$output" "1 finding in the test data"
    expect_not_in "$output" "warning:"
}

@test "verify blames validators of inputs that crash, loop or cannot be built, and goes on" {
    with_validators ''
    echo 'int main(void) { __builtin_trap(); }' > sum/input_validators/crash.c
    echo 'int main(void) { return 42 }' > sum/input_validators/slip.c
    echo 'int main(void) { return 42; }' > sum/input_validators/fine.c
    echo '%%' > sum/input_validators/grammar.ctd
    try assay verify sum
    expect_status 1
    expect_in "$errors" "input_validators/grammar.ctd: warning: found a grammar of Checktestdata"
    expect_in "$output" "sample/1, input: input_validators/crash.c was ended by signal 4"
    expect_in "$output" "validator input_validators/slip.c: it cannot be compiled: slip.c"
    expect_in "$output" "2 of 2 as labelled, 4 findings in the test data"
}

@test "verify gives input validators of 2025-09 the arguments of the case and its files" {
    package sum
    rm -r sum/submissions/time_limit_exceeded sum/submissions/wrong_answer sum/submissions/accepted/slow.py
    printf 'problem_format_version: 2025-09\nname: Sum\nlimits: {time_limit: 5}\n' > sum/problem.yaml
    mkdir -p sum/input_validators/say sum/input_validators/no
    printf 'import sys\nif sys.argv[1:] == ["9", "x"]: sys.exit(42)\nprint(sys.argv[1:])\n' > sum/input_validators/say/main.py
    printf 'import sys\nif sys.argv[1:] == []: sys.exit(42)\nprint(sys.argv[1:])\n' > sum/input_validators/no/main.py
    printf 'input_validator_args: {say: ["9", "x"]}\n' > sum/data/sample/test_group.yaml
    printf 'input_validator_args: {say: ["9", "x"], nobody: []}\n' > sum/data/secret/test_group.yaml
    printf 'input_validator_args: ["7"]\n' > sum/data/secret/3-big.yaml
    try assay verify sum
    expect_status 1
    expect_in "$errors" 'found arguments for "nobody", and no input validator has this name'
    expect_in "$output" "secret/3-big, input: input_validators/no ended with exit status 0, expected 42; it says: ['7']"
    expect_in "$output" "1 finding in the test data"
}

@test "verify runs the validators of Polygon packages" {
    mkdir -p poly/tests poly/files poly/solutions
    cat > poly/problem.xml <<'XML'
<problem short-name="p"><names><name language="english" value="P"/></names>
<judging input-file="" output-file=""><testset name="tests"><time-limit>2000</time-limit>
<memory-limit>268435456</memory-limit><test-count>2</test-count>
<input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests><test method="manual" group="g" sample="true"/><test method="manual" group="h"/></tests></testset></judging>
<assets><validators><validator><source path="files/val.py" type="python.3"/></validator></validators>
<solutions><solution tag="main"><source path="solutions/ok.py" type="python.3"/></solution></solutions></assets></problem>
XML
    echo 1 > poly/tests/01 && echo 1 > poly/tests/01.a
    echo 2 > poly/tests/02 && echo 2 > poly/tests/02.a
    echo 'print(input())' > poly/solutions/ok.py
    cat > poly/files/val.py <<'PY'
import sys
if sys.argv[1:] != ["--testset", "tests", "--group", "g"]:
    print("FAIL", sys.argv[4], file=sys.stderr)
    sys.exit(3)
PY
    try assay verify poly
    expect_status 1
    expect_in "$output" "h/2, input: files/val.py ended with exit status 3, expected 0; it says: FAIL h"
    expect_in "$output" "test data: 2 inputs looked at"
    expect_in "$output" "1 of 1 as labelled, 1 finding in the test data"
}

@test "verify puts constants into programs, starts the stated entry point, and asks about no empty answer" {
    package sum
    rm -r sum/submissions/* && mkdir -p sum/submissions/accepted/parts sum/input_validators sum/output_validator
    printf 'problem_format_version: 2025-09\nname: Sum\nlimits: {time_limit: 5}\nconstants: {most: 400, two: 2}\n' > sum/problem.yaml
    echo 'print(sum(map(int, input().split())) * {{two}} // 2)' > sum/submissions/accepted/one.py
    echo 'two = {{two}}' > sum/submissions/accepted/parts/numbers_.py
    printf 'from numbers_ import two\nprint(sum(map(int, input().split())) * two // 2)\n' > sum/submissions/accepted/parts/main.py
    printf 'import sys\nsys.exit(42 if max(map(int, input().split())) < {{most}} else 43)\n' > sum/input_validators/v.py
    printf 'import sys\na = sum(map(int, open(sys.argv[1]).read().split()))\nsys.exit(42 if sys.stdin.read().split() == [str(a * {{two}} // 2)] else 43)\n' > sum/output_validator/v.py
    : > sum/data/secret/3-big.ans
    mkdir sum/submissions/accepted/stated
    echo 'print(0)' > sum/submissions/accepted/stated/main.py
    cp sum/submissions/accepted/one.py sum/submissions/accepted/stated/start.py
    printf 'accepted/stated: {entrypoint: start.py}\n' > sum/submissions/submissions.yaml
    try assay verify sum
    expect_status 0
    expect_in "$output" "test data: 3 inputs and 2 answers looked at"
    expect_in "$output" "3 of 3 as labelled"
    sed -i 's/most: 400/most: 300/' sum/problem.yaml
    try assay verify sum
    expect_status 1
    expect_in "$output" "secret/3-big, input: input_validators/v.py ended with exit status 43"
}
