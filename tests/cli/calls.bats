# Function tests: calls in place of programs.
load common.bash
setup() {
    setup_folder
    mkdir calls
    cat > calls/problem.yaml <<'YAML'
assay: 1
name: Calls
feedback: first_difference
file: mine.py
cases:
  - {name: leap, call: "leap(2000)", returns: true, points: 2, description: "2000 is a leap year"}
  - {name: negative, call: "leap(-1)", raises: ValueError}
  - {name: shows, call: "show(3)", prints: "3\n", requires: [negative]}
  - {name: sorts, setup: "x = [3, 1, 2]", call: "x.sort(); x", returns: [1, 2, 3]}
  - {name: third, call: "third()", returns: [0.333333], compare: {tolerance: 1e-5}}
  - {name: both, call: "both(input())", in: "word\n", returns: "WORD", prints: "word\n"}
YAML
    cat > good.py <<'PY'
def leap(y):
    if y < 0: raise UnicodeError('before year 0')
    return y % 400 == 0 or y % 4 == 0 and y % 100 != 0
def show(n): print(n)
def third(): return [1 / 3]
def both(word):
    print(word)
    return word.upper()
PY
    cat > bad.py <<'PY'
def leap(y): return y % 4
def show(n): print(n)
def third():
    print('asked')
    return (1 / 3,)
def both(word): return words
PY
}
teardown() { teardown_folder; }

cases() { # FILE: what jq says of each case
    echo "$output" | jq -r ".cases[] | $1"
}

@test "values, exceptions and what is printed are compared" {
    try assay grade --json calls good.py
    expect_status 0
    [ "$(cases .verdict | sort -u)" = AC ] || fail "not accepted"
    [ "$(echo "$output" | jq .score)" = 7 ] || fail "score"
    [ "$(cases .path | sort -u)" = watched ] || fail "not watched"
    [ "$(cases .got | sed -n 2p)" = "raised UnicodeError: before year 0" ] || fail "got"
    [ "$(echo "$output" | jq -r '.cases[0] | .description, .call, .expected, .got')" = \
        "2000 is a leap year
leap(2000)
returns True
returned True" ] || fail "the words of the first"
    try assay grade --json calls bad.py
    expect_status 1
    [ "$(cases '.name + " " + .verdict + " " + .reason' | tr '\n' ,)" = \
        "leap WA ,negative WA ,shows SK ,sorts AC ,third WA ,both RTE exit:1," ] ||
        fail "other verdicts: $(cases '.name + " " + .verdict')"
    [ "$(cases .message | sed -n 1p)" = "returned 0, expected a call that returns True" ] || fail "1"
    [ "$(cases .message | sed -n 3p)" = \
        'not run: it depends on "negative", which did not pass' ] || fail "3"
    [ "$(cases .message | sed -n 5p)" = \
        "returned (0.3333333333333333,), expected a call that returns [0.333333]" ] || fail "5"
    [ "$(cases .output | sed -n 5p)" = "asked" ] || fail "what it printed is not kept"
    expect_in "$(cases .message)" "NameError: name 'words' is not defined"
    expect_in "$(cases .stderr)" '"/prog/mine.py", line 6, in both'
    expect_not_in "$(cases .stderr)" assay_call
}

@test "a call is the same by exec as in the watched interpreter" {
    cat > languages.yaml <<'YAML'
assay_languages: 1
languages: {python3: {watched: off}}
YAML
    for program in good bad; do
        try assay grade --json calls $program.py
        cases '.name, .verdict, .reason, .message, .got, .output, .stderr' > watched
        ASSAY_LANGUAGES=$folder/languages.yaml try assay grade --json calls $program.py
        [ "$(cases .path | sort -u | tail -1)" = exec ] || fail "not by exec"
        cases '.name, .verdict, .reason, .message, .got, .output, .stderr' > exec
        diff watched exec || fail "$program: they differ"
    done
}

@test "the source is compiled first, and a failure to load is each test's" {
    echo 'def leap(y) return 1' > broken.py
    try assay grade calls broken.py
    expect_in "$output" "CE"
    expect_in "$output" "SyntaxError"
    echo 'raise ValueError("at the start")' > raises.py
    try assay grade --json calls raises.py
    [ "$(cases .verdict | grep -cv SK)" = 5 ] || fail "not all are run"
    [ "$(cases .verdict | grep -c RTE)" = 5 ] || fail "a failure to load passes for an exception"
}

@test "what a submitter sees of a call obeys feedback" {
    sed -i 's/first_difference/verdict/' calls/problem.yaml
    try assay grade --json --public calls bad.py
    [ "$(echo "$output" | jq -r '.cases[0] | keys | join(" ")')" = \
        "cpu_us description feedback max_score memory_kib number score verdict wall_us" ] ||
        fail "other keys"
    expect_not_in "$output" "leap(2000)"
    expect_not_in "$output" "returned"
}

@test "a stored result has the words of its calls" {
    try assay init
    try assay submit calls bad.py
    expect_status 0
    try assay judge --drain
    expect_status 0
    try assay show --json 1
    [ "$(echo "$output" | jq -r '.judgings[0].cases[0] | .description, .call, .expected, .got')" = \
        "2000 is a leap year
leap(2000)
returns True
returned 0" ] || fail "other words"
}

@test "the tests of an existing file are cases, and are said to be forgeable" {
    mkdir existing
    cat > existing/problem.yaml <<'YAML'
assay: 1
file: roman.py
feedback: first_difference
cases:
  - {tests: test_roman.py, points: 1}
YAML
    cat > existing/test_roman.py <<'PY'
import unittest
from roman import roman

class RomanTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(roman(1), 'I')

    def test_four(self):
        self.assertEqual(roman(4), 'IV')

def test_five():
    assert roman(5) == 'V'
PY
    echo 'def roman(n): return "I" * n if n < 5 else "V"' > anything.py
    try assay grade --json existing anything.py
    [ "$(cases '.name + " " + .verdict' | tr '\n' ,)" = \
        "RomanTest.test_one AC,RomanTest.test_four WA,test_five AC," ] || fail "other verdicts"
    [ "$(cases .message | sed -n 2p)" = \
        "the test raised AssertionError: 'IIII' != 'IV'" ] || fail "message"
    expect_in "$(cases .stderr)" "Traceback"
    [ "$(cases .is_forgeable | sort -u)" = true ] || fail "the flag"
}

# One problem for all languages; programs with one mistake in the second test each.
make_languages() {
    mkdir all
    cat > all/problem.yaml <<'YAML'
assay: 1
feedback: first_difference
limits: {time: 10s}
cases:
  - call: {python3: "leap(2000)", c: "leap(2000)", javascript: "leap(2000)", java: "Leap.leap(2000)"}
    returns: true
    points: 1
  - setup: {python3: "x = [3, 1, 2]", c: "int x[] = {3, 1, 2};", javascript: "var x = [3, 1, 2]",
            java: "int[] x = {3, 1, 2};"}
    call: {python3: "sort(x); x", c: "sort(x, 3); LIST(x, 3)", javascript: "sort(x); x",
           java: "Leap.sort(x); x"}
    returns: [1, 2, 3]
  - call: {python3: "show(3)", c: "show(3)", javascript: "show(3)", java: "Leap.show(3)"}
    prints: "3\n"
  - call: {python3: "name()", c: "name()", javascript: "name()", java: "Leap.name()"}
    returns: "it's \u00e9\n"
  - call: {python3: "half(3)", c: "half(3)", javascript: "half(3)", java: "Leap.half(3)"}
    returns: 1.5
YAML
    cat > leap.py <<'PY'
def leap(y): return y % 400 == 0
def sort(x): pass
def show(n): print(n)
def name(): return "it's \u00e9\n"
def half(x): return x / 2
PY
    cat > leap.c <<'C'
#include <stdio.h>
int leap(int y) { return y % 400 == 0; }
void sort(int *x, int n) { (void)x; (void)n; }
void show(int n) { printf("%d\n", n); }
static const char *name(void) { return "it's \u00e9\n"; }
double half(int x) { return x / 2.0; }
int main(void) { puts("main"); return 3; }
C
    cat > leap.js <<'JS'
function leap(y) { return y % 400 === 0; }
function sort(x) {}
const show = n => console.log(n);
const name = () => "it's \u00e9\n";
module.exports = { half: x => x / 2 };
JS
    cat > Leap.java <<'JAVA'
public class Leap {
    static boolean leap(int y) { return y % 400 == 0; }
    static void sort(int[] x) { }
    static void show(int n) { System.out.println(n); }
    static String name() { return "it's \u00e9\n"; }
    static double half(int x) { return x / 2.0; }
    public static void main(String[] arguments) { System.out.println("main"); }
}
JAVA
}

@test "C, JavaScript and Java have callers of their own" {
    make_languages
    for program in leap.py leap.c leap.js Leap.java; do
        case $program in
            *.js) [ -x /usr/bin/node ] || continue ;;
            *.java) [ -x /usr/lib/jvm/java-17-openjdk-amd64/bin/javac ] || continue ;;
        esac
        try assay grade --json all $program
        [ "$(cases .verdict | tr '\n' ' ')" = "AC WA AC AC AC " ] || fail "$program"
        [ "$(cases .message | sed -n 2p)" = \
            "returned [3, 1, 2], expected a call that returns [1, 2, 3]" ] || fail "$program: message"
    done
}

@test "an exception of JavaScript and Java has its classes" {
    mkdir raises
    cat > raises/problem.yaml <<'YAML'
assay: 1
limits: {time: 10s}
cases:
  - {call: {javascript: "check(1)", java: "Check.check(1)"}, raises: Error, points: 1}
  - {call: {javascript: "check(2)", java: "Check.check(2)"}, raises: Error}
  - {call: {javascript: "check(3)", java: "Check.check(3)"}, raises: Error}
YAML
    cat > check.js <<'JS'
function check(n) {
    class Error {}
    if (n === 1) throw new RangeError("no");
    if (n === 2) throw new Error();
}
JS
    cat > Check.java <<'JAVA'
public class Check {
    static class Error extends Exception { }
    static void check(int n) throws Exception {
        if (n == 1) throw new StackOverflowError("no");
        if (n == 2) throw new Error();
    }
}
JAVA
    for program in check.js Check.java; do
        case $program in
            *.js) [ -x /usr/bin/node ] || continue ;;
            *.java) [ -x /usr/lib/jvm/java-17-openjdk-amd64/bin/javac ] || continue ;;
        esac
        try assay grade --json raises $program
        [ "$(cases .verdict | tr '\n' ' ')" = "AC WA WA " ] || fail "$program"
    done
}

@test "no hostile program gets a mark that it has not earned" {
    mkdir hidden
    cat > hidden/problem.yaml <<'YAML'
assay: 1
limits: {time: 2s}
cases:
  - {call: "answer()", returns: 42}
  - {call: "fails()", raises: ValueError}
  - {call: "says()", prints: "hello\n"}
YAML
    try assay grade --json hidden "$BATS_TEST_DIRNAME"/forging/*.py
    [ "$(echo "$output" | jq -s length)" -ge 20 ] || fail "too few programs"
    output=$(echo "$output" | jq -c '{path, verdict, message, cases: [.cases[] | {number, verdict}]}')
    earned=$(echo "$output" | jq -r '.path as $path | .cases[] | select(.verdict == "AC") |
        "\($path | split("/") | last) \(.number)"')
    [ "$earned" = "" ] || fail "accepted: $earned"
    [ "$(echo "$output" | jq -r 'select(.verdict == "IE") | .path')" = "" ] || fail "a fault of ours"
    printf 'def answer(): return 42\ndef fails(): raise ValueError\ndef says(): print("hello")\n' > well.py
    try assay grade hidden well.py
    expect_status 0
}
