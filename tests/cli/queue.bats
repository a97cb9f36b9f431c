# init, submit, judge, list, show, rejudge, stats: the queue from end to end.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
}
teardown() { teardown_folder; }

judge_drain() {
    timeout "$(patience 120)" "$ASSAY_BIN" judge --drain -j 2 --name tester "$@"
}

# Waits until the command given succeeds, 10 s at most (as many times longer as this machine is slower).
wait_until() {
    for _ in $(seq "$(patience 200)"); do
        if "$@" > /dev/null 2>&1; then return 0; fi
        sleep 0.05
    done
    fail "waited in vain for: $*"
}

state_of() { assay list --json | jq -r "select(.submission == $1) | .state"; }
is_state() { [ "$(state_of "$1")" = "$2" ]; }

@test "submit, judge, list, show: the verdicts arrive" {
    try assay submit --user ada --json double good.py wrong.py
    expect_status 0
    [ "$(echo "$output" | jq -s 'map(.submission) | join(",")' -r)" = "1,2" ]
    [ "$(state_of 1)" = queued ]
    try judge_drain
    expect_status 0
    try assay list --json
    [ "$(echo "$output" | jq -r .verdict | tr '\n' ' ')" = "AC WA " ]
    try assay show 2
    expect_status 0
    expect_in "$output" 'expected "-6", got "6"'
    expect_in "$output" "limits    CPU 1.000 s"
    try assay show --json 2
    [ "$(echo "$output" | jq -r '.judgings[0].cases[1].evidence.rule')" = R8c ]
    [ "$(echo "$output" | jq -r '.judgings[0].isolation.seccomp')" = true ]
    try assay show --source 1
    [ "$output" = "$(cat good.py)" ]
    try assay stats --json
    [ "$(echo "$output" | jq .accepted)" = 1 ]
}

@test "submit --wait returns the verdict as its exit status" {
    start_judge --name tester
    try timeout "$(patience 60)" "$ASSAY_BIN" submit --wait double good.py
    expect_status 0
    try timeout "$(patience 60)" "$ASSAY_BIN" submit --wait --json double wrong.py
    expect_status 1
    [ "$(echo "$output" | jq -r .verdict)" = WA ]
    stop_judge
}

@test "case results are in the database while the rest still runs" {
    # long enough to be seen by a machine that is busy elsewhere
    sed -i 's/wall: 2s/wall: 600s/' double/problem.yaml
    cat > slow.py <<PY
import time
n = int(input())
if n < 0:
    time.sleep($(patience 3))
print(2 * n)
PY
    assay submit double slow.py > /dev/null
    start_judge --name tester
    seen() { [ "$(assay list --json | jq -r '"\(.state) \(.cases_done)"')" = "running 1" ]; }
    wait_until seen
    wait_until is_state 1 done
    stop_judge
}

@test "SIGTERM finishes what runs, leaves the rest queued, and exits 0" {
    echo 'import time; time.sleep(1); print(2 * int(input()))' > sleepy.py
    assay submit double sleepy.py sleepy.py sleepy.py > /dev/null
    start_judge --name tester
    wait_until is_state 1 running
    stop_judge
    [ "$(state_of 1)" = done ]
    [ "$(state_of 2)" = queued ]
}

@test "a judge that is killed loses nothing: its next start judges what it left" {
    assay submit double loops.py good.py > /dev/null
    start_judge --name tester
    wait_until is_state 1 running
    kill -KILL "$judge"
    wait "$judge" || true
    judge=
    try judge_drain
    expect_status 0
    expect_in "$errors" "queued again"
    try assay list --json
    [ "$(echo "$output" | jq -r .verdict | tr '\n' ' ')" = "TLE AC " ]
    no_process_left
}

@test "a grader that dies is replaced and its submission is graded again" {
    assay submit double loops.py good.py > /dev/null
    start_judge --name tester
    wait_until is_state 1 running
    grader=$(pgrep -P "$(pgrep -P "$judge")" -f "assay grader")
    kill -KILL "$grader"
    wait_until is_state 2 done
    wait_until is_state 1 done
    stop_judge
    try assay show --json 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.attempts)"')" = "TLE 2" ]
    expect_in "$(echo "$output" | jq -r '.judgings[0].events[].kind' | tr '\n' ' ')" "retried"
}

@test "a problem that vanished is an internal error, tried three times, never the submitter's" {
    assay submit double good.py > /dev/null
    mv double gone
    try judge_drain
    expect_status 0
    try assay show --json 1
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.attempts)"')" = "IE 3" ]
    mv gone double
    try assay rejudge 1
    expect_status 0
    try judge_drain
    try assay show --json 1
    [ "$(echo "$output" | jq -r .verdict)" = AC ]
    [ "$(echo "$output" | jq '.judgings | length')" = 2 ]
}

@test "a judge without descriptors tries again, and blames neither problem nor submission" {
    start_judge --name tester
    wait_until test -S assay.db.judge.tester.sock
    try assay submit double good.py
    wait_until is_state 1 done # all that it keeps open is open
    prlimit --pid "$judge" --nofile=3:
    try assay submit double good.py
    wait_until grep -q "Too many open files" judge.log
    prlimit --pid "$judge" --nofile=1024:
    wait_until is_state 2 done
    stop_judge
    try assay show --json 2
    [ "$(echo "$output" | jq -r .verdict)" = AC ] || fail
    [[ $(cat judge.log) != *bad_problem* ]] || fail "$(cat judge.log)"
}

@test "rejudging what is still queued queues nothing" {
    assay submit double good.py > /dev/null
    try assay rejudge 1
    expect_status 0
    expect_in "$output" "still queued"
    try assay rejudge --json 1
    [ "$(echo "$output" | jq -r '"\(.state) \(.judging)"')" = "queued 1" ]
    try judge_drain
    try assay show --json 1
    [ "$(echo "$output" | jq '.judgings | length')" = 1 ]
    try assay rejudge 1
    expect_in "$output" "queued again"
}

@test "a judge refuses a database that others may open, until they are named" {
    chmod 0644 assay.db
    try assay judge --drain
    expect_status 2
    expect_in "$errors" "others than its owner may open 'assay.db'"
    expect_in "$errors" "chmod go-rwx"
    chmod 0660 assay.db
    try assay judge --drain
    expect_status 2
    try assay judge --drain --database-group "$(stat -c %G assay.db)"
    expect_status 0
    ASSAY_DATABASE_GROUP=$(stat -c %G assay.db) try assay judge --drain
    expect_status 0
    try assay judge --drain --database-group no-such-group
    expect_status 2
    expect_in "$errors" 'there is no group "no-such-group"'
    chmod 0600 assay.db
    chmod 0777 .
    try assay judge --drain
    expect_status 2
    expect_in "$errors" "may write in"
}

@test "users take turns: one user's many do not delay another's one" {
    assay submit --user many double good.py good.py good.py good.py good.py > /dev/null
    assay submit --user one double good.py > /dev/null
    judge_drain -j 1 2> /dev/null
    try assay list --json
    order=$(echo "$output" | jq -s 'sort_by(.finished_ms) | map(.user) | index("one")')
    [ "$order" -le 1 ] || fail "the one user came at place $order"
}

@test "two judges share one database" {
    for i in 1 2 3 4 5 6 7 8; do assay submit --user "u$i" double good.py > /dev/null; done
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 --name first 2> first.log 3>&- &
    first=$!
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 --name second 2> second.log
    wait "$first"
    try assay list --json
    [ "$(echo "$output" | jq -r .verdict | sort -u)" = AC ]
    [ "$(echo "$output" | jq -r .attempts | sort -u)" = 1 ]
}

@test "an unknown id exits 4, and nothing is queued for the others" {
    try assay show 99
    expect_status 4
    try assay rejudge 99
    expect_status 4
    assay submit double good.py > /dev/null
    judge_drain 2> /dev/null
    try assay rejudge 1 99
    expect_status 4
    expect_in "$errors" "nothing is queued: there is no submission 99"
    [ -z "$output" ] || fail "something was said to be queued"
    [ "$(assay show 1 --json | jq -c '[.state, (.judgings | length)]')" = '["done",1]' ]
}

@test "list takes a problem by its name, its folder and the folder's name" {
    mkdir -p other/double
    sed 's/^name:.*/name: Another one/' double/problem.yaml > other/double/problem.yaml
    cp -r double twice
    sed -i 's/^name:.*/name: Twice/' twice/problem.yaml
    assay submit double good.py > /dev/null
    assay submit twice good.py > /dev/null
    listed() { assay list --json "$@" | jq -r .submission | tr '\n' ' '; }
    [ "$(listed -p "Double it")" = "1 " ]
    [ "$(listed -p double)" = "1 " ]
    [ "$(listed -p twice)" = "2 " ]
    [ "$(listed -p twice/)" = "2 " ]
    [ "$(listed -p "$folder/twice")" = "2 " ]
    (cd double && [ "$(listed -p .)" = "1 " ])
    [ "$(listed -p double -s done)" = "" ]
    assay submit other/double good.py > /dev/null
    (cd / && try assay list -p double && expect_status 2 &&
        expect_in "$errors" "several problems lie in folders called \"double\"" &&
        expect_in "$errors" "$folder/other/double")
    [ "$(listed -p other/double)" = "3 " ]
    [ "$(listed -p double)" = "1 " ] # the one in this folder
}

@test "list and stats say what is not there, never an empty table without a word" {
    for command in stats "stats --json" "list -p double" "list -u ada"; do
        # shellcheck disable=SC2086
        try assay $command
        expect_status 4
        [ -z "$output" ] && [ -n "$errors" ] || fail "$command"
    done
    try assay list
    expect_status 0
    [ -z "$output" ] && expect_in "$errors" "nothing has been submitted yet"
    assay submit double good.py --user ada > /dev/null
    while IFS='|' read -r arguments said; do
        for json in "" --json; do
            # shellcheck disable=SC2086
            try assay list $arguments $json
            expect_status 4 || fail "$arguments"
            [ -z "$output" ] && expect_in "$errors" "$said"
        done
    done <<'CASES'
-p dobule|no submission has the problem "dobule"; did you mean "double"?
-p Doubleit|did you mean "Double it"?
-p moon|no submission has the problem "moon"
-u aba|no submission has the user "aba"; did you mean "ada"?
-u xxxxxx -p double|no submission has the user "xxxxxx"
-l pyton3|no submission has the language "pyton3"; did you mean "python3"?
-l kotln|did you mean "kotlin"?
-l klingon|no submission has the language "klingon"
CASES
    for arguments in "-l kotlin" "-v WA" "-s done" "-u ada -v AC"; do
        # shellcheck disable=SC2086
        try assay list $arguments
        expect_status 0
        [ -z "$output" ] && expect_in "$errors" "no submission fits"
    done
    [ "$(assay list --json -l python | jq .submission)" = 1 ] # an alias
    try assay stats
    expect_status 0
    [ "$output" = "1 queued, 0 running" ] || fail "not the backlog alone"
}
