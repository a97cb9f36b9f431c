#!/usr/bin/env bats
# What a folder means to each command, and folders of very many, bad and oddly named things.
load common

setup() { setup_folder; }
teardown() { teardown_folder; }

# A folder that is two submissions, or one of two files.
make_folder() { # NAME
    mkdir -p "$1/ann"
    echo 'from ann.twice import twice; print(twice(int(input())))' > "$1/main.py"
    echo 'def twice(a): return 2 * a' > "$1/ann/twice.py"
}

@test "a folder is one of submissions, with --project it is one: the same in grade, submit and run" {
    assay init > /dev/null
    make_folder folder
    echo 'no program' > folder/notes.txt
    try assay grade --json double folder
    [ "$(echo "$output" | jq -r '[.path, .user, .verdict] | join(" ")')" = \
        $'folder/ann/twice.py ann WA\nfolder/main.py main RTE\nfolder/notes.txt notes ' ] || fail "grade"
    try assay grade --json --project double folder
    [ "$(echo "$output" | jq -r '[.path, .user, .verdict] | join(" ")')" = "folder folder AC" ] || fail "--project"

    try assay submit --json double folder
    expect_status 0
    [ "$(echo "$output" | jq -r .path)" = $'folder/ann/twice.py\nfolder/main.py' ] || fail "submit"
    expect_in "$errors" "folder/notes.txt is passed over: no known language"
    [ "$(assay list --json | jq -r '[.user, .path] | join(" ")')" = $'ann twice.py\nmain main.py' ]
    try assay submit --json --user eve double folder/ folder/main.py
    [ "$(assay list --json --user eve | jq -r .path | tr '\n' ' ')" = "twice.py main.py main.py " ]
    try assay submit --json --project double folder/
    expect_status 0
    [ "$(echo "$output" | jq -r .path)" = folder/ ]
    [ "$(assay list --json --limit 1 | jq -r '[.user, .path] | join(" ")')" = " folder" ]
    assay judge --drain 2> /dev/null
    [ "$(assay list --json --limit 1 | jq -r .verdict)" = AC ]

    for option in "" --project; do
        # shellcheck disable=SC2086
        [ "$(echo 4 | assay run $option folder 2> /dev/null)" = 8 ] || fail "run $option"
    done
    # files and archives are one submission either way
    for option in "" --project; do
        # shellcheck disable=SC2086
        try assay submit --json $option double good.py
        [ "$(echo "$output" | jq -r .path)" = good.py ]
    done
}

@test "submit queues nothing of a folder with something unreadable, or with nothing in it" {
    assay init > /dev/null
    make_folder folder
    ln -s /nowhere folder/z.py
    try assay submit double folder
    expect_status 2
    expect_in "$errors" "folder/z.py is, or lies behind, a symbolic link"
    mkdir empty
    : > empty/notes.txt
    try assay submit double empty
    expect_status 2
    expect_in "$errors" "there is nothing to submit"
    rm folder/z.py
    ln -s folder link
    try assay submit double link
    expect_status 2
    expect_in "$errors" "--follow"
    [ -z "$(assay list --json)" ]
    try assay submit --follow double link
    expect_status 0
    [ "$(assay list --json | jq -s length)" = 2 ]
}

@test "a folder that lies too deep costs only itself" {
    mkdir many
    cp good.py many/
    mkdir -p "many/$(printf 'd/%.0s' $(seq 40))"
    try assay grade --csv marks.csv double many
    expect_status 5
    expect_in "$output" "unreadable"
    expect_in "$output" "1 of 1 accepted, 1 not graded"
    [ "$(wc -l < marks.csv)" = 3 ]
}

@test "ten thousand things in a folder have ten thousand rows" {
    mkdir many
    (cd many && seq -f 'n%05.0f.txt' 9500 | xargs touch && seq -f '/nowhere l%04.0f.py' 500 | xargs -n 2 ln -s)
    try timeout "$(patience 120)" "$ASSAY_BIN" grade --csv marks.csv --json double many
    expect_status 2
    expect_in "$errors" "there is nothing to grade"
    echo "$output" | jq -r .reason | sort | uniq -c | awk '{print $1, $2}' > counts
    [ "$(cat counts)" = $'9500 passed_over\n500 unreadable' ] || fail "$(cat counts)"
    [ "$(echo "$output" | jq -r .path | sort -u | wc -l)" = 10000 ]
    [ "$(wc -l < marks.csv)" = 10001 ]
}

@test "five hundred bad inputs with 64 descriptors: each has its own reason, none the lack of them" {
    assay init > /dev/null
    mkdir many
    for i in $(seq 100); do
        mkdir "many/p$i" # a folder with a link in it
        ln -s /etc/passwd "many/p$i/main.py"
        mkfifo "many/q$i.py"
        printf 'no archive' > "many/z$i.zip"
        mkdir "many/e$i" # nothing in it
        ln -s "loop$i.py" "many/loop$i.py"
    done
    try bash -c 'ulimit -n 64; exec timeout "$0" "$@"' "$(patience 120)" "$ASSAY_BIN" \
        grade --csv marks.csv --json --project double many/*
    expect_status 2
    [ "$(echo "$output" | jq -s length)" = 500 ]
    [ "$(wc -l < marks.csv)" = 501 ]
    [ "$(echo "$output" | jq -r .message | sed 's/[0-9]\+//g' | sort | uniq -c | awk '{print $1}' | sort -u)" = 100 ] ||
        fail "$(echo "$output" | jq -r .message | sed 's/[0-9]\+//g' | sort | uniq -c)"
    expect_not_in "$output$errors" "Too many open files"
    # and without --project, all in one folder: the links and FIFOs, and what is no archive
    try bash -c 'ulimit -n 64; exec timeout "$0" "$@"' "$(patience 120)" "$ASSAY_BIN" \
        grade --json double many
    expect_status 2
    [ "$(echo "$output" | jq -s length)" = 400 ]
    expect_not_in "$output$errors" "Too many open files"
    # submit opens each, and holds none open
    mkdir good
    for i in $(seq 200); do cp good.py "good/$i.py"; done
    try bash -c 'ulimit -n 64; exec timeout "$0" "$@"' "$(patience 120)" "$ASSAY_BIN" \
        submit --json double good
    expect_status 0
    [ "$(assay list --json | jq -s length)" = 200 ]
}

# Names that are no UTF-8 or hold control characters, as $names.
odd_names() {
    names=($'caf\351.py' $'line\nend.py' $'\e[31mred.py' $'\302\205next.py' $'\377\376' $'tab\t.txt')
}

@test "odd names in folders: each has a row, shown escaped, in grade, submit, show, list and CSV" {
    assay init > /dev/null
    odd_names
    mkdir many $'many/\e[1mev\351'
    for name in "${names[@]}"; do cp good.py "many/$name"; done
    cp good.py $'many/\e[1mev\351/a.py'
    try assay grade --json --csv marks.csv double many
    expect_status 0
    [ "$(echo "$output" | jq -s 'map(.reason) | map(select(. == "passed_over")) | length')" = 2 ]
    [ "$(echo "$output" | jq -s 'map(select(.verdict == "AC")) | length')" = 5 ]
    [ "$(python3 -c 'import csv; print(len(list(csv.reader(open("marks.csv", encoding="utf-8", newline="")))))')" = 8 ]
    expect_in "$output" '\\xe9.py'
    try assay grade double many
    expect_not_in "$output$errors" $'\e'
    [ "$(printf '%s\n' "$output" | wc -l)" = 9 ] || fail "not a line each"
    try assay submit --json double many
    expect_status 0
    [ "$(echo "$output" | jq -s length)" = 5 ]
    expect_not_in "$errors" $'\e'
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -s 'map(select(.verdict == "AC")) | length')" = 5 ]
    try assay list
    expect_not_in "$output" $'\e'
    [ "$(printf '%s\n' "$output" | wc -l)" = 6 ]
    for id in 1 2 3 4 5; do
        try assay show "$id"
        expect_status 0
        expect_not_in "$output" $'\e'
        assay show --json "$id" | jq -e .path > /dev/null
    done
}

@test "odd names within a folder or an archive that is one submission: the reason, escaped, and a row" {
    assay init > /dev/null
    odd_names
    for i in "${!names[@]}"; do
        mkdir "p$i"
        echo 'print(2 * int(input()))' > "p$i/main.py"
        : > "p$i/${names[i]}"
        tar -cf "p$i.tar" -C "p$i" .
        python3 - "p$i" "${names[i]}" <<'PY'
import os, sys, zipfile
folder, name = sys.argv[1], os.fsencode(sys.argv[2])
with zipfile.ZipFile(folder + '.zip', 'w') as out:
    out.writestr('main.py', 'print(2 * int(input()))\n')
    out.writestr('X' * len(name), '')
data = open(folder + '.zip', 'rb').read().replace(b'X' * len(name), name)
open(folder + '.zip', 'wb').write(data)
PY
    done
    try assay grade --json --csv marks.csv -l python3 --project double p?
    expect_status 2
    [ "$(echo "$output" | jq -s 'map(select(.reason == "unreadable")) | length')" = 6 ]
    [ "$(wc -l < marks.csv)" = 7 ]
    expect_in "$output" 'found the file name \"caf\\xe9.py\"'
    expect_not_in "$errors" $'\e'
    for i in "${!names[@]}"; do
        try assay submit -l python3 --project double "p$i"
        expect_status 2
        expect_in "$errors" "found the file name"
        expect_not_in "$errors" $'\e'
    done
    # in an archive: graded with it, or a compile error that says why
    try assay grade --json --csv marks.csv -l python3 double p?.tar p?.zip
    [ "$(echo "$output" | jq -s length)" = 12 ]
    [ "$(echo "$output" | jq -r .verdict | sort | uniq | tr '\n' ' ')" != "" ]
    [ "$(echo "$output" | jq -r '.verdict + " " + .reason' | grep -cvE '^(AC |CE files)$')" = 0 ] ||
        fail "$(echo "$output" | jq -r '.path + " " + .verdict + " " + .reason + " " + .message')"
    [ "$(echo "$output" | jq -s 'map(select(.verdict == "CE" and .message == "")) | length')" = 0 ]
    [ "$(python3 -c 'import csv; print(len(list(csv.reader(open("marks.csv", encoding="utf-8", newline="")))))')" = 13 ]
    try assay submit -l python3 double p?.tar p?.zip
    expect_status 0
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -s 'map(select(.verdict == "IE")) | length')" = 0 ]
    [ "$(assay list --json | jq -s length)" = 12 ]
    for id in $(seq 12); do
        try assay show "$id"
        expect_not_in "$output" $'\e'
        assay show --json "$id" | jq -e .verdict > /dev/null
    done
}
