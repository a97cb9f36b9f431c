# Runtimes that differ: how each meets the memory limit, and what it may do within it. One program a
# language in runtimes/, which does what its input asks for. (100,000 calls deep goes every language
# in its self-test.)
load ../cli/common.bash
load common.bash

setup() {
    setup_folder
    mkdir heap
    # 179 MiB are 70 % of the limit
    cat > heap/problem.yaml <<'YAML'
assay: 1
name: Heap
stop: never
limits: {time: 10s, wall: 30s, memory: 256MiB}
cases:
  - {name: grow, in: "grow\n", out: ""}      # arrays, as many as there is room for
  - {name: boxes, in: "boxes\n", out: ""}    # small objects in a map
  - {name: huge, in: "huge\n", out: ""}      # one that no machine could give
  - {name: large, in: "large\n", out: ""}    # one of four times the limit
  - {name: says, in: "says\n", out: ""}      # only says that memory ran out, and exits with 1
  - {name: most, in: "most\n", out: "2864\n"}
  - {name: object, in: "object\n", out: "178257920\n"} # one of two thirds of the limit
  - {name: threads, in: "threads\n", out: "1998000\n"}
YAML
}

teardown() { teardown_folder; }

expect_runtime() { # LANGUAGE
    local verdicts
    need "$1"
    try assay grade --json --language "$1" heap "$BATS_TEST_DIRNAME/runtimes/$1".*
    expect_status 1
    verdicts=$(echo "$output" | jq -r '.cases[] | "\(.name) \(.verdict)"' | tr '\n' ',')
    [ "$verdicts" = "grow MLE,boxes MLE,huge MLE,large MLE,says MLE,most AC,object AC,threads AC," ] ||
        fail "$1: $verdicts"
    # nothing that a program says is evidence for more than a worse verdict
    echo "$output" | jq -e '.cases[] | select(.name == "says") |
        .evidence.exit_status == 1 and .evidence.rule == "R3c"' > /dev/null || fail "$1: says"
}

@test "C++: bad_alloc, and the kernel's end" { expect_runtime cpp20; }
@test "C#, Mono: OutOfMemoryException" { expect_runtime csharp; }
@test "Go: out of memory, and the kernel's end" { expect_runtime go; }
@test "Haskell: heap exhausted" { expect_runtime haskell; }
@test "Java: OutOfMemoryError" { expect_runtime java; }
@test "JavaScript: V8's heap abort" { expect_runtime javascript; }
@test "Go: a package that is no program is a compile error" {
    need go
    mkdir -p double
    printf 'assay: 1\ncases:\n  - {in: "2\\n", out: "4\\n"}\n' > double/problem.yaml
    printf 'package twice\n\nfunc Twice(a int) int { return 2 * a }\n' > twice.go
    try assay grade --json double twice.go
    expect_status 1
    [ "$(echo "$output" | jq -r '[.verdict, .message] | join(": ")')" = \
        "CE: -buildmode=exe requires exactly one main package" ] || fail "$output"
}

@test "Prolog: all files are loaded where none is the main one, else that one" {
    need prolog
    mkdir -p double parts main
    printf 'assay: 1\ncases:\n  - {in: "2.\\n", out: "4\\n"}\n' > double/problem.yaml
    echo 'twice(A, B) :- B is 2 * A.' | tee parts/arithmetic.pl > main/arithmetic.pl
    echo 'main :- read(A), twice(A, B), write(B), nl.' > parts/start.pl
    { echo ':- consult("arithmetic.pl").'; cat parts/start.pl; } > main/main.pl
    echo 'main :- write(wrong), nl.' > main/other.pl
    try assay grade --json --project --language prolog double parts main
    echo "$output" | jq -r '[.path, .verdict] | join(" ")' > said
    [ "$(cat said)" = $'parts AC\nmain AC' ] || fail "$output"
    mkdir many
    for i in $(seq 300); do echo "p$i." > "many/p$i.pl"; done
    try assay grade --json --project --language prolog double many
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict)" = CE ] || fail "$output"
    expect_in "$output" "there are too many sources, or their names are too long"
}

@test "Python: MemoryError, and the kernel's end" { expect_runtime python3; }

@test "a mistake of the program's that looks like memory is a run-time error" {
    need javascript
    echo 'new Array(-1)' > length.js
    echo 'throw new Error("FATAL ERROR: Reached heap limit")' > throws.js
    echo 'raise ValueError("MemoryError")' > raises.py
    try assay grade --json double length.js throws.js raises.py
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict,.reason | tr '\n' ' ')" = \
        "RTE exit:1 RTE exit:1 RTE exit:1 " ] || fail "other verdicts"
}

@test "memory that was refused and caught costs nothing" {
    need java
    cat > Caught.java <<'JAVA'
public class Caught {
    public static void main(String[] args) {
        try {
            System.out.println(new long[1 << 30].length);
        } catch (OutOfMemoryError error) {
            System.err.println(error);
        }
        System.out.println(2 * new java.util.Scanner(System.in).nextInt());
    }
}
JAVA
    printf '%s\n' 'try: bytearray(1 << 40)' 'except MemoryError: pass' 'print(2 * int(input()))' \
        > caught.py
    try assay grade double Caught.java caught.py
    expect_status 0
}

@test "a watched Lua says what a started one says" {
    need lua
    cat > traps.lua <<'LUA'
print(arg[-1], arg[0], #arg, os.getenv('LUA_INIT_5_4'), io.read('n', 'l', 'a'))
kept = setmetatable({}, {__gc = function() io.write('collected') end})
local function fails(t) return t.missing.field end
fails({})
LUA
    printf '12 rest\nlast' > input
    try assay run --json --stdin input traps.lua
    watched=$output
    try assay run --json --stdin input --exec traps.lua
    [ "$(jq -r .evidence.path <<< "$watched$output" | tr '\n' ' ')" = "watched exec " ] || fail "other paths"
    expect_in "$(jq -r .stderr <<< "$output")" "[C]: in ?"
    for key in verdict reason stdout stderr; do
        [ "$(jq ".$key" <<< "$watched")" = "$(jq ".$key" <<< "$output")" ] || fail "another $key: $watched"
    done
}
