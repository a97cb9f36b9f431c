# What a problem's author and its submitters see of checkers, differences and `assay check`.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# one_case YAML ANSWER: a folder "one" with one case and lines of problem.yaml before it.
one_case() {
    mkdir -p one
    printf 'assay: 1\nfeedback: first_difference\n%s\ncases: [{in: "1\\n", out: "%s\\n"}]\n' \
        "$1" "$2" > one/problem.yaml
}

@test "floats: exactly at the tolerance is accepted on both sides, and the message shows by how much" {
    for output in 0.09 0.11 0.1 1.1e-1; do
        one_case 'checker: {floats: {absolute: 0.01}}' 0.1
        echo "print('$output')" > number.py
        try assay grade one number.py
        expect_status 0
    done
    echo "print('0.1100001')" > number.py
    try assay grade one number.py
    expect_status 1
    expect_in "$output" "differs by 0.0100001; allowed are 0.01 absolute"
    one_case 'checker: {floats: {absolute: 0.1}}' 9007199254740993
    echo "print(9007199254740992)" > number.py
    try assay grade one number.py
    expect_status 1
    expect_in "$output" "differs by 1; allowed are 0.1 absolute"
}

@test "check: an answer over the output limit is an error that names the case, the size and the limit" {
    printf 'assay: 1\nlimits: {output: 1MiB}\ncases: [{in_file: a.in, out_file: a.ans}]\n' > double/problem.yaml
    echo 1 > double/a.in
    yes 1234567 | head -n 262144 > double/a.ans
    try assay check double
    expect_status 2
    expect_in "$errors" 'double/problem.yaml:3:9: error: the answer of the case "a" has 2097152 bytes'
    expect_in "$errors" "the output limit is 1024 KiB (1048576 bytes)"
    try assay grade double good.py
    expect_status 2
    expect_in "$errors" 'the answer of the case "a" has 2097152 bytes'
}

@test "check: limits that the runner does not take are errors, and those at the ends are taken" {
    printf 'assay: 1\nlimits: {processes: 600, memory: 512KiB, stack: 32KiB}\ncases: [{out: ""}]\n' \
        > double/problem.yaml
    try assay check double
    expect_status 2
    expect_in "$errors" "expected a number of processes from 1 to 512"
    expect_in "$errors" "expected a memory limit from 1MiB to 1024GiB"
    expect_in "$errors" "expected a stack limit from 64KiB to 1024GiB"
    try assay run --memory 512KiB good.py
    expect_status 2
    expect_in "$errors" "expected a memory limit from 1MiB to 1024GiB"
    for limits in "memory: 1MiB, output: 1KiB" "stack: 64KiB" "time: 1ms, wall: 1ms" \
        "time: 60min, memory: 1024GiB, output: 1024GiB, stack: 1024GiB"; do
        printf 'assay: 1\nlimits: {%s}\ncases: [{out: ""}]\n' "$limits" > double/problem.yaml
        try assay check double
        expect_status 0
        echo > nothing.sh
        try assay grade -l bash double nothing.sh
        expect_not_in "$output" "IE"
        [ "$status" -le 1 ] || fail "limits $limits"
    done
}

@test "a difference that nobody sees is shown as an escape, in the text and in the JSON" {
    one_case '' 'a b'
    while read -r source shown; do
        printf 'print("%s")\n' "$source" > invisible.py
        try assay grade one invisible.py
        expect_status 1
        expect_in "$output" "got \"$shown\""
    done << 'PAIRS'
\ufeffa\x20b \ufeffa
a\u00a0b a\u00a0b
a\u200b\x20b a\u200b
\u0430\x20b \u0430
\u202ea\x20b \u202ea
PAIRS
    try assay grade --json one invisible.py
    expect_in "$output" 'got \"\\u202ea\"'
}

# data_of CHECKER ANSWER INPUT: `assay check` of one case in files.
data_of() {
    printf 'assay: 1\nchecker: %s\ncases:\n  - {in_file: a.in, out_file: a.ans}\n' "$1" > double/problem.yaml
    printf "$2" > double/a.ans
    printf "$3" > double/a.in
    try assay check double
}

@test "check: a byte order mark in a file is an error at its case" {
    for checker in tokens exact lines unordered floats; do
        data_of $checker '\xef\xbb\xbf1\n' '1\n'
        expect_status 2
        expect_in "$errors" 'double/problem.yaml:4:5: error: the answer of the case "a" starts with a byte order mark'
    done
    data_of tokens '1\n' '\xef\xbb\xbf1\n'
    expect_status 2
    expect_in "$errors" 'double/problem.yaml:4:5: error: the input of the case "a" starts with a byte order mark'
}

@test "check: carriage returns are errors where the checker sees them, else warnings" {
    data_of tokens '1\n' '1\r\n2\r\n'
    expect_status 0
    expect_in "$errors" 'double/problem.yaml:4:5: warning: the input of the case "a" has Windows line ends'
    for checker in exact '{tokens: {space_change_sensitive: yes}}' '{floats: {space_change_sensitive: yes}}'; do
        data_of "$checker" '1\r\n' '1\n'
        expect_status 2
        expect_in "$errors" 'double/problem.yaml:4:5: error: the answer of the case "a" has Windows line ends'
    done
    for checker in tokens floats lines unordered; do
        data_of $checker '1\r\n2 \r\n' '1\n'
        expect_status 0
        expect_in "$errors" 'double/problem.yaml:4:5: warning: the answer of the case "a" has Windows line ends'
    done
    for checker in lines unordered; do # within a line it is no line end
        data_of $checker '1\r2\n' '1\n'
        expect_status 2
        expect_in "$errors" 'the answer of the case "a" has Windows line ends or carriage returns'
    done
}

@test "check: what problem.yaml itself spells out is meant, and only warned of" {
    printf 'assay: 1\nchecker: exact\ncases:\n  - {in: "\\ufeff1\\r\\n", out: "\\ufeffOK\\r\\n"}\n' > double/problem.yaml
    try assay check double
    expect_status 0
    for odd in 'the input of the case "1" starts with a byte' 'the answer of the case "1" starts with a byte' \
        'the input of the case "1" has Windows' 'the answer of the case "1" has Windows'; do
        expect_in "$errors" "double/problem.yaml:4:5: warning: $odd"
    done
}

@test "check: a host without descriptors is not the problem's fault" {
    mkdir -p double/data
    printf 'assay: 1\ncases:\n  - {glob: "data/*.in"}\n' > double/problem.yaml
    echo 1 | tee double/data/1.in > double/data/1.ans
    internal=0
    for left in $(seq 4 20); do # 127: too few to start
        try sh -c "ulimit -n $left; exec \"\$0\" check double" "$ASSAY_BIN"
        case $status in 0 | 127) ;; 3) internal=$((internal + 1)) ;; *) fail "with $left" ;; esac
        [ "$status" -ne 3 ] || expect_in "$errors" "Too many open files"
    done
    [ "$status" -eq 0 ] || fail "it never succeeds"
    [ "$internal" -gt 0 ] || fail "it never ran out"
}

# ---- what an operator gives at most ----

greedy() {
    mkdir -p greedy
    printf '%s\n' 'assay: 1' 'limits: {time: 20s, wall: 50s, memory: 1GiB, output: 128MiB, stack: 512MiB, processes: 8}' \
        'language_limits: {python3: {time: 30s}}' 'cases: [{in: "4\n", out: "8\n"}, {in: "5\n", out: "10\n"}]' \
        > greedy/problem.yaml
}

@test "check: whatever is over the operator's maxima is named, with its place" {
    greedy
    try assay check greedy
    expect_status 0
    try assay check --maxima time=10s,wall=20s,memory=64MiB,output=1MiB,stack=8MiB,processes=4,cases=1 greedy
    expect_status 2
    for words in "2:16: error: the package asks for 20s of time, and the operator gives at most 10s (\`maxima\`)" \
        "50s of wall" "1GiB of memory" "128MiB of output" "512MiB of stack" "8 of processes" \
        "3:35: error: the package asks for 30s of time" "more than 1 cases"; do
        expect_in "$errors" "$words"
    done
    try assay check --json --maxima memory=64MiB greedy
    expect_status 2
    expect_in "$(echo "$output" | jq -r '.entries[0].message')" "gives at most 64MiB"
    try assay check --maxima tme=1s greedy
    expect_status 2
    expect_in "$errors" 'did you mean "time"?'
    # sizes: of one file, and of all
    head -c 5000 /dev/zero | tr '\0' 1 > double/1.in && cp double/1.in double/1.ans
    printf 'assay: 1\ncases: [{in_file: 1.in, out_file: 1.ans}]\n' > double/problem.yaml
    try assay check --maxima file=4KiB double
    expect_status 2
    expect_in "$errors" "1.in"
    try assay check --maxima package=8KiB double
    expect_status 2
    expect_in "$errors" "more than 8KiB together, the operator's maximum"
    try assay check --maxima file=8KiB,package=16KiB double
    expect_status 0
}

@test "maxima: the option goes over the environment, and that over the operator's file" {
    greedy
    printf 'assay_languages: 1\nmaxima: {time: 15s, memory: 512MiB}\n' > operator.yaml
    export ASSAY_LANGUAGES=$folder/operator.yaml
    try assay check greedy
    expect_in "$errors" "gives at most 15s"
    expect_in "$errors" "gives at most 512MiB"
    ASSAY_MAXIMA=time=16s try assay check greedy
    expect_in "$errors" "gives at most 16s"
    expect_in "$errors" "gives at most 512MiB"
    ASSAY_MAXIMA=time=16s,memory=2GiB try assay check --maxima time=60s greedy
    expect_status 0
    ASSAY_MAXIMA=time=16 try assay check greedy
    expect_status 2
    expect_in "$errors" '$ASSAY_MAXIMA: time: found "16"'
    try assay run --memory 1GiB good.py
    expect_status 2
    expect_in "$errors" "the operator gives at most 512MiB"
}

@test "a package that asks for more than the operator gives is nobody's wrong answer" {
    greedy
    assay init > /dev/null
    assay submit greedy good.py > /dev/null
    try assay submit --maxima time=1s greedy good.py
    expect_status 2
    try assay judge --drain --maxima memory=512MiB
    try assay show 1 --json
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || [ "$(echo "$output" | jq -r .state)" = held ] || fail "$output"
    expect_in "$output" "gives at most 512MiB"
}

@test "a problem whose path is not UTF-8 is refused, by name, before anything is queued" {
    local odd=$'caf\xe9'
    cp -r double "$odd"
    assay init > /dev/null
    for command in check grade verify submit; do
        case $command in grade | submit) set -- "$odd" good.py ;; *) set -- "$odd" ;; esac
        try assay "$command" "$@"
        expect_status 2
        expect_in "$errors" "the path of the problem is not UTF-8"
        expect_in "$errors" "caf"
    done
    [ -z "$(assay list --json)" ] || fail "it was queued"
}
