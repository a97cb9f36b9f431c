#!/usr/bin/env bats
# Packages of other systems, and zips: what each command makes of them.
load common

setup() { setup_folder; }
teardown() { teardown_folder; }

# make_zip ZIP NAME=TEXT...
make_zip() {
    python3 - "$@" <<'PY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    for argument in sys.argv[2:]:
        name, text = argument.split('=', 1)
        archive.writestr(name, text.encode().decode('unicode_escape'))
PY
}

# A DMOJ problem whose second case is in an archive alone, and whose first one is plain as well.
make_dmoj() {
    mkdir dmoj
    make_zip dmoj/data.zip '1.in=999\n' '1.out=0\n' '2.in=-3\r\n' '2.out=-6'
    echo 4 > dmoj/1.in
    echo 8 > dmoj/1.out
    cat > dmoj/init.yml <<'YAML'
archive: data.zip
test_cases:
- {in: 1.in, out: 1.out, points: 40}
- {in: 2.in, out: 2.out, points: 60}
YAML
    echo 'limits: {time: 1s, memory: 64MiB}' > dmoj/assay.yaml
}

@test "a DMOJ problem is graded in place: a plain file wins over a member, limits stand beside" {
    make_dmoj
    try assay check dmoj
    expect_status 0
    expect_in "$output" "good: \"dmoj\", 2 cases"
    before=$(ls -la dmoj)
    try assay grade --json dmoj good.py wrong.py exits.py
    expect_status 1
    [ "$(echo "$output" | jq -r '[.verdict, .score, .max_score] | join(" ")')" = \
        $'AC 100 100\nPA 40 100\nRTE 0 100' ] || fail "$output"
    [ "$(echo "$output" | head -1 | jq .limits.time_us)" = 1000000 ]
    [ "$(ls -la dmoj)" = "$before" ] || fail "something was written into the package"
}

@test "a package is a zip, alone or with a folder around it" {
    python3 - <<'PY'
import zipfile
for name, path in ('flat.zip', 'problem.yaml'), ('around.zip', 'double/problem.yaml'):
    with zipfile.ZipFile(name, 'w') as archive:
        archive.write('double/problem.yaml', path)
PY
    try assay grade --json flat.zip good.py wrong.py
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nWA' ] || fail "$output $errors"
    try assay check around.zip
    expect_status 0
    expect_in "$output" "2 cases"
}

@test "an archive is unpacked once, and again when it has changed" {
    make_dmoj
    try assay check dmoj
    expect_status 0
    [ "$(find "$ASSAY_CACHE-packages" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]
    try assay check dmoj
    [ "$(find "$ASSAY_CACHE-packages" -mindepth 1 -maxdepth 1 | wc -l)" = 1 ]
    make_zip dmoj/data.zip '2.in=5\n' '2.out=10\n'
    try assay grade --json dmoj good.py
    [ "$(echo "$output" | jq -r .verdict)" = AC ] || fail "$output $errors"
    [ "$(find "$ASSAY_CACHE-packages" -mindepth 1 -maxdepth 1 | wc -l)" = 2 ]
    export TMPDIR=$folder/tmp
    mkdir tmp
    ASSAY_CACHE=none try assay grade --json dmoj good.py
    [ "$(echo "$output" | jq -r .verdict)" = AC ] || fail "$output $errors"
    [ -z "$(ls tmp)" ] || fail "left behind: $(ls tmp)"
}

@test "hostile archives are refused: traversal, links, bombs, garbage" {
    make_zip up.zip '../evil=x' 'problem.yaml=assay: 1\n'
    try assay check up.zip
    expect_status 2
    expect_in "$errors" "'../evil' is no plain relative path"
    [ ! -e evil ] || fail "it got out"
    python3 - <<'PY'
import zipfile
with zipfile.ZipFile('link.zip', 'w') as archive:
    info = zipfile.ZipInfo('out')
    info.external_attr = 0o120777 << 16
    archive.writestr(info, '/etc/passwd')
with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
    with archive.open('zeroes', 'w', force_zip64=True) as member:
        for i in range(1100):
            member.write(bytes(1 << 20))
PY
    try assay check link.zip
    expect_status 2
    expect_in "$errors" "'out' is a symbolic link"
    try assay check bomb.zip
    expect_status 2
    expect_in "$errors" "it unpacks to more than 1024 MiB"
    printf 'PK\3\4 and nothing else' > garbage.zip
    try assay grade garbage.zip good.py
    expect_status 2
    expect_in "$errors" "cannot unpack $folder/garbage.zip: it is no zip that can be read"
    try assay check good.py
    expect_status 2
    expect_in "$errors" "is neither a folder nor a zip"
    [ -z "$(find "$ASSAY_CACHE-packages" -mindepth 1)" ] || fail "something was kept"
}

@test "a submission to a zip is judged from the database" {
    make_dmoj
    assay init > /dev/null
    try assay submit --json dmoj good.py
    expect_status 0
    try assay judge --drain
    [ "$(assay list --json | jq -r .verdict)" = AC ] || fail "$(assay list) $errors"
}

@test "Polygon and CMS are read in place" {
    mkdir -p polygon/tests cms/input cms/output
    echo 4 > polygon/tests/1
    echo 8 > polygon/tests/1.a
    cat > polygon/problem.xml <<'XML'
<problem short-name="double"><names><name language="english" value="Double"/></names>
<judging input-file="" output-file=""><testset name="tests"><time-limit>1000</time-limit>
<memory-limit>67108864</memory-limit><input-path-pattern>tests/%d</input-path-pattern>
<answer-path-pattern>tests/%d.a</answer-path-pattern><tests><test/></tests></testset></judging>
</problem>
XML
    try assay grade --json polygon good.py exits.py
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nRTE' ] || fail "$output $errors"
    printf 'name: double\ntime_limit: 1\nmemory_limit: 64\ninfile: ""\noutfile: ""\nn_input: 2\n' > cms/task.yaml
    echo 4 > cms/input/input0.txt
    echo ' 8 ' > cms/output/output0.txt
    echo -3 > cms/input/input1.txt
    echo -6 > cms/output/output1.txt
    try assay grade --json cms good.py wrong.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] | join(" ")')" = $'AC 100\nPA 50' ] || fail "$output $errors"
}

@test "a checker of DMOJ gives a share, a case has its own checker and output limit, a 0-point case stops all" {
    mkdir shares
    printf '1\n2\n3\n4\n' > shares/four
    cat > shares/init.yml <<'YAML'
checker: linecount
test_cases:
- {out: four, points: 10}
- {out: four, points: 5, checker: identical}
- {out: four, points: 3, output_limit_length: 1024}
YAML
    echo 'print(1, 2, 0, 4, sep="\n")' > some.py
    try assay grade --json shares some.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] + [.cases[].verdict] | join(" ")')" = "PA 9.75 PA WA PA" ] ||
        fail "$output $errors"
    expect_in "$(echo "$output" | jq -r '.cases[0].message')" "(3 of 4 lines are right)"
    echo 'print("1\n2\n3\n4\n" + "x" * 1500)' > long.py
    try assay grade --json shares long.py
    [ "$(echo "$output" | jq -r '[.cases[].verdict] | join(" ")')" = "WA WA OLE" ] || fail "$output $errors"
    sed -i 's/points: 10/points: 0/' shares/init.yml
    try assay grade --json shares some.py
    [ "$(echo "$output" | jq -r '[.cases[].verdict] | join(" ")')" = "PA SK SK" ] || fail "$output $errors"
}

@test "a bridged checker of several files is built and run; a header that it names is laid once" {
    mkdir bridged
    echo '#define WANTED "42"' > bridged/wanted.h
    cat > bridged/check.c <<'C'
#include "wanted.h"
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    char word[100] = "";
    FILE *output = fopen(argv[2], "r");
    if (argc != 4 || !output || fscanf(output, "%99s", word) != 1)
        return 1;
    if (strcmp(word, "half") == 0)
        return fputs("partial 1/2\n", stderr), 7;
    return strcmp(word, WANTED) != 0;
}
C
    cat > bridged/init.yml <<'YAML'
checker: {name: bridged, args: {files: [check.c, wanted.h], lang: C, type: coci}}
test_cases: [{points: 10}]
YAML
    echo 'print(42)' > right.py
    echo 'print("half")' > half.py
    try assay grade --json bridged right.py half.py good.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] | join(" ")')" = $'AC 10\nPA 5\nRTE 0' ] ||
        fail "$output $errors"
}

# guesser FILE: guesses a number below 100 as an interactor of the tests asks for it.
guesser() {
    cat > "$1" <<'PY'
low, high = 1, 99
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    word = input()
    if word == 'yes':
        break
    if word == 'less':
        high = middle - 1
    else:
        low = middle + 1
PY
}

@test "DMOJ: an interactor decides, gets its flags and its own arguments, and may give a part" {
    mkdir guess
    cat > guess/talk.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
    int secret, guess, turns = 0;
    FILE *input = fopen(argv[argc - 1], "r");
    if (argc != 3 || strcmp(argv[1], "a word") != 0 || fscanf(input, "%d", &secret) != 1)
        return 3;
    while (turns++ < LIMIT && scanf("%d", &guess) == 1) {
        puts(guess == secret ? "yes" : guess > secret ? "less" : "more");
        fflush(stdout);
        if (guess == secret)
            return turns > 6 ? fputs("points 4\n", stderr), 7 : 0;
    }
    return 1;
}
C
    cat > guess/init.yml <<'YAML'
interactive:
  files: talk.c
  type: testlib
  flags: [-DLIMIT=9]
  args_format_string: '"a word" {input_file}'
test_cases:
- {in: 1.in, points: 10}
- {in: 2.in, points: 10}
YAML
    echo 50 > guess/1.in
    echo 25 > guess/2.in
    guesser right.py
    echo 'for i in range(1, 99): print(i, flush=True); input()' > slow.py
    try assay grade --json guess right.py slow.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] + [.cases[].verdict] | join(" ")')" = \
        $'AC 20 AC AC\nWA 0 WA WA' ] || fail "$output $errors"
    echo 99 > guess/2.in
    try assay grade --json guess right.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] | join(" ")')" = "PA 14" ] || fail "$output $errors"
    sed -i 's/-DLIMIT=9/-DNOTHING/' guess/init.yml
    try assay grade --json guess right.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output"
    expect_in "$output" "interactor talk.c: it cannot be compiled"
}

@test "DMOJ: a bridged checker gets its flags, and only the arguments of its format" {
    mkdir own
    cat > own/check.c <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
    int value = 0;
    FILE *output = argc == 2 ? fopen(argv[1], "r") : NULL;
    return !output || fscanf(output, "%d", &value) != 1 || value != WANTED;
}
C
    cat > own/init.yml <<'YAML'
checker: {name: bridged, args: {files: check.c, flags: [-DWANTED=42], args_format_string: "{output_file}"}}
test_cases: [{points: 10}]
YAML
    echo 'print(42)' > right.py
    echo 'print(41)' > other.py
    try assay grade --json own right.py other.py
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nWA' ] || fail "$output $errors"
}

@test "Polygon: testlib's interactor writes what the checker looks at" {
    mkdir -p polygon/tests polygon/files
    echo 50 > polygon/tests/1
    echo 1 > polygon/tests/1.a
    cat > polygon/files/talk.c <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
    int secret, guess, turns = 0;
    FILE *input = fopen(argv[1], "r"), *output = fopen(argv[2], "w"), *answer = fopen(argv[3], "r");
    if (argc != 4 || !output || !answer || fscanf(input, "%d", &secret) != 1)
        return 3;
    while (turns++ < 9 && scanf("%d", &guess) == 1) {
        puts(guess == secret ? "yes" : guess > secret ? "less" : "more");
        fflush(stdout);
        if (guess == secret)
            return fprintf(output, "%d\n", turns) < 0;
    }
    return 1;
}
C
    cat > polygon/files/check.c <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
    int turns = 0, most = 0;
    FILE *output = fopen(argv[2], "r"), *answer = fopen(argv[3], "r");
    if (argc != 4 || fscanf(answer, "%d", &most) != 1 || fscanf(output, "%d", &turns) != 1)
        return 3;
    return turns > most;
}
C
    cat > polygon/problem.xml <<'XML'
<problem short-name="guess"><judging input-file="" output-file=""><testset name="tests">
<time-limit>1000</time-limit><memory-limit>67108864</memory-limit>
<input-path-pattern>tests/%d</input-path-pattern><answer-path-pattern>tests/%d.a</answer-path-pattern>
<tests><test/></tests></testset></judging><assets>
<checker type="testlib"><source path="files/check.c" type="c.gcc"/></checker>
<interactor><source path="files/talk.c" type="c.gcc"/></interactor></assets></problem>
XML
    guesser right.py
    echo 'for i in 60, 50: print(i, flush=True); input()' > second.py
    echo 'for i in range(10): print(i, flush=True); input()' > never.py
    try assay grade --json polygon right.py second.py never.py
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nWA\nWA' ] || fail "$output $errors"
    sed -i 's/return 1;/return 3;/' polygon/files/talk.c
    try assay grade --json polygon never.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output"
    expect_in "$output" "talk.c says that the package is wrong"
}

@test "DMOJ: a generator makes inputs and answers, with arguments and files of each case" {
    mkdir made
    cat > made/gen.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
    int number = 0;
    if (argc > 1 && strcmp(argv[1], "bad") == 0)
        return 3;
    if (argc > 1 && strcmp(argv[1], "loop") == 0)
        for (;;)
            ;
    if (argc > 1 && argv[1][0] != '-')
        number = atoi(argv[1]);
    else if (scanf("%d", &number) != 1)
        return 4;
    printf("%d\n", number);
    fprintf(stderr, "%d", NUMBER * number);
    return 0;
}
C
    cat > made/init.yml <<'YAML'
generator: {source: gen.c, flags: [-DNUMBER=2], args: [7], time_limit: 1}
test_cases:
- {generator_args: [21], points: 1}
- {points: 2}
- {generator_in: five, generator_args: [-], points: 4}
- {in: five, out: ten, points: 8}
YAML
    echo 5 > made/five
    echo 10 > made/ten
    echo 'n = int(input()); print(14 if n == 7 else 0)' > seven.py
    try assay check made
    expect_status 0
    try assay grade --json made good.py seven.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] + [.cases[].verdict] | join(" ")')" = \
        $'AC 15 AC AC AC AC\nPA 2 WA AC WA WA' ] || fail "$output $errors"
    sed -i 's/\[21\]/[bad]/' made/init.yml
    try assay grade --json made good.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output"
    expect_in "$output" "the generator gen.c: ended with exit status 3, expected 0"
    sed -i 's/\[bad\]/[loop]/' made/init.yml
    try assay grade --json made good.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output"
    expect_in "$output" "the generator gen.c: used more than its limit of 1 s of CPU time"
    echo 'int main(' > made/gen.c
    try assay grade --json made good.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output"
    expect_in "$output" "generator gen.c: it cannot be compiled"
}

@test "DMOJ: a signature grader is compiled with submissions, whose main is none" {
    mkdir signature
    cat > signature/handler.c <<'C'
#include "header.h"
#include <stdio.h>
int main()
{
    int n;
    if (scanf("%d", &n) != 1)
        return 1;
    printf("%d\n", twice(n));
    return 0;
}
C
    printf '#ifdef __cplusplus\n#include <vector>\n#endif\nint twice(int n);' > signature/header.h
    cat > signature/init.yml <<'YAML'
signature_grader: {entry: handler.c, header: header.h}
test_cases: [{in: 1.in, out: 1.out}]
YAML
    echo 21 > signature/1.in
    echo 42 > signature/1.out
    echo 'int twice(int n) { return 2 * n; }' > right.c
    printf 'int twice(int n) { std::vector<int> a(2, n); return a[0] + a[1]; }\nint main() { return 5; }\n' > right.cpp
    echo 'int twice(int n) { return n; }' > wrong.c
    printf 'int twice(int n)\n{ return m; }\n' > error.c
    try assay grade --json signature right.c right.cpp wrong.c error.c
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nAC\nWA\nCE' ] || fail "$output $errors"
    expect_in "$output" "error.c:2:"
    try assay grade --json signature good.py
    expect_in "$output$errors" "python3"
    sed -i 's/header.h}/header.h, allow_main: yes}/' signature/init.yml
    try assay grade --json signature right.cpp
    [ "$(echo "$output" | jq -r .verdict)" = CE ] || fail "$output $errors"
}

@test "DMOJ: a link to stdin is opened by programs in every language" {
    mkdir links
    cat > links/init.yml <<'YAML'
symlinks: {in_link: /dev/stdin, again.txt: /dev/stdin}
test_cases: [{in: 1.in, out: 1.out}, {in: 2.in, out: 2.out}]
YAML
    printf '3\r\n' > links/1.in
    echo 6 > links/1.out
    echo 4 > links/2.in
    echo 8 > links/2.out
    cat > link.cpp <<'CPP'
#include <fstream>
#include <iostream>
int main() { int n, m; std::ifstream("in_link") >> n; std::ifstream("again.txt") >> m; std::cout << n + m << '\n'; }
CPP
    echo 'print(2 * int(open("in_link").read()))' > link.py
    cat > map.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
int main() { printf("%d\n", 2 * atoi(mmap(0, 1, PROT_READ, MAP_PRIVATE, open("in_link", O_RDONLY), 0))); }
C
    try assay grade --json links link.cpp link.py map.c good.py
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nAC\nAC\nAC' ] || fail "$output $errors"
}
