# assay show: earlier judgings, and sources of several files.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log; }

@test "show --judging shows an earlier judging, in text and JSON" {
    assay init > /dev/null
    assay submit double wrong.py good.py > /dev/null
    judge_all
    sed -i 's/-6/6/' double/problem.yaml
    assay rejudge 1 --at-once > /dev/null
    judge_all
    try assay show 1
    expect_in "$output" "AC  accepted"
    expect_in "$output" "this is judging 3 of 1 and 3"
    try assay show 1 --judging 1
    expect_status 0
    expect_in "$output" "WA  wrong answer"
    expect_in "$output" "this is judging 1 of 1 and 3"
    try assay show 1 --judging 1 --public
    expect_in "$output" "WA  wrong answer"
    for judging in 1 3; do
        try assay show --json --judging $judging 1
        [ "$(echo "$output" | jq -c '[.judging, (.judgings | length)]')" = "[$judging,2]" ] || fail "JSON"
        "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" show <<< "$output"
    done
    [ "$(assay show --json 1 | jq -c .judging)" = 3 ]
    try assay show 2
    expect_not_in "$output" "this is judging"
}

@test "note: who, when and about what, in show, JSON and the export, and not in the submitter's view" {
    assay init > /dev/null
    assay submit double wrong.py good.py > /dev/null
    judge_all
    try assay note 1
    expect_status 0
    [ "$output" = "submission 1 has no notes" ] || fail
    try assay note 1 "the appeal of ada" --by "prof. x"
    expect_status 0
    [ "$output" = "note 1 of submission 1 is kept" ] || fail
    printf 'second\nline\033[2J\n' | assay note --json 1 - > second.json
    "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" note < second.json
    [ "$(jq -r '"\(.note) \(.author) \(.judging) \(.verdict)"' second.json)" = "2 $(id -un) 1 WA" ] || fail "$(cat second.json)"
    try assay note 1
    expect_in "$output" "prof. x, about judging 1 (WA):
    the appeal of ada
note 2, "
    expect_in "$output" "line?[2J"
    expect_in "$(assay show 1)" "the appeal of ada"
    expect_not_in "$(assay show 1 --public)" "the appeal of ada"
    expect_not_in "$(assay show 1 --public --json)" "the appeal of ada"
    for command in show db-export; do
        if [ $command = show ]; then assay show --json 1 > out.json; else assay db export --json > out.json; fi
        "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" $command < out.json
        [ "$(jq -c 'select(.submission == 1) | [.notes[].note]' out.json)" = "[1,2]" ] || fail "$(cat out.json)"
    done
    [ "$(assay note --json 1 | jq -r .note | xargs)" = "1 2" ] || fail
}

@test "note: what cannot be kept" {
    assay init > /dev/null
    assay submit double good.py > /dev/null
    try assay note 7 hello
    expect_status 4
    expect_in "$errors" "there is no submission 7"
    try assay note 7
    expect_status 4
    try assay note 1 ""
    expect_status 2
    expect_in "$errors" "the note is empty"
    try assay note 1 two words
    expect_status 2
    expect_in "$errors" "put the note in quotes"
    head -c 70000 /dev/zero | tr '\0' x > long
    try assay note 1 - < long
    expect_status 2
    expect_in "$errors" "expected at most 65536"
    printf 'a\0b' > nul
    try assay note 1 - < nul
    expect_status 2
    expect_in "$errors" "NUL"
    try assay note --by ada 1
    expect_status 2
    [ "$(assay note 1)" = "submission 1 has no notes" ]
}

@test "a judging that is not there is exit 4, and says which there are" {
    assay init > /dev/null
    assay submit double good.py wrong.py > /dev/null
    judge_all
    assay rejudge 1 --at-once > /dev/null
    for form in "" --json; do
        # shellcheck disable=SC2086
        try assay show $form 1 --judging 2
        expect_status 4
        expect_in "$errors" "submission 1 has no judging 2; it has 1 and 3"
        [ -z "$output" ] || fail "printed something"
    done
    try assay show 1 --judging 0
    expect_status 2
}

@test "show --source of one file is the file, whatever its bytes" {
    printf 'x\xff\x00\x1b[2J no line end' > bytes.py
    assay init > /dev/null
    assay submit double bytes.py > /dev/null
    assay show --source 1 > out
    cmp out bytes.py
    assay show --file bytes.py 1 > out
    cmp out bytes.py
    try assay show --file other.py 1
    expect_status 4
    expect_in "$errors" 'no file "other.py"'
    expect_in "$errors" bytes.py
}

@test "show --source of several files has a line with each name, and --file prints one" {
    mkdir -p work/lib
    echo 'import lib.twice' > work/main.py
    printf 'print(2 * int(input()))' > work/lib/twice.py
    printf '\x00\xff\n' > work/data.bin
    : > work/empty.txt
    assay init > /dev/null
    assay submit --project double work > /dev/null
    assay show --source 1 > out
    printf '%s\n' '==> data.bin (3 bytes) <==' > expected
    cat work/data.bin >> expected
    printf '%s\n' '' '==> empty.txt (0 bytes) <==' '' '==> lib/twice.py (23 bytes) <==' \
        'print(2 * int(input()))' '' '==> main.py (17 bytes) <==' 'import lib.twice' >> expected
    cmp out expected || fail "$(cat -v out)"
    for file in main.py lib/twice.py data.bin empty.txt; do
        assay show --file $file 1 > out
        cmp out work/$file
    done
    try assay show --file twice.py 1
    expect_status 4
    expect_in "$errors" 'there is no file "twice.py" in the submission; it has data.bin, empty.txt, lib/twice.py, main.py'
    try assay show --source 7
    expect_status 4
}

@test "show --source names files as they are called" {
    mkdir work
    echo 'print(1)' > work/main.py
    echo data > 'work/café au lait.txt'
    assay init > /dev/null
    assay submit --project double work > /dev/null
    try assay show --source 1
    expect_in "$output" '==> café au lait.txt (5 bytes) <=='
    [ "$(assay show --file 'café au lait.txt' 1)" = data ]
}
