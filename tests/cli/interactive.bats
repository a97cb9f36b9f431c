# Interactive problems: an interactor of the problem's author and the submission speak with each
# other. Good and hostile ones of both: whoever is at fault is named, and nobody waits for long.
load common.bash

setup() {
    setup_folder
    mkdir any
    guess_problem icpc
    interactor <<'PY'
low, high = 1, int(open(sys.argv[1]).read().split()[1])
secret = int(open(sys.argv[1]).read().split()[0])
print(high, flush=True)
for turn in range(20):
    line = sys.stdin.readline()
    if not line.strip().isdigit():
        say('teammessage.txt', 'a guess is missing')
        sys.exit(43)
    guess = int(line)
    if guess == secret:
        print('=', flush=True)
        sys.exit(42)
    print('<' if secret < guess else '>', flush=True)
say('teammessage.txt', 'too many guesses')
sys.exit(43)
PY
    cat > good.py <<'PY'
low, high = 1, int(input())
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    word = input()
    if word == '=':
        break
    if word == '<':
        high = middle - 1
    else:
        low = middle + 1
PY
}

teardown() { teardown_folder; }

guess_problem() { # PROTOCOL [KEYS] [INTERACTOR KEYS]
    cat > any/problem.yaml <<YAML
assay: 1
name: Guess
limits: {time: 1s, wall: 4s, memory: 64MiB}
feedback: first_difference
interactor: {program: talk.py, protocol: $1, limits: {time: 1s, wall: 2s, memory: 64MiB}${3-}}
${2-}
cases:
  - {in: "37 100\n", out: ""}
YAML
}

# An interactor in Python, from stdin. What it may use comes first.
interactor() {
    {
        cat <<'PY'
import os, sys, time
def say(name, text):
    open(sys.argv[3] + name, 'w').write(text)
PY
        cat
    } > any/talk.py
}

# Grades the program on stdin: "VERDICT RULE REASON MESSAGE".
grade_this() {
    cat > one.py
    grade one.py
}

grade() { # PROGRAM
    try assay grade --json any "$1"
    output=$(python3 -c '
import json, sys
for line in sys.stdin:
    r = json.loads(line)
    c = (r["cases"] or [{}])[0]
    e = c.get("evidence") or {}
    print(r["verdict"], e.get("rule", "-"), r["reason"] or "-", e.get("first_to_end", "-"), r["message"])' <<< "$output")
}

@test "two that speak with each other: the interactor's word, and its words for the team" {
    grade good.py
    expect_in "$output" 'AC R8a -'
    grade_this <<< 'input(); print(1, flush=True); print(input() * 0, flush=True)'
    expect_in "$output" 'WA '
    expect_in "$output" 'a guess is missing'
    grade_this <<'PY'
n = int(input())
while True:
    print(1, flush=True)
    input()
PY
    expect_in "$output" 'WA R1b - interactor too many guesses'
}

@test "the interactor ends first and rejects: whatever the program does then" {
    interactor <<< 'sys.exit(43)'
    for end in 'while True: pass' 'raise SystemExit(3)' 'os.kill(os.getpid(), 11)' 'time.sleep(100)'; do
        grade_this <<< "import os, sys, time; sys.stdin.read(); $(printf '%s' "$end" | sed 's/^while/\nwhile/')"
        expect_in "$output" 'WA R1b - interactor'
    done
}

@test "the program crashes first, and the interactor rejects then" {
    interactor <<'PY'
sys.exit(42 if sys.stdin.readline() == 'x\n' else 43)
PY
    grade_this <<< 'raise SystemExit(3)'
    expect_in "$output" 'RTE R7 exit:3 submission'
    grade_this <<< 'while True: pass'
    expect_in "$output" 'TLE R4 cpu submission'
    grade_this <<'PY'
x = 'x' * 200000000
PY
    expect_in "$output" 'MLE '
    # and after it has accepted, the program's own end counts
    grade_this <<< 'import sys; print("x", flush=True); sys.stdin.read(); sys.exit(4)'
    expect_in "$output" 'RTE R7 exit:4 interactor'
    grade_this <<< 'import sys; print("x", flush=True); sys.stdin.read(); print("y" * 3000000)'
    expect_in "$output" 'AC R8a - interactor'
}

@test "each waits for the other: found at once, and named idle" {
    grade_this <<< 'input(); input()'
    expect_in "$output" 'TLE R5 idle submission'
    # nothing was flushed
    grade_this <<< 'import sys; input(); print(50); sys.stdin.readline()'
    expect_in "$output" 'TLE R5 idle submission'
    try assay grade --json any one.py
    wall=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["cases"][0]["wall_us"])' <<< "$output")
    [ "$wall" -lt 4000000 ]
}

@test "a slow interactor is not the submission's fault" {
    guess_problem icpc '' ''
    sed -i 's/wall: 5s, memory: 64MiB}$/wall: 1s, memory: 64MiB}/' any/problem.yaml
    interactor <<'PY'
time.sleep(1.3)
print(1, flush=True)
sys.exit(42 if sys.stdin.readline() == '1\n' else 43)
PY
    grade_this <<< 'print(input(), flush=True)'
    expect_in "$output" 'AC R8a -'
}

@test "hostile interactors are the package's fault, and named" {
    for act in 'sys.exit(0)' 'sys.exit(1)' 'raise ValueError("lost")' 'os.kill(os.getpid(), 9)' \
        'sys.exit(44)'; do
        interactor <<< "$act"
        grade good.py
        expect_in "$output" 'IE '
        expect_in "$output" 'talk.py'
    done
    interactor <<'PY'
while True:
    pass
PY
    grade good.py
    expect_in "$output" 'IE '
    expect_in "$output" 'CPU time'
    interactor <<< 'time.sleep(100)'
    grade good.py
    expect_in "$output" 'IE '
    expect_in "$output" 'limit of 2 s'
    # it floods, never reads, closes what it has early, leaves processes behind
    interactor <<'PY'
while True:
    os.write(1, b'1\n' * 10000)
PY
    grade good.py
    expect_in "$output" 'IE '
    interactor <<'PY'
os.close(0)
os.close(1)
time.sleep(0.3)
sys.exit(43)
PY
    grade good.py
    expect_in "$output" 'WA R1b - interactor'
}

@test "who closes its stdout says that this was all, and goes on" {
    interactor <<'PY'
threading = __import__("threading")
os.write(1, b'20\n22\n')
os.close(1)
sys.exit(42 if sys.stdin.readline().strip() == '42' else 43)
PY
    echo 'import sys; print(sum(map(int, sys.stdin.read().split())))' > all.py
    grade all.py
    expect_in "$output" 'AC'
    # the other way round
    interactor <<'PY'
os.write(1, b'1\n')
got = sys.stdin.read()
os.write(1, b'2\n')
sys.exit(42 if got == '1\n' else 43)
PY
    echo 'import os; a = input(); os.write(1, a.encode() + b"\n"); os.close(1); input()' > closes.py
    grade closes.py
    expect_in "$output" 'AC'
}

@test "hostile submissions: floods, early ends, calls that are not allowed" {
    interactor <<'PY'
for line in sys.stdin:
    pass
sys.exit(43)
PY
    sed -i 's/^limits: {/&output: 1MiB, /' any/problem.yaml
    grade_this <<'PY'
import os
while True:
    os.write(1, b'1\n' * 10000)
PY
    expect_in "$output" 'OLE R6 output submission'
    grade_this <<< 'import os; os.close(1); os.close(0)'
    expect_in "$output" 'WA '
    grade_this <<'PY'
import ctypes
ctypes.CDLL(None).ptrace(0, 0, 0, 0)
PY
    expect_in "$output" 'SV R2 syscall:ptrace submission'
}

@test "testlib's interactors: their output is what the checker looks at" {
    guess_problem testlib
    sed -i 's/out: ""/out: "37\\n"/' any/problem.yaml
    cat > any/talk.py <<'PY'
import sys
print(5, flush=True)
line = sys.stdin.readline()
open(sys.argv[2], 'w').write(line)
sys.exit(1 if line == 'bad\n' else 0)
PY
    grade_this <<< 'input(); print(37)'
    expect_in "$output" 'AC R8a -'
    grade_this <<< 'input(); print(36)'
    expect_in "$output" 'WA R8c -'
    grade_this <<< 'input(); print("bad", flush=True); input()'
    expect_in "$output" 'WA R1b -'
}

@test "an interactor may want another pass" {
    guess_problem icpc
    interactor <<'PY'
n = int(open(sys.argv[1]).read().split()[0])
print(n, flush=True)
if sys.stdin.readline().strip() != str(n + 1):
    sys.exit(43)
if n < 38:
    say('nextpass.in', '%d 0\n' % (n + 1))
sys.exit(42)
PY
    grade_this <<< 'print(int(input()) + 1)'
    # a native problem has one pass
    expect_in "$output" 'IE '
    expect_in "$output" 'pass'
}

@test "what they said is recorded where the problem asks for it" {
    guess_problem icpc '' ', record: yes'
    assay init --db x.db
    assay submit --db x.db any good.py
    assay judge --db x.db --drain -j 1
    try assay show --db x.db 1 --conversation
    expect_in "$output" 'case 1: AC'
    expect_in "$output" 'interactor: 100'
    expect_in "$output" 'submission: 50'
    expect_in "$output" 'interactor: <'
    guess_problem icpc
    assay submit --db x.db any good.py
    assay judge --db x.db --drain -j 1
    try assay show --db x.db 2 --conversation
    expect_in "$errors" 'no conversation of submission 2 is recorded'
}

@test "what they said is recorded for any problem where judge, grade and verify are told to" {
    guess_problem icpc
    assay init --db x.db
    assay submit --db x.db any good.py
    assay judge --db x.db --drain -j 1 --record
    try assay show --db x.db 1 --conversation
    expect_in "$output" 'submission: 50'
    try assay grade --json --record any good.py
    [[ $(echo "$output" | jq -r '.cases[0].conversation') == *'interactor: 100'* ]] || fail "grade"
    try assay grade --json any good.py
    [ "$(echo "$output" | jq '.cases[0].conversation')" = null ] || fail "recorded unasked"
    mkdir -p any/submissions && cp good.py any/submissions/
    echo 'submissions: {good.py: AC}' >> any/problem.yaml
    try assay verify --json --record any
    [[ $(echo "$output" | jq -r '.cases[0].conversation') == *'interactor: 100'* ]] || fail "verify"
}

@test "mistakes in interactor: are named with their place" {
    guess_problem icpc 'checker: tokens'
    try assay check any
    expect_in "$errors" 'problem.yaml:6:10'
    expect_in "$errors" 'expected none: the interactor itself decides'
    guess_problem nothing
    try assay check any
    expect_in "$errors" 'problem.yaml:5:'
    expect_in "$errors" 'expected a protocol'
    sed -i 's/program: talk.py, //' any/problem.yaml
    try assay check any
    expect_in "$errors" 'program'
}
