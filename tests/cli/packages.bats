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
    expect_in "$errors" "'out' is a symbolic link that leads to no file of the archive"
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

@test "links in a zip are followed inside it, and refused where they lead out, nowhere or in circles" {
    cat > link.py <<'PY'
import sys, zipfile
def make(name, *members):
    with zipfile.ZipFile(name, 'w') as archive:
        for path, text in members:
            info = zipfile.ZipInfo(path)
            if text.startswith('->'):
                info.external_attr = 0o120777 << 16
            archive.writestr(info, text.removeprefix('->'))
good = [('p/problem.yaml', 'type: pass-fail\nlimits: {time_limit: 1}\n'),
        ('p/data/sample/1.in', '4\n'), ('p/data/sample/1.ans', '8\n'),
        ('p/data/secret/2.in', '->../sample/1.in'), ('p/data/secret/2.ans', '->here/1.ans'),
        ('p/data/secret/here', '->../sample'), ('p/data/secret/3.in', '->2.in'), ('p/data/secret/3.ans', '->here/1.ans')]
make('good.zip', *good)
make('up.zip', *good, ('p/data/secret/4.in', '->../../../../1.in'))
make('root.zip', *good, ('p/data/secret/4.in', '->/etc/passwd'))
make('lost.zip', *good, ('p/data/secret/4.in', '->4.txt'))
make('round.zip', *good, ('p/data/secret/4.in', '->4.ans'), ('p/data/secret/4.ans', '->4.in'))
make('self.zip', *good, ('p/data/secret/4', '->.'))
PY
    python3 link.py
    try assay grade --json good.zip good.py
    [ "$(echo "$output" | jq -r '[.verdict, (.cases | length)] | join(" ")')" = "AC 4" ] || fail "$output $errors"
    for bad in up root lost round; do
        try assay check $bad.zip
        expect_status 2
        expect_in "$errors" "'p/data/secret/4.in' is a symbolic link that leads to no file of the archive"
    done
    try assay check self.zip
    expect_status 2
    expect_in "$errors" "is a symbolic link to a folder that it is in"
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

@test "CMS and Polygon: programs of every language read and write files in place of stdin and stdout" {
    mkdir -p cms/input cms/output
    printf 'name: double\ntime_limit: 1\nmemory_limit: 256\nn_input: 2\n' > cms/task.yaml
    echo 4 > cms/input/input0.txt
    echo 8 > cms/output/output0.txt
    seq 100000 > cms/input/input1.txt
    seq 2 2 200000 > cms/output/output1.txt
    cat > file.py <<'PY'
with open('input.txt') as source, open('output.txt', 'w') as to:
    for line in source:
        print(2 * int(line), file=to)
print('this is read by nobody')
PY
    cat > file.cpp <<'CPP'
#include <fstream>
int main()
{
    std::ifstream in("input.txt");
    std::ofstream out("output.txt");
    for (long n; in >> n;)
        out << 2 * n << '\n';
}
CPP
    cat > reopen.c <<'C'
#include <stdio.h>
int main()
{
    long n;
    freopen("input.txt", "r", stdin);
    freopen("output.txt", "w", stdout);
    while (scanf("%ld", &n) == 1)
        printf("%ld\n", 2 * n);
    return 0;
}
C
    echo 'print(2 * int(open("input.txt").readline()))' > stdout.py
    try assay grade --json cms file.py file.cpp reopen.c stdout.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] | join(" ")')" = \
        $'AC 100\nAC 100\nAC 100\nWA 0' ] || fail "$output $errors"
    echo '<?php echo 8;' > link.php
    try assay grade --json cms link.php
    [ "$(echo "$output" | jq -r '[.verdict, .reason] | join(" ")')" = "CE language" ] || fail "$output $errors"
    expect_in "$output" "the problem does not take php: its programs open files"
    mkdir -p polygon/tests
    cp cms/input/input1.txt polygon/tests/1
    cp cms/output/output1.txt polygon/tests/1.a
    cat > polygon/problem.xml <<'XML'
<problem short-name="double"><judging input-file="double.in" output-file="double.out"><testset name="tests">
<time-limit>2000</time-limit><memory-limit>67108864</memory-limit><input-path-pattern>tests/%d</input-path-pattern>
<answer-path-pattern>tests/%d.a</answer-path-pattern><tests><test/></tests></testset></judging></problem>
XML
    sed 's/input.txt/double.in/; s/output.txt/double.out/' file.cpp > polygon.cpp
    try assay grade --json polygon polygon.cpp file.cpp
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nWA' ] || fail "$output $errors"
}

@test "CMS: graders of compiled and interpreted languages find the submission by the task's name" {
    mkdir -p cms/input cms/output cms/sol
    printf 'name: twice\ntime_limit: 1\nmemory_limit: 256\nn_input: 1\n' > cms/task.yaml
    echo 4 > cms/input/input0.txt
    echo 8 > cms/output/output0.txt
    echo 'int twice(int n);' > cms/sol/twice.h
    printf '#include "twice.h"\n#include <stdio.h>\nint main() { int n; FILE *in = fopen("input.txt", "r");\n%s' \
        'return fscanf(in, "%d", &n) != 1 || fprintf(fopen("output.txt", "w"), "%d\n", twice(n)) < 0; }' > cms/sol/grader.c
    cat > cms/sol/grader.py <<'PY'
import twice
open('output.txt', 'w').write(str(twice.twice(int(open('input.txt').read()))))
PY
    printf '#include "twice.h"\nint twice(int n) { return 2 * n; }\n' > any.c
    echo 'twice = lambda n: n + n' > any.py
    echo 'twice = lambda n: n' > wrong.py
    try assay grade --json cms any.c any.py wrong.py
    [ "$(echo "$output" | jq -r .verdict)" = $'AC\nAC\nWA' ] || fail "$output $errors"
}

@test "CMS: a manager speaks with a submission, on stdin and stdout or over the names of FIFOs" {
    mkdir -p cms/input cms/output cms/check cms/sol
    printf 'name: talk\ntime_limit: 1\nmemory_limit: 256\nn_input: 2\n' > cms/task.yaml
    echo 4 > cms/input/input0.txt
    echo 9 > cms/input/input1.txt
    touch cms/output/output0.txt cms/output/output1.txt
    cat > cms/check/manager <<'PY'
#!/usr/bin/python3
import sys
source, to = sys.argv[1:]
to = open(to, 'w')
source = open(source)
number = int(open('input.txt').read())
assert int(sys.stdin.read()) == number
good = 0
for i in range(4):
    print(number + i, file=to, flush=True)
    good += source.readline().strip() == str(2 * (number + i))
print('0', file=to, flush=True)
print(good / 4)
print('translate:success' if good == 4 else '%d of 4' % good, file=sys.stderr)
PY
    cat > right.py <<'PY'
while n := int(input()):
    print(2 * n, flush=True)
PY
    echo 'while n := int(input()): print(8, flush=True)' > eight.py
    echo 'print(8, flush=True)' > ends.py
    echo 'input(); import time; time.sleep(10)' > sleeps.py
    try assay grade --json cms right.py eight.py ends.py sleeps.py
    [ "$(echo "$output" | jq -r '[.verdict, .score] | join(" ")')" = \
        $'AC 100\nPA 12.5\nPA 12.5\nTLE 0' ] || fail "$output $errors"
    expect_in "$output" "1 of 4"
    cat > cms/sol/stub.py <<'PY'
import sys, talk
source = open(sys.argv[1])
to = open(sys.argv[2], 'w')
while n := int(source.readline()):
    print(talk.answer(n), file=to, flush=True)
PY
    echo 'answer = lambda n: 2 * n' > answer.py
    try assay grade --json cms answer.py
    [ "$(echo "$output" | jq -r .verdict)" = AC ] || fail "$output $errors"
    echo 'import sys; sys.exit(1)' > cms/check/manager.py
    rm cms/check/manager
    try assay grade --json cms answer.py
    [ "$(echo "$output" | jq -r .verdict)" = IE ] || fail "$output $errors"
    expect_in "$output" "check/manager.py ended with exit status 1"
}

@test "limits from the command line hold in place of the package's" {
    make_dmoj
    rm dmoj/assay.yaml
    try assay check dmoj
    expect_in "$errors$output" "states no time limit"
    try assay check --time 3s dmoj
    expect_status 0
    expect_not_in "$errors$output" "states no time limit"
    try assay grade --json --time 3s --memory 100MiB dmoj good.py
    [ "$(echo "$output" | jq -c '.limits | [.time_us, .memory_kib, .wall_us]')" = '[3000000,102400,9000000]' ] ||
        fail "$output $errors"
    echo 'limits: {time: 1s, memory: 64MiB}' > dmoj/assay.yaml
    try assay grade --json --time 1500ms dmoj good.py
    [ "$(echo "$output" | jq -c '.limits | [.time_us, .memory_kib]')" = '[1500000,65536]' ] || fail "$output $errors"
    echo 'while True: pass' > loop.py
    try assay grade --json --time 500ms double loop.py
    [ "$(echo "$output" | jq -c '[.verdict, .limits.time_us]')" = '["TLE",500000]' ] || fail "$output $errors"
    try assay grade --time 1 double good.py
    expect_status 2
    expect_in "$errors" "--time"
    try assay check --time 10s --maxima time=5s double
    expect_status 2
    expect_in "$errors" "--time: this is more than the operator gives at most: 5s"
    try assay verify --help
    expect_in "$output" "--memory=SIZE"
}
