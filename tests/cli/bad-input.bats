# Bad input: a clear message, the right exit status, nothing lost, and quickly.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# A check or submit of something bad must be over soon; 10 s is the harness's patience, not the bar.
quick() { timeout "$(patience 10)" "$ASSAY_BIN" "$@"; }

# expect_bad_problem FOLDER PART: check, grade and submit refuse it with exit 2 and say PART.
expect_bad_problem() {
    try quick check "$1"
    expect_status 2
    expect_in "$output$errors" "$2"
    expect_not_in "$errors" "Sanitizer"
    try quick grade "$1" good.py
    expect_status 2
    expect_in "$errors" "$2"
    try quick submit "$1" good.py
    expect_status 2
}

# The program as a user without rights; a copy, for the build may stand where only root may go.
as_nobody() {
    [ -e assay-copy ] || cp "$ASSAY_BIN" assay-copy
    setpriv --reuid 65534 --regid 65534 --clear-groups timeout "$(patience 10)" ./assay-copy "$@"
}

bad_yaml() { # TEXT: a problem folder "bad" with this problem.yaml
    mkdir -p bad
    printf '%s' "$1" > bad/problem.yaml
}

@test "malformed YAML" {
    bad_yaml $'assay: 1\nname: [unclosed\ncases: {\n'
    expect_bad_problem bad "problem.yaml:"
}

@test "truncated at any byte: an error or a problem, never a crash" {
    size=$(stat -c %s double/problem.yaml)
    mkdir bad
    for length in $(seq 0 7 "$size"); do
        head -c "$length" double/problem.yaml > bad/problem.yaml
        try quick check bad
        [ "$status" -eq 2 ] || [ "$status" -eq 0 ] || fail "at $length bytes"
        expect_not_in "$errors" "Sanitizer"
    done
}

@test "a huge problem.yaml" {
    mkdir bad
    { printf 'assay: 1\nname: "'; head -c 70000000 /dev/zero | tr '\0' x; printf '"\n'; } > bad/problem.yaml
    expect_bad_problem bad "problem.yaml"
}

@test "deeply nested YAML" {
    bad_yaml "$(printf 'assay: 1\ncases: %s' "$(head -c 20000 /dev/zero | tr '\0' '[')")"
    expect_bad_problem bad "deep"
}

@test "YAML that is not UTF-8" {
    mkdir bad
    printf 'assay: 1\nname: "\xff\xfe\xc3("\n' > bad/problem.yaml
    expect_bad_problem bad "problem.yaml:2"
}

@test "hostile YAML: aliases, tags, a second document" {
    bad_yaml $'assay: 1\na: &a [x, x]\nb: [*a, *a]\n'
    expect_bad_problem bad "problem.yaml:2"
    bad_yaml $'assay: 1\nname: !!python/object:os.system x\n'
    expect_bad_problem bad "problem.yaml:2"
    bad_yaml $'assay: 1\nname: x\n---\nassay: 1\n'
    expect_bad_problem bad "problem.yaml:3"
}

@test "unknown keys are errors with a suggestion, all at once" {
    bad_yaml $'assay: 1\nnmae: x\nlimts: {time: 1s}\ncases:\n  - {in: a, out: b}\n'
    expect_bad_problem bad "name"
    try quick check bad
    expect_in "$errors" "problem.yaml:2:"
    expect_in "$errors" "problem.yaml:3:"
    expect_in "$errors" "limits"
}

@test "a missing answer file is an error of the package, never a WA" {
    bad_yaml $'assay: 1\nname: x\ncases:\n  - {in_file: a.in, out_file: a.ans}\n'
    echo 1 > bad/a.in
    expect_bad_problem bad "a.ans"
}

@test "a path that leaves the package" {
    echo secret > outside
    for path in ../outside "$folder/outside" link; do
        bad_yaml $'assay: 1\nname: x\ncases:\n  - {in: a, out_file: "'"$path"$'"}\n'
        ln -sf ../outside bad/link
        expect_bad_problem bad "problem.yaml:4"
    done
}

@test "no problem there" {
    mkdir empty
    expect_bad_problem empty "problem.yaml"
    expect_bad_problem nowhere "nowhere"
    expect_bad_problem good.py "good.py"
}

@test "an unknown language" {
    assay init > /dev/null
    try quick submit --language klingon double good.py
    expect_status 2
    expect_in "$errors" 'no language "klingon"'
    cp good.py good.xyz
    try quick submit double good.xyz
    expect_status 2
    expect_in "$errors" "cannot tell the language"
    try quick run good.xyz < /dev/null
    expect_status 2
    [ -z "$(assay list --json)" ]
}

@test "an empty source is a CE in grade, submit and run" {
    assay init > /dev/null
    : > empty.py
    try quick submit double empty.py
    expect_status 0
    assay judge --drain 2> /dev/null
    [ "$(assay list --json | jq -r '"\(.verdict) \(.reason)"')" = "CE empty_source" ]
    try quick grade --json double empty.py
    expect_status 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason) \(.message)"')" = \
        "CE empty_source the source is empty" ]
    try quick run empty.py < /dev/null
    expect_status 1
    expect_in "$errors" "CE (empty_source): the source is empty"
}

@test "a binary source" {
    head -c 3000 /dev/urandom > binary.py
    printf '\0\1\2' >> binary.py
    try quick grade --json double binary.py
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict)" = CE ]
    printf '\177ELF garbage' > garbage.elf
    try quick grade --json double garbage.elf
    expect_status 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "CE not_executable" ]
}

@test "a source of 100 MB" {
    assay init > /dev/null
    truncate -s 100M big.py
    try quick submit double big.py
    expect_status 2
    expect_in "$errors" "the limit for python3 is 1048576"
    try quick grade --json double big.py
    expect_status 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "CE source_too_large" ]
}

@test "an unreadable source: missing, a folder, a FIFO, no permission" {
    assay init > /dev/null
    mkfifo pipe.py
    mkdir folder.py
    for source in missing.py pipe.py folder.py; do
        try quick submit double $source
        expect_status 2
        expect_in "$errors" "$source"
    done
    try quick grade double pipe.py
    expect_status 2
    if [ "$(id -u)" -eq 0 ]; then
        chmod 000 good.py
        chmod 777 . && chmod 666 assay.db
        try as_nobody submit double good.py
        expect_status 2
        expect_in "$errors" "good.py: Permission denied"
    fi
}

@test "no database, and what to do" {
    for command in list stats "show 1" judge "submit double good.py"; do
        # shellcheck disable=SC2086
        try quick $command
        [ "$status" -eq 4 ] || [ "$status" -eq 2 ] || fail "$command"
        expect_in "$errors" "assay.db"
    done
    [ ! -e assay.db ] || fail "a reader created the database"
}

@test "a foreign, a newer and a corrupt database" {
    sqlite3 foreign.db 'create table t(a); pragma application_id = 42; pragma user_version = 1'
    try quick list --db foreign.db
    expect_status 2
    expect_in "$errors" "foreign.db"
    try quick init --db foreign.db
    expect_status 2
    [ "$(sqlite3 foreign.db 'select count(*) from sqlite_schema')" = 1 ] || fail "it was touched"

    assay init --db newer.db > /dev/null
    sqlite3 newer.db 'pragma user_version = 9999' > /dev/null
    for command in list init judge; do
        try quick $command --db newer.db
        expect_status 2
        expect_in "$errors" "newer"
    done

    assay init --db corrupt.db > /dev/null
    sqlite3 corrupt.db 'pragma wal_checkpoint(truncate)' > /dev/null # else all of it is in the log
    printf 'this is not a database at all, is it' | dd of=corrupt.db conv=notrunc 2> /dev/null
    for command in list init judge; do
        try quick $command --db corrupt.db
        expect_status 2
        expect_in "$errors" "corrupt.db"
    done
    head -c 100000 /dev/urandom > noise.db
    for command in list init judge; do
        try quick $command --db noise.db
        expect_status 2
        expect_in "$errors" "noise.db"
        expect_in "$errors" "is not a database"
        [[ $errors != *PRAGMA* && $errors != *SELECT* ]]
    done
}

@test "a read-only database" {
    [ "$(id -u)" -eq 0 ] || skip "needs root to become a user who may not write"
    assay init > /dev/null
    assay submit double good.py > /dev/null
    chmod 444 assay.db*
    try as_nobody submit double good.py
    expect_status 2
    expect_in "$errors" "assay.db"
    try as_nobody list --json
    expect_status 0
    expect_in "$output" '"submission":1'
}

@test "a full disk: refused with a message, what was queued before stays" {
    [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
    mkdir small
    PATIENCE=$(patience 10) unshare --mount sh -eu -c '
        mount -t tmpfs -o size=1m,mode=755 small small
        "$ASSAY_BIN" init --db small/a.db > /dev/null
        "$ASSAY_BIN" submit --db small/a.db double good.py > /dev/null
        dd if=/dev/zero of=small/fill bs=1k 2> /dev/null || true
        truncate -s 200k big.py
        set +e
        timeout "$PATIENCE" "$ASSAY_BIN" submit --db small/a.db double big.py 2> full.err
        echo $? > full.status
        set -e
        rm small/fill
        "$ASSAY_BIN" list --db small/a.db --json > full.list
        "$ASSAY_BIN" submit --db small/a.db double good.py > /dev/null
    '
    [ "$(cat full.status)" = 3 ] || [ "$(cat full.status)" = 2 ] || fail "status $(cat full.status)"
    expect_in "$(cat full.err)" "full"
    [ "$(jq -r .submission full.list)" = 1 ]
}

@test "a second judge of the same name is refused" {
    assay init > /dev/null
    start_judge --name twin
    for _ in $(seq "$(patience 100)"); do grep -q "twin judges" judge.log && break; sleep 0.05; done
    try quick judge -j 1 --name twin --drain
    expect_status 2
    expect_in "$errors" "twin"
    stop_judge
}

@test "bad options" {
    for options in "grade" "grade double" "judge -j 0" "judge -j many" "run --time 5 good.py" \
        "run --memory 64MB good.py" "show abc" "show" "list --state lost" "list --verdict XX" \
        "judge --allow-missing sesame --drain" "stats --by moon" "submit double" "check"; do
        # shellcheck disable=SC2086
        try quick $options
        expect_status 2
    done
}
