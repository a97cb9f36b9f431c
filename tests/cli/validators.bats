# Checker programs of a problem's author, good and hostile: a good one decides, a bad one is the
# package's fault and is named, and neither is ever charged to the submitter.
load common.bash

setup() {
    setup_folder
    mkdir any
    problem 'program: check.py, protocol: icpc'
    echo 'print(3)' > three.py
    echo 'print(7)' > seven.py
}

teardown() { teardown_folder; }

# The problem's checker, and more keys.
problem() { # CHECKER [KEYS]
    cat > any/problem.yaml <<YAML
assay: 1
name: Any divisor
limits: {time: 2s, wall: 5s, memory: 64MiB}
feedback: first_difference
checker: {$1, limits: {time: 2s, wall: 4s, memory: 64MiB, output: 64KiB}}
${2-}
cases:
  - {in: "12\n", out: "2\n"}
YAML
}

# A validator in Python, from stdin. What it may use comes first.
validator() {
    {
        cat <<'PY'
import os, sys
case, answer, feedback = sys.argv[1:4]
def say(name, text):
    open(feedback + name, 'w').write(text)
PY
        cat
    } > any/check.py
}

# Grades the programs: one line each, "VERDICT SCORE MESSAGE".
grade() { # PROGRAM...
    try assay grade --json any "$@"
    output=$(python3 -c '
import json, sys
for line in sys.stdin:
    r = json.loads(line)
    print(r["verdict"], "%g" % r["score"], r["message"])' <<< "$output")
}

expect_blamed() { # WORDS
    grade three.py
    expect_in "$output" 'IE 0 case 1: the validator check.py '
    expect_in "$output" "$1"
}

@test "42 accepts, 43 rejects with words for the team and words for the judges" {
    validator <<'PY'
d = int(sys.stdin.read())
if int(open(case).read()) % d == 0:
    sys.exit(42)
say('teammessage.txt', 'that is no divisor\n')
say('judgemessage.txt', 'team said %d' % d)
sys.exit(43)
PY
    grade three.py seven.py
    [ "$output" = "AC 1 
WA 0 that is no divisor" ] || fail 'expected AC and WA'
    try assay grade --json any seven.py
    expect_in "$output" '"judge_message":"team said 7"'
    try assay grade --json --public any seven.py
    expect_in "$output" 'that is no divisor'
    expect_not_in "$output" 'team said'
    assay init
    assay submit any seven.py
    assay judge -j 1 --drain
    try assay show 1 --json
    expect_in "$output" '"judge_message":"team said 7"'
}

@test "a validator has the arguments in the protocol's order, and a feedback folder that ends in /" {
    problem 'program: check.py, protocol: icpc, args: [a b, "--c=1"]'
    validator <<'PY'
ok = open(case).read() == '12\n' and open(answer).read() == '2\n' and sys.stdin.read() == '3\n'
ok = ok and feedback.endswith('/') and os.listdir(feedback) == [] and sys.argv[4:] == ['a b', '--c=1']
sys.exit(42 if ok else 43)
PY
    grade three.py
    expect_in "$output" 'AC 1'
    problem 'program: check.py, protocol: testlib, args: [x]'
    cat > any/check.py <<'PY'
import sys
ok = [open(name).read() for name in sys.argv[1:4]] == ['12\n', '3\n', '2\n'] and sys.argv[4:] == ['x']
sys.exit(0 if ok else 1)
PY
    grade three.py
    expect_in "$output" 'AC 1'
}

@test "a part of the points: score.txt, score_multiplier.txt, testlib's points and per cents" {
    local row
    problem 'program: check.py, protocol: icpc' 'stop: never'
    sed -i 's/out: "2.n"/&, points: 4/' any/problem.yaml
    for row in "say('score.txt', '3'); sys.exit(42)|PA 3 " "say('score_multiplier.txt', '0.25'); sys.exit(42)|PA 1 " \
        "say('score_multiplier.txt', '1'); sys.exit(42)|AC 4 " "say('score.txt', '4.0'); sys.exit(42)|AC 4 "; do
        validator <<< "${row%%|*}"
        grade three.py
        [ "$output" = "${row##*|}" ] || fail "expected ${row##*|} of ${row%%|*}"
    done
    for row in "say('score.txt', '5'); sys.exit(42)|gave more points than the case has" "say('score.txt', 'x'); sys.exit(42)|no number" \
        "say('score.txt', '1'); sys.exit(43)|rejects" "say('score_multiplier.txt', '2'); sys.exit(42)|from 0 to 1"; do
        validator <<< "${row%%|*}"
        expect_blamed "${row##*|}"
    done
    sed -i 's/icpc/testlib/' any/problem.yaml
    for row in "sys.stderr.write('points 1.5 meagre\n'); sys.exit(7)|PA 1.5 " "sys.exit(16 + 75)|PA 3 "; do
        validator <<< "${row%%|*}"
        grade three.py
        [ "$output" = "${row##*|}" ] || fail "expected ${row##*|} of ${row%%|*}"
    done
}

@test "an exit that no protocol knows is the package's fault, and what the validator says is told" {
    local status
    for status in 0 1 2 44 125 139 255; do
        validator <<< "say('judgemessage.txt', 'who am I?'); sys.exit($status)"
        expect_blamed "ended with exit status $status, expected 42 (accepted) or 43 (wrong); it says: who am I?"
    done
    sed -i 's/icpc/testlib/' any/problem.yaml
    validator <<< "sys.stderr.write('FAIL bad jury\n'); sys.exit(3)"
    expect_blamed 'FAIL bad jury'
}

@test "a validator that crashes, in Python or by a signal, is named" {
    validator <<< '1 / 0'
    expect_blamed 'exit status 1'
    validator <<< 'import ctypes; ctypes.string_at(8)'
    expect_blamed 'signal 11'
    validator <<< 'os.abort()'
    expect_blamed 'signal 6'
}

@test "a validator that loops, sleeps or waits ends within its limits" {
    validator <<< 'while True: pass'
    expect_blamed 'more than its limit of 2 s of CPU time'
    validator <<< 'import time; time.sleep(1000)'
    expect_blamed 'took more than its limit of 4 s'
    validator <<< '
if os.fork() == 0:
    while True: pass
import time; time.sleep(1000)'
    grade three.py
    expect_in "$output" 'IE 0 '
}

@test "a validator that floods its stdout, its stderr or its folder ends within its limits" {
    validator <<< 'while True: sys.stdout.write("x" * 65536)'
    expect_blamed 'wrote more than 64 KiB to its stdout and stderr'
    validator <<< 'while True: sys.stderr.write("x" * 65536)'
    expect_blamed 'wrote more than 64 KiB to its stdout and stderr'
    validator <<< '
with open(feedback + "judgemessage.txt", "w") as f:
    while True: f.write("x" * 65536)'
    expect_blamed ''
    validator <<< '
for i in range(501): say("f%d" % i, "")
sys.exit(42)'
    expect_blamed 'more than 500 files'
    validator <<< '
os.truncate(os.open(feedback + "big", os.O_CREAT | os.O_RDWR), 1 << 40)
sys.exit(42)'
    expect_blamed ''
    validator <<< '
for i in range(100000): os.mkdir(feedback + "d%d" % i)
sys.exit(42)'
    expect_blamed ''
}

@test "long messages are cut, and any bytes are shown safely" {
    validator <<< '
open(feedback + "teammessage.txt", "wb").write(b"\x1b[31mred\xff" + b"y" * 100000)
say("judgemessage.txt", "z" * 100000)
sys.exit(43)'
    try assay grade any seven.py
    expect_in "$output" 'WA'
    expect_not_in "$output" $'\x1b'
}

@test "a validator that plays with its folder leaves nothing that is opened" {
    local row
    for row in 'os.rmdir(feedback)' 'os.symlink("/etc/passwd", feedback + "teammessage.txt")' \
        'os.mkfifo(feedback + "teammessage.txt")' 'os.mkdir(feedback + "teammessage.txt")' \
        'os.rename(feedback, "/tmp/elsewhere"); os.symlink("/prog", "/tmp/feedback")'; do
        validator <<< "$row; sys.exit(43)"
        try assay grade --json any three.py
        expect_in "$output" '"verdict":"WA"'
        expect_not_in "$output" 'root:'
    done
    validator <<< 'say("teammessage.txt", "x"); os.chmod(feedback + "teammessage.txt", 0); sys.exit(43)'
    grade three.py
    expect_not_in "$output" 'AC'
}

@test "a validator cannot write outside of its cell, and has no network" {
    validator <<'PY'
import socket
def refused(act):
    try:
        act()
    except OSError:
        return True
ok = all(refused(lambda p=p: open(p, 'w')) for p in ('/prog/x', '/etc/x', '/x', sys.argv[0]))
ok = ok and refused(lambda: socket.create_connection(('127.0.0.1', 80), 1))
ok = ok and refused(lambda: socket.create_connection(('192.0.2.1', 80), 1))
sys.exit(42 if ok else 43)
PY
    grade three.py
    expect_in "$output" 'AC 1'
}

@test "a fork bomb ends, and what a validator starts does not survive it" {
    validator <<< '
while True:
    try: os.fork()
    except OSError: pass'
    grade three.py
    expect_in "$output" 'IE 0 '
    problem 'program: check.py, protocol: icpc'
    validator <<< '
if os.fork() == 0:
    import time
    time.sleep(1000)
sys.exit(42)'
    sed -i 's/output: 64KiB/&, processes: 4/' any/problem.yaml
    grade three.py
    expect_in "$output" 'AC 1'
}

@test "a validator that is refused a call or memory is named" {
    validator <<< 'import ctypes; ctypes.CDLL(None).unshare(0x10000000)'
    expect_blamed 'unshare'
    validator <<< 'x = [bytearray(1 << 20) for i in range(1000)]'
    expect_blamed ''
}

@test "a validator that does not compile, or has no language, is the package's fault" {
    printf 'int main(void) { return 42 }\n' > any/check.c
    problem 'program: check.c, protocol: icpc'
    grade three.py
    expect_in "$output" 'IE 0 case 1: validator check.c: it cannot be compiled: '
    expect_in "$output" 'check.c:1:27: error: expected'
    echo x > any/check.nothing
    problem 'program: check.nothing'
    grade three.py
    expect_in "$output" 'its language cannot be told'
}

@test "a compiled validator finds the headers beside it, a folder is one program, and further files come along" {
    mkdir -p any/judge any/lib
    echo '#define YES 42' > any/yes.h
    printf '#include "yes.h"\nint main(void) { return YES; }\n' > any/check.c
    problem 'program: check.c'
    grade three.py
    expect_in "$output" 'AC 1'
    printf 'int word(void) { return 43; }\n' > any/judge/other.c
    printf 'int word(void);\nint main(void) { return word(); }\n' > any/judge/start.c
    problem 'program: judge'
    grade three.py
    expect_in "$output" 'WA 0'
    echo '#define NO 43' > any/lib/no.h
    printf '#include "no.h"\nint main(void) { return NO; }\n' > any/check.c
    problem 'program: check.c, files: [lib/no.h]'
    grade three.py
    expect_in "$output" 'WA 0'
}

@test "a submission that fails by itself keeps its verdict whatever the validator would do" {
    validator <<< 'sys.exit(1)'
    echo 'import sys; print(3); sys.exit(9)' > exits.py
    echo 'while True: pass' > loops.py
    grade exits.py loops.py
    expect_in "$output" 'RTE 0'
    expect_in "$output" 'TLE 0'
    expect_not_in "$output" 'IE'
}

@test "a case may give its program arguments and files, and no other case sees them" {
    local name
    mkdir any/data
    echo one > any/data/words.txt
    echo two > any/data/more.txt
    cat > any/problem.yaml <<'YAML'
assay: 1
name: Furnished
stop: never
cases:
  - {in: "x\n", out: "[] []\n"}
  - {in: "x\n", out: "[a b,-c] []\n", args: [a b, -c]}
  - {in: "x\n", out: "[] [more.txt words.txt]\n", files: [data/words.txt, data/more.txt]}
  - {in: "x\n", out: "[] []\n", args: []}
  - {in: "x\n", out: "[d] [words.txt]\n", args: [d], files: [data/words.txt]}
YAML
    cat > show.py <<'PY'
import os, sys
assert input() == 'x'
print([','.join(sys.argv[1:])] == [''] and '[]' or '[%s]' % ','.join(sys.argv[1:]),
      '[%s]' % ' '.join(sorted(os.listdir('.'))))
PY
    cat > show.sh <<'SH'
read -r x
IFS=,
printf '[%s] [%s]\n' "$*" "$(echo $(ls | tr '\n' ' '))"
SH
    for name in show.py show.sh; do
        try assay grade --json any $name
        expect_in "$output" '"verdict":"AC"'
    done
}

@test "a folder with the scripts build and run is a validator" {
    mkdir -p pack/data/secret pack/output_validators/check pack/submissions/accepted
    printf 'validation: custom\nlimits: {time_limit: 5}\n' > pack/problem.yaml
    echo 4 > pack/data/secret/1.in && echo 8 > pack/data/secret/1.ans
    printf '#!/usr/bin/env sh\ncc part.c -o jury\necho made > note\n' > pack/output_validators/check/build
    printf '#!/usr/bin/env sh\nhere=$(dirname "$0")\n[ "$(cat "$here/note")" = made ] || exit 1\nexec "$here/jury" "$2"\n' > pack/output_validators/check/run
    cat > pack/output_validators/check/part.c <<'C'
#include <stdio.h>
int main(int argc, char **argv) {
    int answer, got;
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    return file && fscanf(file, "%d", &answer) == 1 && scanf("%d", &got) == 1 && got == answer ? 42 : 43;
}
C
    echo 'print(2 * int(input()))' > good.py && echo 'print(5)' > bad.py
    try assay grade --json pack good.py bad.py
    [ "$(echo "$output" | jq -r .verdict | xargs)" = "AC WA" ] || fail "$output"
    [ ! -e pack/output_validators/check/jury ] || fail "it was built in the package"
    printf 'exit 0\n' > pack/output_validators/check/build && rm pack/output_validators/check/run
    try assay grade --json pack good.py
    expect_in "$(echo "$output" | jq -r .message)" 'there is no program `run`, and `build` made none'
}
