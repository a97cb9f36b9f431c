#!/usr/bin/env bats
# What one submission could do to the watched interpreter that the next one needs, and could not.
bats_require_minimum_version 1.5.0
load ../cli/common

setup() { setup_folder; }
teardown() { teardown_folder; }

# The path that each submission's compile step and cases went.
paths() {
    assay grade -j 1 --json "$@" 2> .stderr |
        jq -r '[.compile.path, .cases[].path] | join(" ")'
}

@test "more folders than a submission needs are laid, and turn nothing off" {
    mkdir -p innocent deep
    cp good.py innocent/main.py
    cp good.py deep/main.py
    for i in $(seq 100 399); do
        mkdir -p "deep/$i/a/a/a/a/a/a/a/a/a/a/a/a/a/a"
        : > "deep/$i/a/a/a/a/a/a/a/a/a/a/a/a/a/a/x"
    done
    paths --project double deep deep deep innocent > out
    [ "$(sort -u out)" = "watched watched watched" ] || fail "$(cat out .stderr)"
    [ -z "$(cat .stderr)" ] || fail "$(cat .stderr)"
}

@test "limits that a watched interpreter cannot give cost it nothing" {
    sed -i 's/64MiB/2MiB/' double/problem.yaml
    paths double good.py good.py good.py good.py | cut -d ' ' -f 1-2 > out
    [ "$(sort -u out)" = "watched exec" ] || fail "$(cat out)"
    [ -z "$(cat .stderr)" ] || fail "$(cat .stderr)" # it was not ended, and not started anew
}

@test "no clock tells what other processes have used" {
    cat > clocks.py << 'PY'
import sys, time
for pid in range(0, 400):
    for which in range(4):
        try:
            time.clock_gettime(~pid << 3 | which)
            print(pid, end=' ', file=sys.stderr)
        except OSError:
            pass
print(2 * int(input()))
PY
    for option in "" --exec; do
        assay grade -j 1 --json $option double clocks.py > out
        [ "$(jq -r '.cases[].stderr' out | sort -u)" = "0 0 0 2 2 2 " ] || fail "$(cat out)"
    done
}

@test "no run knows another's random numbers, preloaded or not" {
    preload=random
    if /usr/bin/python3 -c 'import numpy' 2> /dev/null; then preload='numpy, random'; fi
    printf 'assay_languages: 1\nlanguages:\n  python3: {preload: [%s]}\n' "$preload" > preload.yaml
    # cases enough for a twin of the interpreter, from the second submission on
    sed -i 's/^cases:/&\n  - {in: "1\\n", out: "2\\n"}\n  - {in: "2\\n", out: "4\\n"}/' double/problem.yaml
    cat > draws.py << 'PY'
import random, sys
print('interpreter', id(sys), file=sys.stderr)
print(random.random(), file=sys.stderr)
try:
    import numpy
    print(numpy.random.rand(), file=sys.stderr)
except ImportError:
    pass
print(2 * int(input()))
PY
    ASSAY_LANGUAGES=$PWD/preload.yaml assay grade -j 1 --json double draws.py draws.py draws.py > out
    [ "$(jq -r '.cases[].path' out | sort -u)" = watched ] || fail "$(cat out)"
    jq -r '.cases[].stderr' out > said
    [ "$(grep interpreter said | sort -u | wc -l)" = 2 ] || fail "there was no twin: $(cat said)"
    [ "$(grep -c '^0' said)" -ge 12 ] || fail "$(cat said)"
    [ -z "$(grep '^0' said | sort | uniq -d)" ] || fail "$(cat said)"
}
