# grade, run, check, verify, languages, doctor: everything that needs no database.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

@test "an accepted submission exits 0 and says so" {
    try assay grade double good.py
    expect_status 0
    expect_in "$output" "AC  accepted"
}

@test "a wrong answer exits 1 and shows the first difference and the hint" {
    try assay grade double wrong.py
    expect_status 1
    expect_in "$output" 'expected "-6", got "6"'
    expect_in "$output" "numbers can be negative"
}

@test "the JSON has every key of the schema" {
    try assay grade --json double good.py
    expect_status 0
    for key in schema_version problem path language verdict reason score max_score cpu_us wall_us \
        memory_kib cases compile isolation; do
        echo "$output" | jq -e "has(\"$key\")" > /dev/null || fail "no key $key"
    done
    for key in name group verdict reason cpu_us wall_us memory_kib path message; do
        echo "$output" | jq -e ".cases[0] | has(\"$key\")" > /dev/null || fail "no case key $key"
    done
    [ "$(echo "$output" | jq -r .cases[0].path)" = watched ]
    [ "$(echo "$output" | jq .cases[0].cpu_us)" -gt 0 ]
    [ "$(echo "$output" | jq .cases[0].memory_kib)" -gt 0 ]
}

@test "each verdict has its reason" {
    echo 'import time; time.sleep(60)' > sleeps.py
    echo 'while True: print("x" * 1000)' > prints.py
    echo 'list(range(100000000))' > hog.py
    echo 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)' > segv.py
    echo 'import ctypes; ctypes.CDLL(None).syscall(101, 0, 0, 0, 0)' > traces.py
    try assay grade --json double good.py wrong.py exits.py loops.py broken.py sleeps.py prints.py \
        hog.py segv.py traces.py
    expect_status 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"' | tr '\n' ',')" = \
        "AC ,WA ,RTE exit:3,TLE cpu,CE compile,TLE idle,OLE output,MLE oom_kill,RTE signal:11,SV syscall:ptrace," ] ||
        fail "other verdicts: $(echo "$output" | jq -r '"\(.verdict) \(.reason)"')"
}

@test "the four programs of the 2003 post get verdicts and leave nothing behind" {
    echo 'while True: pass' > post1.py
    echo 'x = 1000000000 ** 10000' > post2.py
    echo 'x = 10 ** 10 ** 9' > post3.py
    echo 'list(range(100000000))' > post4.py
    try assay grade --json double post1.py post2.py post3.py post4.py good.py
    expect_status 1
    verdicts=$(echo "$output" | jq -r .verdict | tr '\n' ' ')
    case $verdicts in
    "TLE WA TLE MLE AC "* | "TLE WA MLE MLE AC "*) ;;
    *) fail "got $verdicts" ;;
    esac
    no_process_left
}

@test "a folder is graded in order, other files are passed over and said so" {
    mkdir -p class/ada class/bob
    cp good.py class/ada/ && cp wrong.py class/bob/ && echo hello > class/notes.txt
    try assay grade --csv marks.csv double class
    expect_status 1
    expect_in "$output" "1 of 2 accepted"
    expect_in "$output" "1 not graded"
    expect_in "$errors" "1 file passed over"
    [ "$(sed -n 1p marks.csv)" = "id,user,path,language,verdict,reason,score,max_score,cpu_us,wall_us,memory_kib,message,1,1 verdict,2,2 verdict" ]
    expect_in "$(sed -n 2p marks.csv)" "1,ada,class/ada/good.py,python3,AC,,1,1,"
    expect_in "$(sed -n 3p marks.csv)" "2,bob,class/bob/wrong.py,python3,WA,,0,1,"
    expect_in "$(sed -n 3p marks.csv)" ",1,AC,0,WA"
    [ "$(sed -n 4p marks.csv)" = \
        "3,notes,class/notes.txt,,,passed_over,0,0,0,0,0,no known language,,,," ]
    for column in id user path language verdict reason score max_score cpu_us wall_us memory_kib \
        message; do
        grep -q "^| \`$column\`" "$BATS_TEST_DIRNAME/../../docs/operators-guide.md" ||
            fail "docs/operators-guide.md does not describe the column $column"
    done
}

@test "symbolic links in a folder of submissions are not followed" {
    mkdir -p class/ada class/bob outside
    cp good.py class/ada/ && cp good.py outside/
    ln -s ../ada/good.py class/bob/theirs.py
    ln -s /etc/shadow class/secret.py
    ln -s ../outside class/linked
    try assay grade --json double class
    expect_status 5
    [ "$(echo "$output" | jq -r '"\(.path) \(.verdict) \(.reason)"' | tr '\n' ,)" = \
        "class/ada/good.py AC ,class/bob/theirs.py null unreadable,class/linked null passed_over,class/secret.py null unreadable," ]
    expect_in "$errors" "class/bob/theirs.py is, or lies behind, a symbolic link"
    expect_in "$errors" "class/secret.py is, or lies behind, a symbolic link"
    expect_not_in "$output$errors" "root:"
    ln -s class/ada/good.py mine.py
    try assay grade double mine.py
    expect_status 2
    expect_in "$errors" "mine.py is a symbolic link; --follow takes what it leads to"
    ln -s class theirs
    try assay grade --csv - double theirs
    expect_in "$output" "theirs is a symbolic link"
    # named by the operator, who says so
    try assay grade --follow double mine.py
    expect_status 0
    assay init > /dev/null
    for command in "grade double" "submit double" run; do
        # shellcheck disable=SC2086 # a command and its problem
        try assay $command mine.py < /dev/null
        expect_status 2
        expect_in "$errors" "--follow"
    done
    [ "$(assay list --json | wc -l)" -eq 0 ]
}

@test "names in any bytes are graded and shown escaped" {
    mkdir class
    cp good.py class/$'caf\xe9.py'
    cp good.py class/$'two\nlines.py'
    cp wrong.py class/$'esc\x1b[31m.py'
    cp good.py class/plain.py
    try assay grade --csv marks.csv double class
    expect_status 1
    expect_in "$output" "3 of 4 accepted"
    expect_in "$output" 'xe9.py'
    expect_not_in "$output" $'\x1b'
    expect_not_in "$output" $'two\nlines'
    [ "$(grep -c '^[1-4],' marks.csv)" -eq 4 ]
    expect_in "$(cat marks.csv)" '1,caf\xe9,class/caf\xe9.py,python3,AC'
    try assay grade --json double class/$'caf\xe9.py'
    [ "$(echo "$output" | jq -r .path)" = 'class/caf\xe9.py' ]
    assay init > /dev/null
    assay submit --user $'gr\xe9g' double class/$'caf\xe9.py' > /dev/null
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -r '"\(.path) \(.user) \(.verdict)"')" = 'caf\xe9.py gr\xe9g AC' ]
    [ "$(assay show --json 1 | jq -r .user)" = 'gr\xe9g' ]
}

@test "each thing handed in has a row, with the reason where it is not graded" {
    mkdir -p class/{ann,eve,fin,ray,tom,liz}
    cp good.py class/ann/sum.py
    cp good.py class/eve/sum.py.txt
    echo '{"cells": []}' > class/fin/sum.ipynb
    printf '\x7fBAD' > class/ray/sum
    (cd class/tom && cp ../ann/sum.py . && python3 -m zipfile -c x.zip sum.py && rm sum.py)
    echo 'not an archive' > class/liz/hw.zip
    try assay grade --csv marks.csv --json double class
    expect_status 5
    [ "$(echo "$output" | jq -r '"\(.user) \(.verdict) \(.reason)"' | tr '\n' ,)" = \
        "ann AC ,eve null passed_over,fin null passed_over,liz null unreadable,ray null passed_over,tom null unreadable," ]
    expect_in "$(sed -n 3p marks.csv)" "2,eve,class/eve/sum.py.txt,,,passed_over,0,0,0,0,0,no known language"
    expect_in "$(sed -n 5p marks.csv)" "class/liz/hw.zip is called like an archive, but is none"
    expect_in "$(sed -n 7p marks.csv)" "class/tom/x.zip is an archive: --language names what is in it"
    try assay grade -v double class
    expect_in "$output" $'== class/eve/sum.py.txt\nnot graded: no known language'
    mkdir -p empty/folder
    try assay grade double empty
    expect_status 2
    expect_in "$errors" "empty: nothing was handed in there"
    expect_in "$errors" "there is nothing to grade"
}

@test "a CSV is whole or as it was, also after Ctrl-C, and - is stdout" {
    try assay grade --csv - double good.py
    expect_status 0
    [ "$(echo "$output" | wc -l)" -eq 2 ]
    expect_in "$output" "1,good,good.py,python3,AC,,1,1,"
    try assay grade --csv nowhere/marks.csv double good.py
    expect_status 4
    expect_in "$errors" "cannot write nowhere/marks.csv"
    echo old > marks.csv
    # Ctrl-C when the first is done: it is printed, and the others are not
    for i in 1 2 3; do echo 'while True: pass' > "loop$i.py"; done
    "$ASSAY_BIN" grade --json -j 1 --csv marks.csv double good.py loop?.py > out.json 2> err.txt 3>&- &
    local grade=$!
    for _ in $(seq "$(patience 400)"); do [ -s out.json ] && break; sleep 0.02; done
    [ "$(cat marks.csv)" = old ]
    kill -INT $grade
    status=0
    wait $grade || status=$?
    [ "$status" -eq 130 ] || fail "it ended with $status: $(cat err.txt)"
    expect_in "$(sed -n 2p marks.csv)" "1,good,good.py,python3,AC,"
    [ "$(ls marks.csv*)" = marks.csv ]
}

@test "archives: folders separated by backslashes, and what is wrong with others" {
    mkdir pack
    cp good.py pack/main.py
    python3 - << 'PY'
import zipfile
text = open('good.py').read()
with zipfile.ZipFile('windows.zip', 'w') as archive:
    for name in ('hw\\main.py', 'hw\\parts\\other.py', 'hw\\data\\'):
        entry = zipfile.ZipInfo('x')
        entry.filename = name
        archive.writestr(entry, text)
with zipfile.ZipFile('linked.zip', 'w') as archive:
    archive.writestr('main.py', text)
    entry = zipfile.ZipInfo('other.py')
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, '/etc/passwd')
whole = open('windows.zip', 'rb').read()
open('cut.zip', 'wb').write(whole[:len(whole) // 2])
entry = whole.replace(b'PK\1\2' + whole[whole.index(b'PK\1\2') + 4:][:4] + b'\0\0',
                      b'PK\1\2' + whole[whole.index(b'PK\1\2') + 4:][:4] + b'\1\0')
open('locked.zip', 'wb').write(entry)
open('half.tar.gz', 'wb').write(b'\x1f\x8b\x08\0garbage')
PY
    try assay grade --json -l python3 double windows.zip linked.zip cut.zip locked.zip half.tar.gz
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"' | tr '\n' ,)" = \
        "AC ,CE files,CE files,CE files,CE files," ] || fail "other verdicts"
    expect_in "$(echo "$output" | jq -r 'select(.path == "linked.zip").message')" "'other.py' is a symbolic link"
    expect_in "$(echo "$output" | jq -r 'select(.path == "cut.zip").message')" "it is cut short"
    expect_in "$(echo "$output" | jq -r 'select(.path == "locked.zip").message')" "is encrypted"
    expect_in "$(echo "$output" | jq -r 'select(.path == "half.tar.gz").message')" "cannot be unpacked"
}

@test "a batch of more files than descriptors is graded" {
    mkdir class
    for i in $(seq 100); do cp good.py "class/$i.py"; done
    try sh -c 'ulimit -S -n 80; "$0" grade double class' "$ASSAY_BIN"
    expect_status 0
    expect_in "$output" "100 of 100 accepted"
}

@test "a table says the line that says what is wrong, of a failed program and of a compile error" {
    echo 'raise LookupError("no such\x1bthing")' > raises.py
    try assay grade double raises.py broken.py
    expect_status 1
    expect_in "$output" 'LookupError: no such'
    expect_in "$output" '\x1bthing' # shown escaped, once
    expect_not_in "$output" '\\x1bthing'
    expect_not_in "$output" $'\x1b'
    expect_in "$output" "SyntaxError: '(' was never closed"
    expect_not_in "$output" '\n'
}

@test "graders cannot be traced, and each has a user of its own" {
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    echo 'import time; time.sleep(30)' > sleeps.py
    sed 's/time: 1s, wall: 2s/time: 1s, wall: 20s/' -i double/problem.yaml
    "$ASSAY_BIN" grade -j 2 double sleeps.py sleeps.py > /dev/null 2>&1 3>&- &
    judge=$!
    for _ in $(seq "$(patience 100)"); do
        # below our own runner parent: others may be at work on this machine
        runner=$(pgrep -P "$judge" || true)
        graders=$(pgrep -x -f -P "${runner:-0}" 'assay grader' || true)
        # the files of an undumpable process are root's: proc(5); it makes itself one as it starts
        owners=$(for grader in $graders; do stat -c %u "/proc/$grader/maps" 2> /dev/null; done)
        [ "$(echo $owners)" = "0 0" ] && break
        sleep 0.05
    done
    [ "$(echo $owners)" = "0 0" ] || fail "the files of the graders are those of $owners"
    users=
    for grader in $graders; do
        users="$users $(awk '/^Uid/ {print $2}' "/proc/$grader/status")"
    done
    kill "$judge" && wait "$judge" || true
    judge=
    [ "$(echo "$users" | tr ' ' '\n' | grep -c .)" -eq 2 ]
    [ "$(echo "$users" | tr ' ' '\n' | grep . | sort -u | wc -l)" -eq 2 ]
    expect_not_in " $users " " 0 "
}

@test "one unreadable file does not cost the rest: exit 5" {
    try assay grade double good.py missing.py
    expect_status 5
    expect_in "$errors" "missing.py"
    expect_in "$output" "AC"
}

@test "an executable is graded as it is" {
    printf '%s\n' '#include <stdio.h>' 'int main(void) { int n; return scanf("%d", &n) == 1 ? printf("%d\n", 2 * n) < 0 : 1; }' > double.c
    gcc -O1 -o double.elf double.c
    try assay grade double double.elf
    expect_status 0
    expect_in "$output" "AC"
}

@test "an image larger than the memory limit is MLE before it runs" {
    printf '%s\n' 'volatile char hole[800 << 20]; int main(void) { return hole[0]; }' > hole.c
    gcc -O1 -o hole.elf hole.c
    try assay grade --json double hole.elf
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict)" = MLE ]
    [ "$(echo "$output" | jq -r '.cases[0].evidence.rule')" = R3b ]
}

@test "run passes stdout through, and tells the verdict on stderr" {
    try assay run --stdin /dev/null good.py
    expect_status 2
    echo 21 > in.txt
    try assay run --stdin in.txt good.py
    expect_status 0
    [ "$output" = 42 ]
    expect_in "$errors" "ended by itself"
    try assay run --time 300ms loops.py
    expect_status 1
    expect_in "$errors" "TLE (cpu)"
}

@test "run --json holds the output, and bytes that are not text are escaped" {
    echo 'import sys; sys.stdout.buffer.write(b"a\0\xff\n")' > bytes.py
    try assay run --json bytes.py < /dev/null
    expect_status 0
    [ "$(echo "$output" | jq -r .stdout)" = 'a\x00\xff\n' ]
    [ "$(echo "$output" | jq -r .stdout_is_text)" = false ]
}

@test "nothing passes from one case to the next" {
    mkdir carry
    cat > carry/problem.yaml <<'YAML'
assay: 1
name: Carry
stop: never
cases:
  - {in: "1\n", out: "fresh\n"}
  - {in: "2\n", out: "fresh\n"}
YAML
    cat > carry.py <<'PY'
import os
try:
    open("/prog/solution.py", "a")
    print("writable")
except OSError:
    pass
print("stale" if os.listdir("/tmp") else "fresh")
open("/tmp/left", "w").write("x")
PY
    try assay grade carry carry.py
    expect_status 0
}

@test "include and entry: the harness runs, the submission is its module" {
    mkdir fun
    cat > fun/problem.yaml <<'YAML'
assay: 1
name: Function
include: {python3: [harness.py]}
entry: harness.py
cases:
  - {in: "3\n", out: "9\n"}
YAML
    printf 'from solution import square\nprint(square(int(input())))\n' > fun/harness.py
    printf 'def square(x):\n    return x * x\n' > square.py
    try assay grade fun square.py
    expect_status 0
    printf 'def square(x):\n    return (x * x]\n' > broken.py
    try assay grade fun broken.py
    expect_in "$output" "CE  compile error"
    # which the cell has as solution.py
    expect_in "$output" "File \"broken.py\", line 2"
}

@test "grade tells every failed case, the first twenty of many" {
    mkdir many
    {
        printf 'assay: 1\nstop: never\nfeedback: first_difference\ncases:\n'
        for i in $(seq 23); do
            echo "  - {in: \"$i\", out: \"right$i\", hint: \"hint$i.\"}"
        done
    } > many/problem.yaml
    echo 'i = input(); print("right2" if i == "2" else "wrong" + i + "!")' > few.py
    try assay grade many few.py
    expect_status 1
    expect_in "$output" "first failure: case 1 (1), WA"
    [ "$(echo "$output" | grep -c 'failure: case')" -eq 20 ] || fail "failures told"
    expect_in "$output" "hint: hint21."
    expect_in "$output" "right21"
    expect_in "$output" "    wrong21!"
    expect_not_in "$output" "case 2 (2)"
    expect_not_in "$output" "hint22."
    expect_in "$output" "2 more failed; --json tells them all"
}

@test "verify compares with the labels" {
    mkdir -p double/submissions
    cp good.py wrong.py double/submissions/
    printf 'submissions:\n  good.py: AC\n  wrong.py: WA\n' >> double/problem.yaml
    try assay verify double
    expect_status 0
    expect_in "$output" "2 of 2 as labelled"
    sed -i 's/wrong.py: WA/wrong.py: TLE/' double/problem.yaml
    try assay verify double
    expect_status 1
    expect_in "$output" "DIFFERS"
}

@test "verify compares the points of a label, and a bad label is an error with its place" {
    mkdir -p half/submissions
    cp good.py wrong.py half/submissions/
    cat > half/problem.yaml <<'YAML'
assay: 1
cases: [{in: "4\n", out: "8\n", points: 50}, {in: "-3\n", out: "-6\n", points: 30}]
submissions: {good.py: AC 80, wrong.py: PA 50}
YAML
    try assay verify half
    expect_status 0
    expect_in "$output" "2 of 2 as labelled"
    sed -i 's/PA 50/PA 30/' half/problem.yaml
    try assay verify half
    expect_status 1
    expect_in "$output" "DIFFERS"
    expect_in "$output" "got 50 points, expected 30"
    expect_in "$output" "1 of 2 as labelled"
    try assay verify --json half
    expect_status 1
    [ "$(echo "$output" | jq -s '[.[] | [.expected, .expected_score, .score, .as_labelled]] ==
        [["AC", 80, 80, true], ["PA", 30, 50, false]]')" = true ] || fail "json"
    sed -i 's/PA 30/PA x/' half/problem.yaml
    try assay verify half
    expect_status 2
    expect_in "$errors" 'problem.yaml:3:41: error: found "x", expected the points after the verdict'
}

@test "verify tells the slowest AC, the fastest TLE and a time limit, and warns where it does not part them" {
    mkdir -p double/submissions
    cp good.py loops.py double/submissions/
    echo 'import time; time.sleep(9)' > double/submissions/waits.py
    printf 'submissions: {good.py: AC, loops.py: TLE, waits.py: TLE}\n' >> double/problem.yaml
    try assay verify double
    expect_status 0
    local said='time limit 1\.000 s: slowest AC [0-9.]+ ms \(submissions/good\.py\), '
    said+='fastest TLE [0-9.]+ s \(submissions/loops\.py\); '
    said+='suggested limit [0-9.]+ ms \(twice the slowest AC, rounded up\)'
    [[ $output =~ $said ]] || fail "expected $said"
    expect_not_in "$output" "warning"
    # an AC that is not far from the limit: twice its time is beyond what stopped the TLE
    cat > double/submissions/good.py <<'PY'
import time
while time.process_time() < 0.7: pass
print(2 * int(input()))
PY
    try assay verify double
    expect_in "$output" "is not between the slowest AC and the fastest TLE"
}

@test "it works where graders may not go: program and problem in a folder of root's own" {
    mkdir -m 700 closed
    cp "$ASSAY_BIN" "$(dirname "$ASSAY_BIN")/assay-runner" closed/
    cp -r double good.py closed/
    try closed/assay grade closed/double closed/good.py
    expect_status 0
}

@test "a problem that graders may not read is an error that says who may not and what to do" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, whose graders are other users"
    chmod 700 double
    try assay grade double good.py
    expect_status 3
    expect_in "$output" "problem $folder/double: the user with uid "
    expect_in "$output" "may not open the folder itself; "
    expect_in "$output" 'chmod -R o+rX'
    cp good.py double/
    (cd double && try assay grade . good.py && expect_in "$output" "may not open the folder itself")
    chmod 755 double
    chmod 600 double/problem.yaml
    try assay grade double good.py
    expect_status 3
    expect_in "$output" 'may not open "problem.yaml"'
    chmod -R o+rX double
    try assay grade double good.py
    expect_status 0
}

@test "languages and doctor tell what is there" {
    try assay languages --json
    expect_status 0
    expect_in "$output" '"language":"python3"'
    expect_in "$output" '"language_version":"Python 3.'
    try assay doctor --json
    [ "$status" -le 1 ] || fail "doctor failed"
    [ "$(echo "$output" | jq '.layers | length')" -gt 10 ]
    [ "$(echo "$output" | jq '[.layers[] | select(.layer == "seccomp")][0].enforced')" = true ]
}

@test "every command has --help, and an unknown one is refused" {
    for command in grade run check verify init submit judge list show rejudge stats doctor languages; do
        try assay "$command" --help
        expect_status 0
        expect_in "$output" "Usage:"
    done
    try assay frobnicate
    expect_status 2
    try assay
    expect_status 2
}

@test "messages name the submitter's own files, not those of the cell" {
    mkdir own
    echo 'prnt hello' > own/a.sh
    printf 'local t\nprint(t.x)\n' > own/b.lua
    printf 'int main(void) { return x; }\n' > own/c.c
    printf '#include <assert.h>\nint main(void) { assert(1 == 2); }\n' > "own/d d.c"
    printf 'die "bad thing";\n' > own/e.pl
    printf 'BEGIN { x = \n' > own/f.awk
    printf 'x = 1\nprint(x\n' > own/g.py
    printf 'def f\n  nil.upcase\nend\nf\n' > own/h.rb
    printf 'class Main { public static void main(String[] a) { int x = ""; } }\n' > own/i.java
    try assay grade --json double own
    echo "$output" | jq -r 'select(.verdict != null) | [.path, .reason, .message, .compile.log] | @tsv' > said
    [ "$(wc -l < said)" -ge 4 ] || fail "graded: $(cat said)"
    ! grep -E '/prog/|/tmp/|solution[.]|Main[.]java' said || fail "names of the cell"
    for file in a.sh b.lua c.c "d d.c" e.pl f.awk h.rb i.java; do
        case $(grep "^own/$file" said) in
        "") continue ;; # its language is not installed
        *$'\t'*"$file"*) ;;
        *) fail "$file is not named: $(grep "^own/$file" said)" ;;
        esac
    done
    try assay grade double own
    expect_in "$output" "a.sh: line 1: prnt: command not found"
    expect_not_in "$output" "/prog/solution.sh: line 1: prnt: command not found "
}

@test "a cached compile step names each submitter's file" {
    mkdir own
    printf '#warning careful\nint main(void) { return 0; }\n' | tee own/first.c > own/second.c
    try assay grade -j 1 --json double own
    [ "$(echo "$output" | jq -r '.compile.log' | grep -c 'warning: #warning careful')" -eq 2 ] || fail "no warnings"
    expect_in "$(echo "$output" | jq -r 'select(.path == "own/first.c") | .compile.log')" "first.c:1:2"
    expect_in "$(echo "$output" | jq -r 'select(.path == "own/second.c") | .compile.log')" "second.c:1:2"
    expect_not_in "$(echo "$output" | jq -r 'select(.path == "own/second.c") | .compile.log')" first.c
}

# ---- memory that the kernel charges to us ----

# A program of N MiB of tables that reads all of them, and allocates M MiB.
tables() { # N M
    cat > tables.c <<C
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__asm__(".section .rodata\n.globl table\ntable: .fill $(($1 * 131072)), 8, 1\n.text");
extern const unsigned char table[];
int main(void)
{
    unsigned long sum = 0;
    char *heap = malloc($2 << 20);
    int a;
    if (!heap || scanf("%d", &a) != 1)
        return 1;
    memset(heap, 1, $2 << 20);
    for (size_t i = 0; i < (size_t)$1 << 20; i += 4096)
        sum += table[i] + heap[i % ($2 << 20)];
    printf("%d\\n", sum ? 2 * a : 0);
}
C
}

@test "tables of a compiled program are memory: over the limit it is not run" {
    tables 48 1
    sed -i 's/memory: 64MiB/memory: 4MiB/' double/problem.yaml
    try assay grade --json double tables.c
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "MLE image" ] || fail "$output"
    [ "$(echo "$output" | jq '.cases[0].evidence.image_kib >= 49152')" = true ]
    echo 4 > four
    try assay run --memory 4MiB --json --stdin four tables.c
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "MLE image" ] || fail "$output"
}

@test "tables of a compiled program are memory: with what it allocates they may not exceed the limit" {
    [ "$(id -u)" = 0 ] || skip "the control groups need root"
    sed -i 's/memory: 64MiB/memory: 72MiB/' double/problem.yaml
    tables 48 8
    try assay grade --json double tables.c
    expect_status 0
    [ "$(echo "$output" | jq '.memory_kib >= 56 * 1024')" = true ] || fail "$output"
    tables 48 40
    try assay grade --json double tables.c
    [ "$(echo "$output" | jq -r .verdict)" = MLE ] || fail "$output"
}

@test "output of more than is kept at once arrives whole and in order" {
    cat > much.c <<'C'
#include <stdio.h>
int main(void)
{
    for (int i = 0; i < 10000000; i++)
        printf("%015d\n", i);
}
C
    sum=$(seq -f '%015.0f' 0 9999999 | sha256sum)
    [ "$("$ASSAY_BIN" run --time 30s --output 200MiB much.c 2> /dev/null | sha256sum)" = "$sum" ]
}
