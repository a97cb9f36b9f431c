# Versions of problems: what is judged by which, and what is kept of them.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
}
teardown() { teardown_folder; }

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log; }

verdict() { assay show "$1" --json | jq -r .verdict; }
version() { assay show "$1" --json | jq -r .problem_version; }

# Three cases; a program that waits in the first until the file "go" is there cannot be: it sleeps.
slow_problem() {
    mkdir -p slow/data
    for i in 1 2 3; do
        echo "$i" > slow/data/$i.in
        echo $((2 * i)) > slow/data/$i.ans
    done
    cat > slow/problem.yaml << 'YAML'
assay: 1
name: Slow
limits: {time: 1s, wall: 60s, memory: 64MiB}
cases: [{glob: "data/*.in"}]
YAML
    printf 'import time\nn = int(input())\ntime.sleep(%s if n == 1 else 0)\nprint(2 * n)\n' "$(patience 1)" > sleeps.py
}

@test "edits, truncation and deletion under a running judge change nothing, and count afterwards" {
    slow_problem
    cp -r slow kept
    start_judge --name tester
    for act in 'echo 7 > slow/data/3.ans' ': > slow/data/3.in' 'rm -r slow/data slow/problem.yaml' 'rm -r slow'; do
        rm -rf slow
        cp -r kept slow
        id=$(assay submit --json slow sleeps.py | jq -r .submission)
        wait_until is_state "$id" running
        wait_until test "$(assay show "$id" --json | jq .case_count)" = 3
        eval "$act"
        wait_until is_state "$id" done
        [ "$(verdict "$id")" = AC ] || fail "$act: $(verdict "$id")"
    done
    cp -r kept slow
    echo 7 > slow/data/3.ans
    id=$(assay submit --json slow sleeps.py | jq -r .submission)
    wait_until is_state "$id" done
    [ "$(verdict "$id")" = WA ]
    [ "$(version "$id")" != "$(version 1)" ]
    stop_judge
}

@test "an edit of the same size with the old time is noticed at once" {
    slow_problem
    echo 'print(2 * int(input()))' > fast.py
    start_judge --name tester
    for i in 1 2 3 4 5 6; do
        answer=$((i % 2 == 1 ? 6 : 7))
        touch -r slow/data/3.ans stamp
        echo $answer > slow/data/3.ans
        touch -r stamp slow/data/3.ans
        id=$(assay submit --json slow fast.py | jq -r .submission)
        wait_until is_state "$id" done
        [ "$(verdict "$id")" = $([ $answer = 6 ] && echo AC || echo WA) ] || fail "round $i: $(verdict "$id")"
    done
    stop_judge
    [ "$(assay problem list --json | jq -r .version | wc -l)" = 2 ]
}

@test "show names the version, which check and the store call the same" {
    slow_problem
    echo 'print(2 * int(input()))' > fast.py
    mkdir slow/empty
    ln -s nowhere slow/data/README
    assay submit slow fast.py > /dev/null
    judge_all
    [ "$(verdict 1)" = AC ]
    name=$(assay check --json slow | jq -r .problem_version)
    [ "$(version 1)" = "$name" ]
    [ "$(assay problem list --json | jq -r '"\(.version) \(.kept) \(.used) \(.judgings)"')" = "$name true true 1" ]
    [ "$(assay problem show "${name:0:8}" --json | jq -r '.files[] | "\(.path) \(.kind)"' | tr '\n' ' ')" = \
        "data/1.ans file data/1.in file data/2.ans file data/2.in file data/3.ans file data/3.in file data/README nothing empty folder problem.yaml file " ]
    try assay problem show slow
    expect_in "$output" "version $name"
    expect_in "$output" "problem.yaml"
    try assay problem show 00000000
    expect_status 4
    try assay problem show nothing
    expect_status 4
    try assay problem shw
    expect_status 2
    expect_in "$errors" 'did you mean "show"'
}

@test "problem diff and export: what changed, and the folder as it was" {
    slow_problem
    echo 'print(2 * int(input()))' > fast.py
    cp -r slow kept
    assay submit slow fast.py > /dev/null
    judge_all
    echo 77 > slow/data/3.ans
    rm slow/data/2.in slow/data/2.ans
    echo "a note" > slow/notes.txt
    assay submit slow fast.py > /dev/null
    judge_all
    try assay problem diff slow
    expect_status 0
    [ "$output" = "removed  data/2.ans  2 bytes
removed  data/2.in  2 bytes
changed  data/3.ans  2 -> 3 bytes
added    notes.txt 7 bytes" ] || fail diff
    [ "$(assay problem diff "$(version 2)" "$(version 1)" --json | jq -r '"\(.path) \(.change)"' | tr '\n' ' ')" = \
        "data/3.ans changed notes.txt removed data/2.ans added data/2.in added " ] || fail "back"
    try assay problem diff "$(version 1)"
    expect_status 4
    expect_in "$errors" "before"
    assay problem export "$(version 1)" was > /dev/null
    diff -r kept was
    try assay problem export slow was
    expect_status 2
    assay problem export slow now > /dev/null
    diff -r slow now
    [ "$(assay check --json was | jq -r .problem_version)" = "$(version 1)" ]
    touch was/data/1.in # what is exported is its owner's
}

@test "what is kept is mended from the folder, and a lost version is no fault of others" {
    slow_problem
    echo 'print(2 * int(input()))' > fast.py
    assay submit slow fast.py > /dev/null
    judge_all
    chmod u+w assay.db.versions/*/data/3.ans # a link to what is kept: both are damaged now
    echo 9 > "$(echo assay.db.versions/*/data/3.ans)"
    assay submit slow fast.py > /dev/null
    judge_all
    [ "$(verdict 2)" = AC ] || fail "$(cat judge.log)"
    expect_in "$(cat judge.log)" "were changed where the judge keeps them"
    [ "$(version 2)" = "$(version 1)" ]
    rm -r assay.db.blobs assay.db.versions
    assay submit slow fast.py > /dev/null
    judge_all
    [ "$(verdict 3)" = AC ] || fail "$(cat judge.log)"
    [ "$(find assay.db.blobs -type f | wc -l)" = 6 ]
}

@test "prune lets go of what nothing uses, and says how much" {
    slow_problem
    echo 'print(2 * int(input()))' > fast.py
    assay submit slow fast.py > /dev/null
    judge_all
    echo 7 > slow/data/3.ans
    assay submit slow fast.py > /dev/null
    judge_all
    echo 888 > slow/data/3.ans
    assay submit slow fast.py > /dev/null
    judge_all
    try assay problem prune
    expect_in "$output" "0 versions, 0 files, 0 bytes let go"
    assay rejudge 2 --at-once > /dev/null
    judge_all
    try assay problem prune --dry-run
    expect_in "$output" "1 version, 1 file, 2 bytes would be let go"
    [ "$(assay problem prune --dry-run --json | jq -c '[.versions, .blobs, .bytes]')" = "[1,1,2]" ]
    try assay problem prune slow
    expect_in "$output" "1 version, 1 file, 2 bytes let go"
    [ "$(assay problem list --json | jq -r .kept | sort | tr '\n' ' ')" = "false true true " ]
    [ "$(ls assay.db.versions | wc -l)" = 2 ]
    [ "$(assay show 2 --json | jq -r '.judgings | length')" = 2 ]
}

@test "only those who may open the database may enter the folders of versions" {
    assay submit double good.py > /dev/null
    judge_all
    [ "$(stat -c %a assay.db.blobs assay.db.versions | tr '\n' ' ')" = "700 700 " ]
    chmod 755 assay.db.blobs
    try assay judge --drain
    expect_status 2
    expect_in "$errors" "others than its owner may open 'assay.db.blobs', a folder of the database"
}
