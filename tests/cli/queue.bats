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

@test "a problem that vanished holds its submissions, costs no attempt, and is judged when it is back" {
    cp -r double other
    assay submit double good.py wrong.py > /dev/null
    assay submit other good.py > /dev/null
    mv double gone
    try judge_drain
    expect_status 0
    expect_in "$errors" "2 submissions are held"
    is_state 1 held
    is_state 2 held
    is_state 3 done
    try assay list --state held
    expect_in "$output" bad_problem
    try assay show 1
    expect_in "$output" "cannot open the problem"
    [ "$(assay show --json 1 | jq -r '"\(.verdict) \(.attempts)"')" = "null 0" ]

    # a judge at work looks now and then
    start_judge --name tester
    sleep 1
    mv gone double
    wait_until is_state 1 done
    wait_until is_state 2 done
    stop_judge
    [ "$(assay list --json | jq -r .verdict | tr '\n' ' ')" = "AC WA AC " ]
    [ "$(assay show --json 1 | jq '.judgings | length')" = 1 ]
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
    expect_in "$errors" 'there is no group \"no-such-group\"'
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

@test "submissions are cancelled, held and released, and problems and languages paused and resumed" {
    cp -r double other
    assay submit double good.py wrong.py good.py > /dev/null
    assay submit other good.py > /dev/null
    try assay cancel 1 2 99
    expect_status 5
    expect_in "$output" "submission 2 is cancelled"
    expect_in "$errors" "no submission 99"
    try assay hold 3 --reason "under review"
    expect_status 0
    try assay pause --problem other --reason "new data"
    expect_status 0
    # it shows at once, though the turn of what is queued has not come
    [ "$(assay list --json | jq -r 'select(.submission == 4) | "\(.state) \(.reason): \(.message)"')" = \
        "queued paused: new data" ]
    [ "$(assay status --json | jq -c '[.problems[] | {name: (.name | split("/") | last), kept_back}] | sort_by(.name)')" = \
        '[{"name":"double","kept_back":""},{"name":"other","kept_back":"paused"}]' ]
    try assay status
    expect_in "$output" "other (paused)"
    try judge_drain
    expect_status 0
    expect_in "$errors" "2 submissions are held"
    [ "$(assay list --json | jq -r .state | tr '\n' ' ')" = "cancelled cancelled held held " ]
    try assay list --state held
    expect_in "$output" paused
    try assay show 3
    expect_in "$output" "under review"
    try assay release 3 1
    expect_status 5
    try assay resume
    expect_status 4
    try assay resume -p other
    expect_status 0
    assay pause > /dev/null
    start_judge --name tester
    sleep 1
    is_state 3 queued
    assay resume > /dev/null
    wait_until is_state 3 done
    wait_until is_state 4 done
    # one that runs is let go at once
    echo 'import time; time.sleep(100)' > sleeps.py
    sed 's/wall: 2s/wall: 60s/' double/problem.yaml > other/problem.yaml
    assay submit other sleeps.py good.py > /dev/null
    wait_until is_state 5 running
    assay cancel 5 > /dev/null
    wait_until is_state 6 done
    stop_judge
    [ "$(state_of 5)" = cancelled ]
    try assay rejudge 3 --at-once
    try assay cancel 3
    expect_status 0
    is_state 3 done # the old verdict stands
    try assay submit --priority interactiv double good.py
    expect_status 2
    expect_in "$errors" 'did you mean "interactive"'
}

@test "status says who judges, what waits and what is paused; submit --wait says that nobody judges" {
    assay submit -u ada double good.py > /dev/null
    assay pause --language lua --reason "old version" > /dev/null
    try assay status
    expect_status 0
    expect_in "$output" "nobody judges"
    expect_in "$output" "1 queued, 0 running, 0 held"
    expect_in "$output" "language lua is paused: old version"
    try timeout 4 "$ASSAY_BIN" submit --wait double good.py
    expect_in "$errors" "nobody judges this database now"
    start_judge --name tester
    wait_until is_state 2 done
    alive() { [ "$(assay status --json | jq -r '.judges[0] | "\(.name) \(.alive)"')" = "tester true" ]; }
    wait_until alive
    echo 'import time; time.sleep(1); print(2 * int(input()))' > sleepy.py
    assay submit double sleepy.py > /dev/null
    has_grader() { [ "$(assay status --json | jq '.in_hand[0].grader')" = 1 ]; }
    wait_until has_grader
    stop_judge
    [ "$(assay status --json | jq '.judges | length')" = 0 ] # it has ended in order
}

@test "a judge survives a locked database and SIGHUP, and ends when its file is gone" {
    start_judge --name tester
    wait_until test -S assay.db.judge.tester.sock
    kill -HUP "$judge"
    python3 -c '
import sqlite3, time
db = sqlite3.connect("assay.db", isolation_level=None)
db.execute("BEGIN IMMEDIATE")
time.sleep(4)'
    assay submit double good.py > /dev/null
    wait_until is_state 1 done
    expect_in "$(cat judge.log)" "no new work is taken until this is over"
    expect_in "$(cat judge.log)" "new work is taken again"
    mv assay.db moved.db
    code=0
    wait "$judge" || code=$?
    judge=
    [ "$code" = 3 ] || fail "exit $code"
    expect_in "$(cat judge.log)" "removed or replaced"
}

@test "a bulk submission is whole or not there, and its key makes it the same one" {
    for i in $(seq 200); do echo "print($i)" > "f$i.py"; done
    try assay submit --key batch-1 double f*.py
    expect_status 0
    first=$output
    try assay submit --key batch-1 double f*.py
    expect_status 0
    [ "$output" = "$first" ] || fail "other ids"
    [ "$(assay list --json | wc -l)" = 200 ]
    echo 'print(0)' > f7.py
    try assay submit --key batch-1 double f*.py
    expect_status 2
    expect_in "$errors" "the key 'batch-1' belongs to submission"
    [ "$(assay list --json | wc -l)" = 200 ]
}
