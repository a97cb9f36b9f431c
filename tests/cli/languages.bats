# Languages from definitions, compile steps, what they leave, their cache, submissions of several
# files, source rules. C and Python 3 only: assay languages --test goes through the others.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

verdicts() { # of $output, one JSON object a line
    echo "$output" | jq -r '"\(.verdict) \(.reason)"' | tr '\n' ','
}

expect_verdicts() {
    [ "$(verdicts)" = "$1" ] || fail "expected $1, got $(verdicts)"
}

operator_file() {
    cat > languages.yaml
    export ASSAY_LANGUAGES=$folder/languages.yaml
}

good_c() {
    printf '%s\n' '#include <stdio.h>' \
        'int main(void) { int a; if (scanf("%d", &a) == 1) printf("%d\n", 2 * a); }' > good.c
}

# ---- definitions ----

@test "fifteen lines of YAML add a language" {
    [ -x /usr/bin/awk ]
    operator_file << 'YAML'
assay_languages: 1
languages:
  doubler:
    title: A doubler
    aliases: [dbl]
    extensions: [.dbl]
    shebang: [dbl]
    source: solution.dbl
    run: [/usr/bin/mawk, -f, "{file}"]
    version: [/usr/bin/mawk, -W, version]
    paths: [/usr/bin/mawk, /lib, /lib64, /usr/lib/x86_64-linux-gnu]
YAML
    [ "$(wc -l < languages.yaml)" -le 15 ]
    echo '{ print 2 * $1 }' > twice.dbl
    try assay grade --json double twice.dbl
    expect_status 0
    [ "$(echo "$output" | jq -r .language)" = doubler ]
    expect_in "$(echo "$output" | jq -r .language_version)" mawk
    cp twice.dbl plain
    sed -i '1i #!/usr/bin/env dbl' plain
    try assay grade --json double plain
    expect_status 0
    try assay languages --json
    echo "$output" | jq -e 'select(.language == "doubler" and .installed)' > /dev/null || fail "not listed"
}

@test "a definition is laid over the built-in one key by key" {
    operator_file << 'YAML'
assay_languages: 1
languages:
  python3: {environment: {GREETING: hello}}
  c: {enabled: no}
YAML
    echo 'import os; int(input()); print(os.environ["GREETING"], os.environ["PYTHONHASHSEED"])' > env.py
    echo 4 | "$ASSAY_BIN" run env.py > out
    expect_in "$(cat out)" "hello 0"
    good_c
    try assay grade double good.c
    expect_status 2
    expect_in "$errors" "cannot tell the language of good.c"
}

@test "an error in definitions says where, what was found and what was expected" {
    while IFS='|' read -r line column part body; do
        printf 'assay_languages: 1\nlanguages:\n%b' "$body" > bad.yaml
        ASSAY_LANGUAGES=$folder/bad.yaml try assay languages
        expect_status 2
        expect_in "$errors" "bad.yaml:$line:$column: error:"
        expect_in "$errors" "$part"
        ASSAY_LANGUAGES=$folder/bad.yaml try assay grade double good.py
        expect_status 2
        [ -z "$output" ] || fail "graded with half a table"
    done << 'END'
3|9|found "7", expected the definition of a language|  bash: 7\n
4|5|unknown key "colour" in the definition of a language, expected title|  bash:\n    colour: red\n
4|13|found "../up.sh", expected a file name|  bash:\n    source: ../up.sh\n
4|11|found "{nonsense}", expected a placeholder|  bash:\n    run: ["{nonsense}"]\n
4|10|found "bash solution.sh", expected an argument vector|  bash:\n    run: bash solution.sh\n
4|14|found "-1", expected a number of threads|  bash:\n    threads: -1\n
4|11|found "nothing", expected the name of a language|  newone:\n    like: nothing\n
3|3|found no run|  newone:\n    source: a.x\n
5|26|found "5", expected a size with the unit|  bash:\n    compile_limits:\n      {time: 1s, memory: 5}\n
4|30|found "512KiB", expected a memory limit from 1MiB to 1024GiB|  bash:\n    compile_limits: {memory: 512KiB}\n
4|28|found "61min", expected a time from 1ms to 60min|  bash:\n    compile_limits: {time: 61min}\n
3|3|found the name "Output", expected another|  bash: {aliases: [Output]}\n
END
}

@test "an operator's file that cannot be read is an error, one that is not there at the usual place is none" {
    ASSAY_LANGUAGES=$folder/missing.yaml try assay languages
    expect_status 2
    expect_in "$errors" missing.yaml
}

@test "a language lacks what its vectors name, also beside the program they start" {
    operator_file << 'YAML'
assay_languages: 1
languages:
  jarred: {source: a.j, run: [/usr/bin/env, -i, /usr/share/no-such/compiler.jar, "{file}"]}
  there: {source: a.j, run: [/usr/bin/env, -i, /usr/bin, /tmp/made, "{file}"]}
YAML
    try assay languages --json
    expect_status 0
    [ "$(echo "$output" | jq -r 'select(.language == "jarred" or .language == "there") | .installed' |
        tr '\n' ' ')" = "false true " ]
}

# ---- the compile step ----

@test "a program that does not compile is a CE with the compiler's words, and no path of ours" {
    printf 'int main(void) { return x; }\n' > bad.c
    try assay grade --json double bad.c
    expect_status 1
    expect_verdicts "CE compile,"
    log=$(echo "$output" | jq -r .compile.log)
    expect_in "$log" "bad.c:1:25: error: ‘x’ undeclared"
    expect_not_in "$log" /prog
    expect_not_in "$log" /tmp
    echo "$output" | jq -e '.compile.status == "failed" and .compile.cpu_us > 0 and .compile.memory_kib > 0' > /dev/null
}

@test "a check says which limit it reached, and one that cannot start is nobody's compile error" {
    operator_file << 'YAML'
assay_languages: 1
languages:
  wordy:
    title: Wordy
    source: solution.w
    compile: [/bin/sh, -c, "while :; do echo more and more; done"]
    run: [/bin/sh, "{file}"]
    paths: [/usr, /bin, /lib, /lib64]
  broken:
    title: Broken
    source: solution.b
    compile: [/usr/bin/mawk, -f, "{file}"]
    run: [/usr/bin/mawk, -f, "{file}"]
    paths: [/usr/bin/mawk] # without the loader
YAML
    echo x > a.x
    try assay grade --json --language wordy double a.x
    expect_verdicts "CE compile,"
    expect_in "$(echo "$output" | jq -r .compile.log)" "the compile step wrote more than its 8 KiB"
    try assay grade --json --language broken double a.x
    expect_status 3
    [ "$(echo "$output" | jq -r .verdict)" = IE ]
    expect_in "$(echo "$output" | jq -r .message)" "compiling: the step could not be started: "
}

@test "warnings are kept on success, also from the cache, and show prints them" {
    printf '#warning look here\n' > warns.c
    good_c
    cat good.c >> warns.c
    assay init > /dev/null
    assay submit double warns.c > /dev/null
    assay submit double warns.c > /dev/null
    assay judge -j 1 --drain 2> /dev/null
    for id in 1 2; do
        try assay show $id
        expect_in "$output" "look here"
    done
    [ "$(assay show --json 1 | jq '.judgings[0].compile.cached')" = false ]
    [ "$(assay show --json 2 | jq '.judgings[0].compile.cached')" = true ]
    [ "$(assay stats --json | jq -c '[.compiled, .from_cache]')" = '[1,1]' ]
}

@test "twenty of the same at once are compiled once" {
    good_c
    for i in $(seq 20); do cp good.c same$i.c; done
    try assay grade --json -j 2 double same*.c
    expect_status 0
    [ "$(echo "$output" | jq -s 'map(select(.compile.cached == false)) | length')" = 1 ] ||
        fail "compiled $(echo "$output" | jq -s 'map(select(.compile.cached == false)) | length') times"
    [ "$(find cache -type f | wc -l)" -eq 1 ]
}

@test "another source, vector or file beside it is compiled anew" {
    good_c
    assay grade --json double good.c | jq -e '.compile.cached == false' > /dev/null
    assay grade --json double good.c | jq -e '.compile.cached == true' > /dev/null
    echo '/* differs */' >> good.c
    assay grade --json double good.c | jq -e '.compile.cached == false' > /dev/null
    operator_file << 'YAML'
assay_languages: 1
languages: {c: {compile: [/usr/bin/gcc, -O1, -static, -o, "{out}/solution", "{sources}"]}}
YAML
    assay grade --json double good.c | jq -e '.compile.cached == false' > /dev/null
}

@test "without a cache all is compiled, and nothing is kept" {
    good_c
    for _ in 1 2; do
        ASSAY_CACHE=none assay grade --json double good.c | jq -e '.compile.cached == false' > /dev/null
    done
    [ ! -e cache ]
}

@test "a cache that others may write to is refused" {
    good_c
    mkdir cache
    chmod 777 cache
    try assay grade double good.c
    expect_status 2
    expect_in "$errors" "$folder/cache"
    assay init > /dev/null
    try assay judge --drain
    expect_status 2
    expect_in "$errors" "$folder/cache"
    chmod 755 cache
    try assay grade --cache cache double good.c
    expect_status 0
    if [ "$(id -u)" -eq 0 ]; then
        chown 12345 cache
        try assay grade --cache cache double good.c
        expect_status 2
        expect_in "$errors" "belongs to user 12345"
        [ -z "$output" ] || fail "graded all the same"
    fi
    # nobody asked for the usual place: a warning
    mkdir -p home/.cache/assay
    chmod 777 home/.cache/assay
    ASSAY_CACHE='' XDG_CACHE_HOME='' HOME=$folder/home try assay grade double good.c
    expect_status 0
    expect_in "$errors" "compiled programs are not kept"
    [ -z "$(ls home/.cache/assay)" ]
}

@test "a damaged file in the cache is compiled over, and then good" {
    good_c
    assay grade double good.c > /dev/null
    entry=$(find cache -type f)
    for damage in "truncate -s 100" "truncate -s 0" "cp /bin/true"; do
        $damage "$entry"
        try assay grade --json double good.c
        expect_status 0
        echo "$output" | jq -e '.compile.cached == false' > /dev/null || fail "$damage: ran from the cache"
        try assay grade --json double good.c
        echo "$output" | jq -e '.compile.cached == true' > /dev/null || fail "$damage: stayed damaged"
    done
}

@test "compile bombs are CEs within the limits, and the next submission is unaffected" {
    operator_file << 'YAML'
assay_languages: 1
languages:
  c: {compile_limits: {time: 1s, wall: 4s, memory: 256MiB, output: 8MiB}}
  cpp20: {compile_limits: {time: 1s, wall: 4s, memory: 256MiB, output: 8MiB}}
YAML
    mkdir bombs
    echo '#include __FILE__' > bombs/01-itself.c
    echo '#include "/dev/urandom"' > bombs/02-urandom.c
    printf 'template<int n, class T> struct S { S<n-1, T*> a; S<n-1, T&> b; S<n-1, T**> c; };\ntemplate<class T> struct S<0, T> {};\nint main() { S<26, int> s; }\n' > bombs/03-templates.cpp
    {
        echo '#define A0 1+1+1+1+1+1+1+1+1+1'
        for i in $(seq 12); do
            p=A$((i - 1))
            echo "#define A$i $p+$p+$p+$p+$p+$p+$p+$p+$p+$p"
        done
        echo 'int main(void) { return A12; }'
    } > bombs/04-macros.c
    seq -f 'x%.0f;' 100000 > bombs/05-flood.cpp
    echo 'char x[16ULL << 30] = {1}; int main(void) {}' > bombs/06-static.c
    for secret in /etc/shadow /etc/passwd /proc/self/environ /proc/1/environ "$folder/secret"; do
        printf '__asm__(".incbin \\"%s\\"");\nint main(void) {}\n' "$secret"
    done | split -l 2 --additional-suffix=.c - bombs/07-incbin-
    echo 'hunter2' > secret
    printf '#include "%s/secret"\nint main(void) {}\n' "$folder" > bombs/08-include.c
    printf 'int main(void) {}\n__asm__(".rept 1000000000\\n.quad 1\\n.endr");\n' > bombs/09-rept.c
    good_c
    # one with a size that differs, or the second verdict would be the first one's
    { cat good.c; echo '/* after */'; } > after.c
    try assay grade --json -j 1 double bombs/* after.c
    expect_status 1
    [ "$(echo "$output" | jq -r 'select(.verdict == "CE") | .path' | wc -l)" -eq "$(ls bombs | wc -l)" ] ||
        fail "not all are CE: $(verdicts)"
    [ "$(echo "$output" | jq -r 'select(.path == "after.c") | .verdict')" = AC ]
    [ "$(echo "$output" | jq '.compile.log | length' | sort -n | tail -1)" -le 7400 ]
    [ "$(echo "$output" | jq '.compile.wall_us' | sort -n | tail -1)" -le 6000000 ]
    expect_not_in "$output" hunter2
    expect_not_in "$output" "root:"
    no_process_left
}

@test "what a compile step leaves behind does not reach the run: only its products do" {
    cat > leaves.c << 'C'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    int a;
    if (access("/prog/solution.c", F_OK) == 0 || access("/usr/bin/gcc", F_OK) == 0 || scanf("%d", &a) != 1)
        return 1;
    printf("%d\n", 2 * a);
}
C
    try assay grade double leaves.c
    expect_status 0
}

@test "products that are links, devices or folders out of place are a CE or left out, never opened" {
    # the "compiler" is the submission itself
    operator_file << 'YAML'
assay_languages: 1
languages:
  evil:
    like: bash
    title: A compiler that does as it is told
    extensions: [.evil]
    source: solution.sh
    compile: [/usr/bin/bash, "{file}", "{out}"]
    compile_limits: {time: 1s}
    run: [/usr/bin/bash, /prog/made.sh]
YAML
    echo 'echo "read a; echo \$((2 * a))" > $1/made.sh' > plain.evil
    echo 'echo "read a; echo \$((2 * a))" > $1/made.sh; ln -s /etc/passwd $1/link; mkfifo $1/fifo' > links.evil
    echo 'ln -s /etc/passwd $1/made.sh' > linked.evil
    echo 'mkdir -p $1/made.sh' > folder.evil
    echo 'for i in $(seq 3000); do : > $1/f$i; done' > many.evil
    echo 'printf "ASSAY" >&1; cat /dev/zero' > stream.evil
    echo 'kill -9 $PPID; kill -9 -1; read a' > kills.evil
    try assay grade --json double ./*.evil
    echo "$output" | jq -r '[.path, .verdict, .reason, .message] | @tsv' > said
    grep -q 'plain.evil.AC' said || fail "$(cat said)"
    ! grep -q '.IE.' said || fail "$(cat said)"
    expect_not_in "$output" "root:"
}

# ---- several files ----

@test "a folder: headers, several translation units, folders in it" {
    mkdir -p project/lib
    echo '#pragma once' > project/lib/twice.h
    echo 'int twice(int);' >> project/lib/twice.h
    printf '#include "twice.h"\nint twice(int a) { return 2 * a; }\n' > project/lib/twice.c
    printf '#include <stdio.h>\n#include "lib/twice.h"\nint main(void) { int a; if (scanf("%%d", &a) == 1) printf("%%d\\n", twice(a)); }\n' > project/main.c
    try assay grade --json --project double project
    expect_status 0
    [ "$(echo "$output" | jq -r .language)" = c ]
    for option in "" --project; do
        # shellcheck disable=SC2086
        echo 4 | "$ASSAY_BIN" run $option project > out
        [ "$(cat out)" = 8 ]
    done
}

@test "a Python package is found by its main module" {
    mkdir -p project/pack
    echo 'from pack.twice import twice' > project/main.py
    echo 'print(twice(int(input())))' >> project/main.py
    : > project/pack/__init__.py
    echo 'def twice(a): return 2 * a' > project/pack/twice.py
    assay init > /dev/null
    assay submit --project double project > /dev/null
    assay judge --drain 2> /dev/null
    [ "$(assay show --json 1 | jq -r .verdict)" = AC ]
}

@test "archives: zip and tar, with a folder around or not" {
    mkdir -p around/lib
    echo 'def twice(a): return 2 * a' > around/lib/t.py
    printf 'from lib.t import twice\nprint(twice(int(input())))\n' > around/main.py
    tar cf a.tar around
    tar czf b.tar.gz -C around .
    tar cJf c.tar.xz around
    python3 -m zipfile -c d.zip around
    try assay grade --json --language python3 double a.tar b.tar.gz c.tar.xz d.zip
    expect_status 0
    expect_verdicts "AC ,AC ,AC ,AC ,"
}

@test "hostile archives are compile errors" {
    python3 - << 'PY'
import io, tarfile, zipfile
def tar(name, *members):
    with tarfile.open(name, 'w') as out:
        for info, data in members:
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
def member(name, kind=tarfile.REGTYPE, link=''):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info
tar('up.tar', (member('../../escape.py'), b'print(1)'))
tar('absolute.tar', (member('/escape.py'), b'print(1)'))
tar('link.tar', (member('main.py', tarfile.SYMTYPE, '/etc/passwd'), b''))
tar('hard.tar', (member('main.py', tarfile.LNKTYPE, '/etc/passwd'), b''))
tar('device.tar', (member('main.py', tarfile.CHRTYPE), b''))
tar('many.tar', *((member('f%d.py' % i), b'') for i in range(3000)))
with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as out:
    out.writestr('main.py', b'#' * (1 << 28))
open('cut.zip', 'wb').write(open('bomb.zip', 'rb').read()[:2000])
PY
    for archive in up absolute link hard device many; do
        try assay grade --json --language python3 double $archive.tar
        expect_verdicts "CE files,"
        expect_not_in "$output" "root:"
    done
    for archive in bomb cut; do
        try assay grade --json --language python3 double $archive.zip
        expect_verdicts "CE files,"
    done
    [ ! -e /escape.py ]
    no_process_left
}

@test "a folder that breaks the rules is refused before anything is queued" {
    assay init > /dev/null
    mkdir project
    ln -s /etc/passwd project/main.py
    try assay submit --project double project
    expect_status 2
    rm project/main.py
    try assay submit --project double project
    expect_status 2
    for i in $(seq 1100); do : > project/f$i.py; done
    try assay submit --project double project
    expect_status 2
    rm -r project && mkdir project
    head -c 20000000 /dev/zero > project/main.py
    try assay submit --project double project
    expect_status 2
    [ -z "$(assay list --json)" ]
}

@test "several files without a main are a compile error that says what to do" {
    mkdir project
    echo 'print(1)' > project/one.py
    echo 'print(2)' > project/two.py
    try assay grade --json --project double project
    expect_verdicts "CE files,"
    expect_in "$output" "main.py"
}

@test "the problem's include files are laid over a folder" {
    mkdir harness
    cat > harness/problem.yaml << 'YAML'
assay: 1
name: With a harness
entry: judge.py
include: {python3: [judge.py]}
cases:
  - {in: "4\n", out: "8\n"}
YAML
    echo 'from solution import twice; print(twice(int(input())))' > harness/judge.py
    mkdir project
    echo 'def twice(a): return 2 * a' > project/solution.py
    echo 'print("mine")' > project/judge.py
    try assay grade --json --project harness project
    expect_status 0
    # a folder of the submission's cannot stand in the way of an include file
    rm project/judge.py
    mkdir project/judge.py
    echo 'print("mine")' > project/judge.py/x.py
    try assay grade --json --project harness project
    expect_verdicts "CE files,"
    expect_in "$output" "judge.py"
}

# Each brings what its language would take first where the problem's helper is meant.
hiding() { # LANGUAGE INCLUDE
    mkdir hiding project
    printf 'assay: 1\nname: Hiding\ninclude: {%s: [%s]}\ncases: [{in: "", out: "right"}]\n' "$@" > hiding/problem.yaml
}

@test "a package, an extension module, a cache: nothing hides a Python module of the problem" {
    hiding python3 helper.py
    echo 'word = "right"' > hiding/helper.py
    echo 'import helper; print(helper.word)' > project/main.py
    mkdir project/helper
    echo 'word = "wrong"' > project/helper/__init__.py
    echo garbage > project/helper.abi3.so
    echo garbage > project/helper.so
    echo 'word = "wrong"' > project/helper.py
    try assay grade --json --project hiding project
    expect_verdicts "AC ,"
    try assay grade --exec --json --project hiding project
    expect_verdicts "AC ,"
    # nor where the program lies in a folder
    mkdir around
    mv project around/src
    touch around/notes.txt
    try assay grade --json --project hiding around
    expect_verdicts "AC ,"
    try assay grade --exec --json --project hiding around
    expect_verdicts "AC ,"
}

@test "nothing hides a module of the problem: Perl, Node.js, C" {
    hiding perl Helper.pm
    printf 'package Helper;\nsub word { "right" }\n1;\n' > hiding/Helper.pm
    sed s/right/wrong/ hiding/Helper.pm > project/Helper.pmc
    printf 'use lib "/prog";\nuse Helper;\nprint Helper::word();\n' > project/main.pl
    try assay grade --json --language perl --project hiding project
    expect_verdicts "AC ,"
    rm -r hiding project
    if [ -x /usr/bin/node ]; then
        hiding javascript helper.js
        echo 'exports.word = "right"' > hiding/helper.js
        echo 'exports.word = "wrong"' > project/helper
        echo 'console.log(require("./helper").word)' > project/main.js
        try assay grade --json --language javascript --project hiding project
        expect_verdicts "AC ,"
        rm -r hiding project
    fi
    hiding c helper.h
    echo '#define WORD "right"' > hiding/helper.h
    printf '#include "helper.h"\n#include <stdio.h>\nint main(void) { puts(WORD); }\n' > project/main.c
    echo '#define WORD "wrong"' > wrong.h
    gcc -std=gnu17 -O2 -DONLINE_JUDGE -x c-header wrong.h -o project/helper.h.gch
    try assay grade --json --project hiding project
    expect_verdicts "AC ,"
}

# ---- what a source may be ----

@test "encodings, line ends and odd names" {
    good_c
    { printf '\xef\xbb\xbf'; sed 's/$/\r/' good.c; } > bom.c
    printf '\xef\xbb\xbfprint(2 * int(input()))\r\n' > bom.py
    printf '# -*- coding: latin-1 -*-\n# caf\xe9\nprint(2 * int(input()))\n' > latin1.py
    { printf '// caf\xe9\n'; cat good.c; } > latin1.c
    odd="$(printf 'a b\nc %%s $(x) "é".c')"
    cp good.c "$odd"
    cp good.c ./-x.c
    try assay grade --json double bom.c bom.py latin1.py latin1.c "$odd" ./-x.c
    expect_status 0
    printf '# caf\xe9\nprint(2 * int(input()))\n' > undeclared.py
    try assay grade --json double undeclared.py
    expect_verdicts "CE compile,"
    expect_in "$output" "not UTF-8"
}

@test "an empty and a binary source are CEs or run-time errors in every language" {
    head -c 3000 /dev/urandom | tr -d '\000-\011' > noise # cannot start as an archive does
    printf '\000' >> noise
    mkdir all
    while read -r name extension; do
        : > "all/empty-$name$extension"
        cp noise "all/noise-$name$extension"
    done < <(assay languages --json |
        jq -r 'select(.installed and (.extensions | length > 0)) | .language + " " + .extensions[0]')
    [ "$(find all -name 'noise*' | wc -l)" -ge 5 ] || fail "too few languages: $(ls all)"
    try assay grade --json double all/*
    expect_status 1
    [ "$(echo "$output" | wc -l)" -eq "$(find all -type f | wc -l)" ]
    echo "$output" | jq -r '[.path, .verdict, .reason, .message] | @tsv' | cut -c 1-200 > said
    ! grep -a all/empty- said | grep -a -v 'CE.empty_source' || fail "empty ones: $(cat said)"
    # a shell that may not fork waits for better times
    ! grep -a all/noise- said | grep -avP '\t(CE|RTE|WA|TLE)\t' || fail "others: $(cat said)"
}

@test "what is no source is refused, or a compile error, by grade, submit and run alike" {
    good_c
    assay init > /dev/null
    : > empty.c
    head -c 1048577 /dev/zero | tr '\0' ' ' > large.c
    printf 'int main(void) { }\0\n' > nul.c
    printf '\377\376i\000n\000t\000' > utf16.c
    printf 'int caf\351;\nint main(void) { return ; \n' > latin1.c
    mkfifo pipe.c
    try assay submit double large.c
    expect_status 2
    expect_in "$errors" "large.c"
    try assay run large.c < /dev/null
    expect_status 2
    try assay run --json empty.c < /dev/null
    expect_status 1
    expect_verdicts "CE empty_source,"
    [ -z "$(assay list --json)" ]
    try assay grade --json double empty.c large.c
    expect_status 1
    expect_verdicts "CE empty_source,CE source_too_large,"
    # gcc only warns of a NUL and gives no output: a wrong answer
    try assay grade --json double nul.c utf16.c latin1.c
    expect_verdicts "WA ,CE compile,CE compile,"
    assay submit double nul.c utf16.c latin1.c > /dev/null
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -r .verdict | sort | tr '\n' ,)" = CE,CE,WA, ]
    for name in utf16 latin1; do
        try assay run --json $name.c < /dev/null
        expect_status 1
        expect_verdicts "CE compile,"
    done
    for command in "grade double" "submit double" run; do
        try timeout "$(patience 10)" "$ASSAY_BIN" $command pipe.c
        expect_status 2
        expect_in "$errors" "not a regular file"
    done
}

@test "names with spaces, line ends and odd characters, through grade, submit and run" {
    good_c
    assay init > /dev/null
    names=("a b.c" $'line\nend.c' 'x $(touch made) `touch made`.c' "quote\"'.c" $'tab\t.c'
        '%s%n{file}{out}.c' 'é ü 漢.c' $'\e[31mred.c' ' .c')
    for name in "${names[@]}"; do cp good.c "$name"; done
    try assay grade --json double "${names[@]}"
    expect_status 0
    [ "$(echo "$output" | jq -s 'map(.path)')" = "$(jq -n '$ARGS.positional' --args "${names[@]}")" ] ||
        fail "called otherwise"
    try assay submit double "${names[@]}"
    expect_status 0
    try assay grade double "${names[@]}" # for people: no control characters
    expect_status 0
    expect_not_in "$output$errors" $'\e'
    for name in "${names[@]}"; do
        [ "$(echo 4 | assay run "$name" 2> /dev/null)" = 8 ] || fail "run $name"
    done
    [ ! -e made ]
    # bytes that are no text cannot be shown as JSON
    cp good.c $'caf\351.c'
    for command in "grade --json double" "submit double" "run --json"; do
        try assay $command $'caf\351.c'
        [ "$status" -eq 2 ] || [ "$status" -eq 0 ] || fail "$command"
        [ "$status" -eq 0 ] || expect_in "$errors" "UTF-8"
    done
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -r .verdict | sort -u)" = AC ]
}

@test "names in a folder: odd ones are sources, what is no text is refused" {
    mkdir project
    good_c
    printf '#include "odd $(x) %%s.h"\n' | cat - good.c > 'project/a b.c'
    echo '#pragma once' > 'project/odd $(x) %s.h'
    try assay grade --json --project double project
    expect_status 0
    for name in $'line\nend.h' $'\e[31m.h' $'caf\351.h'; do
        : > "project/$name"
        try assay grade --json --project double project
        [ "$status" -eq 2 ] || [ "$(verdicts)" = "CE files," ] || fail "$(printf %q "$name")"
        try assay submit --project double project
        expect_status 2
        expect_not_in "$errors" $'\e'
        rm "project/$name"
    done
}

@test "many files, long names and many sources are compile errors or refused, never internal" {
    python3 - << 'PY'
import io, tarfile
def tar(name, members):
    with tarfile.open(name, 'w', format=tarfile.PAX_FORMAT) as out:
        for path, data in members:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
good = b'int main(void) { return 0; }\n'
tar('long.tar', [('x' * 300 + '.c', good)])
tar('deep.tar', [('/'.join(['d'] * 120) + '/main.c', good)])
tar('names.tar', [('main.c', good)] + [('%0200d.h' % i, b'') for i in range(990)])
tar('sources.tar', [('main.c', good)] + [('s%d.c' % i, b'') for i in range(900)])
tar('both.tar', [('main.c', good), ('lib', b''), ('lib/x.h', b'')])
tar('ours.tar', [('main.c', good), ('.assay-build/x', b''), ('.assay-compile', b'')])
tar('mains.tar', [('main.c', good), ('a/main.c', good)])
tar('none.tar', [])
PY
    for archive in long deep names sources both ours mains none; do
        try assay grade --json --language c double $archive.tar
        case $(verdicts) in
        "CE "* | "WA "*) ;;
        *) fail "$archive: $(verdicts)" ;;
        esac
    done
    no_process_left
}

@test "as many files as there may be, and the problem's beside them" {
    mkdir harness project
    {
        printf 'assay: 1\ncases: [{in: "4\\n", out: "8\\n"}]\ninclude:\n  python3:\n'
        for i in $(seq 28); do
            echo "TWO = 2" > harness/part$i.py
            echo "    - part$i.py"
        done
    } > harness/problem.yaml
    seq -f 'f%.0f.txt' 999 | (cd project && xargs touch)
    echo 'from part28 import TWO; print(TWO * int(input()))' > project/main.py
    try assay grade --json --project harness project
    expect_status 0
    touch project/more.txt
    try assay grade --json --project harness project
    expect_status 2
    expect_in "$errors" 1000
}

# ---- what a /proc of a cell's own shows ----

@test "the /proc of a runtime names no control group and shows no socket of ours" {
    operator_file << 'YAML'
assay_languages: 1
languages:
  looking:
    like: python3
    watched: off
    proc: yes
YAML
    cat > looks.py << 'PY'
for name in 'cgroup', 'net/unix', 'net/tcp', 'net/udp':
    try:
        lines = open('/proc/self/' + name).read().splitlines()
    except OSError:
        continue
    print(name, [line.split(':')[-1] for line in lines] if name == 'cgroup' else len(lines) - 1)
PY
    try assay run --language looking looks.py
    expect_status 0
    expect_not_in "$output" assay
    expect_not_in "$output" ..
    [ -z "$(echo "$output" | grep -v ^cgroup | grep -v ' 0$')" ] || fail "$output"
}
