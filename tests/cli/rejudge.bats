# Rejudging in sets: chosen, judged aside, compared, applied or discarded.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
}
teardown() { teardown_folder; }

judge_all() { timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log; }
verdicts() { assay list --json | jq -r .verdict | tr '\n' ' '; }

# 1 AC, 2 WA, 3 RTE of ada, 4 AC of bob; then the problem changes so that wrong.py is right.
judged_and_changed() {
    assay submit double -u ada good.py wrong.py exits.py > /dev/null
    assay submit double -u bob good.py > /dev/null
    judge_all
    [ "$(verdicts)" = "AC WA RTE AC " ] || fail "$(verdicts)"
    cp -r double before
    sed -i 's/-6/6/' double/problem.yaml
}

@test "a set is judged aside, shown as a matrix, and applied" {
    judged_and_changed
    try assay rejudge -p "Double it"
    expect_status 0
    expect_in "$output" "submission 1 is queued again"
    expect_in "$output" "set 1: 4 submissions; the old verdicts count until"
    try assay rejudge apply 1
    expect_status 2
    expect_in "$errors" "4 are not judged yet"
    judge_all
    [ "$(verdicts)" = "AC WA RTE AC " ] || fail "before: $(verdicts)"
    [ "$(assay stats --by verdict --json | jq -r '"\(.key)\(.total)"' | tr '\n' ' ')" = "AC2 RTE1 WA1 " ]
    [ "$(assay show 1 --json | jq -c '[.judging, .counts, (.judgings | map([.judging, .verdict, .counts, .rejudge_set]))]')" = \
        '[1,true,[[5,"WA",false,1],[1,"AC",true,null]]]' ] || fail "$(assay show 1 --json)"
    [ "$(assay show 1 --json --public | jq -c '.judgings | length')" = 1 ] # no submitter sees it
    try assay show 1 --judging 5
    expect_in "$output" "it does not count"
    try assay rejudge show 1
    expect_status 0
    expect_in "$output" "4 of 4 judged, 3 changed"
    expect_in "$(echo "$output" | tr -s ' ')" "OLD \\ NEW AC WA RTE"
    expect_in "$(echo "$output" | tr -s ' ')" "AC 0 2 0"
    [ "$(assay rejudge show 1 --json | jq -c '[.matrix[] | "\(.old) \(.new) \(.count)"]')" = '["AC WA 2","WA AC 1","RTE RTE 1"]' ]
    [ "$(assay rejudge show 1 --json | jq -c '[.items[] | select(.changed) | .submission]')" = '[1,2,4]' ]
    try assay rejudge apply 1
    expect_status 0
    expect_in "$output" "set 1 is applied: 4 new verdicts"
    [ "$(verdicts)" = "WA AC RTE WA " ] || fail "after: $(verdicts)"
    [ "$(assay rejudge list --json | jq -r .state)" = applied ]
    try assay rejudge discard 1
    [ "$status" != 0 ]
    try assay rejudge show 7
    expect_status 4
}

@test "a set that is discarded changes nothing, and frees its submissions" {
    judged_and_changed
    assay rejudge 1-2 > /dev/null
    try assay rejudge 2-3
    expect_in "$output" "submission 2 is in set 1"
    expect_in "$output" "set 2: 1 submission;"
    assay rejudge discard 1 > /dev/null
    judge_all
    [ "$(verdicts)" = "AC WA RTE AC " ]
    try assay rejudge 1
    expect_in "$output" "set 3: 1 submission;"
    [ "$(assay rejudge list --json | jq -r .state | tr '\n' ' ')" = "discarded open open " ]
}

@test "selectors choose, and a dry run says which and queues nothing" {
    judged_and_changed
    chosen() { assay rejudge --dry-run --json "$@" | jq -r .submission | tr '\n' ' '; }
    [ "$(chosen 1 3-4)" = "1 3 4 " ]
    [ "$(chosen --user bob)" = "4 " ]
    [ "$(chosen --verdict wa)" = "2 " ]
    [ "$(chosen --verdict AC --user ada)" = "1 " ]
    [ "$(chosen --language python3 2-9)" = "2 3 4 " ]
    [ "$(chosen --problem double)" = "1 2 3 4 " ]
    [ "$(chosen --version "$(assay show 1 --json | jq -r .problem_version | cut -c 1-8)")" = "1 2 3 4 " ]
    [ "$(chosen --since 2020-01-01 --until "2120-01-01 10:00")" = "1 2 3 4 " ]
    try assay rejudge --until 2020-01-01 --dry-run
    expect_status 4
    for bad in "--verdict XX" "--since yesterday" 5-3 x "--at-once --apply 1" "show" "apply 1 2" ""; do
        # shellcheck disable=SC2086
        try assay rejudge $bad
        expect_status 2
    done
    try assay rejudge 1 --dry-run
    expect_in "$output" "1 submission would be judged again"
    [ -z "$(assay rejudge list --json)" ]
    [ "$(assay show 1 --json | jq '.judgings | length')" = 1 ]
}

@test "--same-version repeats exactly, whatever became of the folder" {
    judged_and_changed
    rm -r double
    try assay rejudge --same-version 1-4 --apply
    expect_status 0
    judge_all
    [ "$(assay rejudge show 1 --json | jq -c '[.state, .changed, .judged]')" = '["applied",0,4]' ]
    [ "$(verdicts)" = "AC WA RTE AC " ]
    [ "$(assay show 1 --json | jq -r '.judgings | map(.problem_version) | unique | length')" = 1 ]
    cp -r before double
    echo "# another" >> double/problem.yaml
    assay rejudge --at-once 1-4 > /dev/null
    judge_all
    assay problem prune > /dev/null
    old=$(assay show 1 --json | jq -r '.judgings[-1].problem_version')
    [ "$(assay problem list --json | jq -r "select(.version == \"$old\") | .kept")" = false ]
}

@test "--apply applies a set as soon as all of it is judged" {
    judged_and_changed
    try assay rejudge 1-3 --apply
    expect_in "$output" "as soon as all are judged"
    [ "$(verdicts)" = "AC WA RTE AC " ]
    judge_all
    [ "$(verdicts)" = "WA AC RTE AC " ]
    [ "$(assay rejudge list --json | jq -r '"\(.state) \(.applies) \(.changed)"')" = "applied true 2" ]
}
