# Running assay as a service: its settings, its signals, its log, and what it tells its manager.
load common.bash
setup() {
    setup_folder
    assay init > /dev/null
    sed 's/wall: 2s/wall: 60s/' double/problem.yaml > problem.yaml && mv problem.yaml double/
    echo 'import time; time.sleep(50)' > sleeps.py
    printf 'import time\ntime.sleep(1)\nprint(2 * int(input()))\n' > slow.py
}
teardown() {
    [ -z "${listener:-}" ] || kill "$listener" 2> /dev/null || true
    teardown_folder
}

DOCS=$BATS_TEST_DIRNAME/../../docs

attempts_of() { assay show --json "$1" | jq .attempts; }

# The events of judge.log, as JSON; every line must be one.
events() {
    "$BATS_TEST_DIRNAME/check_log.py" "$DOCS" < judge.log > events 2> faults || fail "$(cat faults)"
    jq -c "select(.event == \"$1\")" events
}

@test "settings: option, environment, file, default" {
    unset ASSAY_DB
    assay init --db other.db > /dev/null
    printf 'database: other.db\njobs: 1\npriority: batch\nname: filed\n' > assay.yaml
    export ASSAY_CONFIG=$folder/assay.yaml
    assay submit double good.py > /dev/null
    ASSAY_PRIORITY=interactive assay submit double good.py > /dev/null
    assay submit --priority 7 double good.py > /dev/null
    [ "$(sqlite3 other.db 'SELECT group_concat(priority) FROM (SELECT priority FROM judging ORDER BY id)')" = "-200,-100,7" ]
    try timeout "$(patience 60)" "$ASSAY_BIN" judge --drain
    expect_status 0
    expect_in "$errors" "judge=filed"
    sqlite3 other.db "VACUUM INTO 'second.db'" && chmod 600 second.db
    ASSAY_DB=second.db assay rejudge 1 > /dev/null
    assay rejudge --db third.db 1 2> /dev/null && fail "there is no such database"
    [ "$(assay list --json | jq -r .state | sort -u)" = done ]
    [ "$(ASSAY_DB=second.db assay show --json 1 | jq '.judgings | length')" = 2 ]
    [ "$(assay list --config none --db second.db --json | wc -l)" = 3 ]
    try assay list --config none
    expect_in "$errors" "nothing has been submitted yet" # in ./assay.db
}

@test "config show says each value and where it comes from" {
    printf '# mine\njobs: 2\nmaxima: {time: 9s}\nlease: 10s\n' > assay.yaml
    ASSAY_LEASE=20s try assay config show --origin --config assay.yaml --grace 5s
    expect_status 0
    expect_in "$(tr -s ' ' <<< "$output")" "jobs 2 assay.yaml:2:7"
    expect_in "$(tr -s ' ' <<< "$output")" 'lease 20s $ASSAY_LEASE'
    expect_in "$(tr -s ' ' <<< "$output")" "grace 5s --grace"
    expect_in "$(tr -s ' ' <<< "$output")" "record no default"
    ASSAY_MAXIMA=cases=5 try assay config show --json --config assay.yaml
    [ "$(echo "$output" | jq -c 'select(.setting == "maxima") | [.value, .origin, .from]')" = \
        '["time=9s,cases=5","environment","$ASSAY_MAXIMA, and assay.yaml:3:9"]' ] || fail
    echo "$output" | "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" config
    # the same value is in force
    sed -i 's/time: 1s/time: 10s/' double/problem.yaml
    ASSAY_MAXIMA=cases=5 try assay check --config assay.yaml double
    expect_status 2
    expect_in "$errors" "9s"
    ASSAY_MAXIMA=time=11s try assay check --config assay.yaml double
    expect_status 0
}

@test "a file that is not right stops every command, with the place; help still helps" {
    printf 'jobs: 4\nlease: x\njob: 3\n' > assay.yaml
    for command in list status "check double" "grade double good.py" judge "config show" doctor; do
        # shellcheck disable=SC2086
        ASSAY_CONFIG=assay.yaml try assay $command
        expect_status 2
        expect_in "$errors" "$([ "$command" = judge ] && echo 'file=assay.yaml line=2 column=8' || echo 'assay.yaml:2:8')"
        expect_in "$errors" 'did you mean '
        [ -z "$output" ] || fail "$command"
        # shellcheck disable=SC2086
        ASSAY_CONFIG=assay.yaml try assay $command --help
        expect_status 0
    done
    try assay config check assay.yaml
    expect_status 2
    expect_in "$output" "assay.yaml: 2 errors"
    expect_in "$errors" "    lease: x
           ^"
    try assay config check --json assay.yaml
    expect_status 2
    echo "$output" | "$BATS_TEST_DIRNAME/check_json.py" "$DOCS" config
    [ "$(echo "$output" | jq -c '[.ok, .entries[1].line, .entries[1].column]')" = '[false,3,1]' ] || fail
    try assay config check missing.yaml
    expect_status 4
    printf 'database_group: no-such-group\ngrader_user: root\n' > assay.yaml
    try assay config check assay.yaml
    expect_status 2
    expect_in "$errors" 'assay.yaml:1:17: error: there is no group "no-such-group"'
    expect_in "$errors" 'assay.yaml:2:14: error: graders must not be root'
    echo 'jobs: 4' > assay.yaml
    ASSAY_CONFIG=/no/such/file try assay config check assay.yaml
    expect_status 0
    [ "$output" = "assay.yaml: good" ] || fail
    for line in "config" "config shwo" "config show more" "config check a b"; do
        # shellcheck disable=SC2086
        try assay $line
        expect_status 2
    done
    expect_in "$errors" "no more arguments"
}

@test "SIGTERM: what no grader has begun goes back at once, what runs is finished" {
    start_judge --name tester
    wait_until test -S assay.db.judge.tester.sock
    wait_until pgrep -P "$(pgrep -P "$judge")" -f "assay grader"
    grader=$(pgrep -P "$(pgrep -P "$judge")" -f "assay grader")
    kill -STOP "$grader"
    assay submit double good.py > /dev/null
    wait_until is_state 1 running
    kill -TERM "$judge"
    wait "$judge"
    judge=
    [ "$(events stopping | jq -r '"\(.in_hand) \(.returned)"')" = "0 1" ] || fail "$(cat judge.log)"
    is_state 1 queued
    [ "$(attempts_of 1)" = 0 ]
    start_judge --name tester
    wait_until is_state 1 done
    assay submit double slow.py > /dev/null
    case_done() { [ "$(assay list --json -n 1 | jq .cases_done)" = 1 ]; }
    wait_until case_done
    stop_judge
    is_state 2 done
    [ "$(events stopping | jq -r '"\(.in_hand) \(.returned)"')" = "1 0" ] || fail "$(cat judge.log)"
}

@test "SIGTERM: what is not finished within the grace goes back, and costs nothing" {
    assay submit double sleeps.py > /dev/null
    start_judge --name tester --grace 1s
    wait_until is_state 1 running
    started() { [ "$(assay status --json | jq '.in_hand[0].case_count')" = 2 ]; }
    wait_until started
    kill -TERM "$judge"
    SECONDS=0
    wait "$judge"
    judge=
    [ $SECONDS -le "$(patience 5)" ] || fail "after $SECONDS s"
    [ "$(events returned | jq -r .submission)" = 1 ]
    [ "$(events stopped | jq -r .returned)" = 1 ]
    is_state 1 queued
    [ "$(attempts_of 1)" = 0 ]
    no_process_left
}

@test "a second SIGTERM stops now" {
    assay submit double sleeps.py > /dev/null
    start_judge --name tester
    started() { [ "$(assay status --json | jq '.in_hand[0].case_count')" = 2 ]; }
    wait_until started
    kill -TERM "$judge"
    stopping() { [ -n "$(events stopping)" ]; }
    wait_until stopping
    kill -0 "$judge"
    kill -TERM "$judge"
    SECONDS=0
    wait "$judge"
    judge=
    [ $SECONDS -le "$(patience 5)" ] || fail "after $SECONDS s"
    is_state 1 queued
    [ "$(attempts_of 1)" = 0 ]
    no_process_left
}

@test "SIGHUP: new settings are taken, or the old ones stay and the log says why" {
    printf 'jobs: 1\nlease: 10s\n' > assay.yaml
    chmod 644 assay.yaml
    "$ASSAY_BIN" judge --config assay.yaml --name tester --grace 30s 2> judge.log 3>&- &
    judge=$!
    wait_until test -S assay.db.judge.tester.sock
    wait_until grep -q event=started judge.log
    printf 'jobs: 2\nlease: 20s\nlog_level: warning\ngrace: 5s\n' > assay.yaml
    kill -HUP "$judge"
    wait_until grep -q "only after a restart" judge.log
    printf 'jobs: 2\nlease: 20\n' > assay.yaml
    kill -HUP "$judge"
    wait_until grep -q event=reload_refused judge.log
    assay submit double good.py > /dev/null
    wait_until is_state 1 done
    [ -z "$(events judged)" ] || fail "the level is not taken" # only warnings now
    printf 'jobs: 1\nlease: 10s\n' > assay.yaml
    kill -HUP "$judge"
    relaxed() { [ "$(grep -c event=reloaded judge.log)" = 2 ]; }
    wait_until relaxed
    assay submit double wrong.py > /dev/null
    wait_until is_state 2 done
    stop_judge
    expect_in "$(events reload_refused | jq -r .msg)" 'assay.yaml:2:8: found "20"'
    [ "$(events judged | jq -r .verdict)" = WA ]
}

@test "a reload names what changed now and what waits for a restart" {
    printf 'jobs: 1\nlease: 10s\n' > assay.yaml
    "$ASSAY_BIN" judge --config assay.yaml --name tester 2> judge.log 3>&- &
    judge=$!
    wait_until grep -q event=started judge.log
    printf 'jobs: 2\nlease: 20s\nrecord: yes\n' > assay.yaml
    kill -HUP "$judge"
    wait_until grep -q event=reloaded judge.log
    [ "$(events reloaded | jq -r '"\(.changed) \(.restart)"')" = "record,lease jobs" ] || fail "$(cat judge.log)"
    stop_judge
}

@test "the log: each line parses, has an event of the list and its fields, whatever names hold" {
    hostile=$'p"\nts=x level=info event=judged verdict=AC \\ \x1b[2J \xe2\x80\xae'
    cp -r double "$hostile"
    mv double/problem.yaml kept.yaml
    assay submit --user $'eve"\nevent=judged' "$hostile" good.py exits.py > /dev/null
    mv kept.yaml double/problem.yaml
    cp -r double gone
    assay submit gone good.py > /dev/null
    rm -r gone
    assay submit --user "ada b" double good.py wrong.py loops.py broken.py > /dev/null
    try timeout "$(patience 120)" "$ASSAY_BIN" judge --drain -j 2 --name tester
    expect_status 0
    printf '%s\n' "$errors" > judge.log
    [ "$(events judged | jq -r .verdict | sort | xargs)" = "AC AC CE RTE TLE WA" ] || fail "$(cat judge.log)"
    [ "$(events judged | jq -r 'select(.user == "ada b") | .problem' | sort -u)" = "$folder/double" ]
    [ "$(events judged | jq -r '.user' | grep -c '^eve"')" = 2 ]
    [ "$(events claimed | wc -l)" -ge 6 ]
    [ "$(events held | jq -r '"\(.reason) \(.all_of)"' | sort -u)" = "bad_problem problem" ]
    [ "$(events started | jq -r '"\(.judge) \(.graders)"')" = "tester 2" ]
    [ "$(events left_held | jq -r .count)" = 1 ]
    [ "$(events stopped | jq -r '"\(.judged) \(.accepted)"')" = "6 2" ]
}

@test "the log: what goes wrong at the start is logfmt too, and text where it is wanted" {
    echo 'lease: x' > assay.yaml
    try assay judge --config assay.yaml
    expect_status 2
    printf '%s\n' "$errors" > judge.log
    [ "$(events bad_setting | jq -r '"\(.file) \(.line) \(.column)"')" = "assay.yaml 1 8" ] || fail
    try assay judge --db missing.db
    expect_status 4
    printf '%s\n' "$errors" > judge.log
    expect_in "$(events failed | jq -r .msg)" missing.db
    try assay judge --log text --drain
    expect_status 0
    expect_in "$errors" "assay judge: "
    expect_not_in "$errors" "event="
    ASSAY_LOG=text try assay judge --config assay.yaml
    expect_in "$errors" "assay.yaml:1:8: error: "
}

# A manager on the socket $1; what it is told is in `told`.
start_listener() {
    "$BATS_TEST_DIRNAME/listen.py" "$1" told 3>&- &
    listener=$!
    wait_until test -s told
}

told() { # KEY: all that was said of it
    jq -r "select(.$1 != null) | .$1" told
}

@test "a manager is told: ready, alive while the loop turns, reloading, stopping" {
    for name in "$folder/notify socket" "@assay-test-$$-$RANDOM"; do
        start_listener "$name"
        NOTIFY_SOCKET=$name WATCHDOG_USEC=600000 "$ASSAY_BIN" judge --name tester 2> judge.log 3>&- &
        judge=$!
        is_told() { [ -n "$(told "$1")" ]; }
        wait_until is_told READY
        [ "$(jq -r 'select(.READY == "1") | .pid' told)" = "$judge" ] || fail "by another process"
        [ -S assay.db.judge.tester.sock ] # it can be rung
        wait_until is_told WATCHDOG
        wait_until is_told STATUS
        kill -STOP "$judge"
        sleep 0.2
        before=$(told WATCHDOG | wc -l)
        sleep 1
        [ "$(told WATCHDOG | wc -l)" = "$before" ] || fail "it says that it lives, and stands still"
        kill -CONT "$judge"
        more() { [ "$(told WATCHDOG | wc -l)" -ge $((before + 3)) ]; }
        wait_until more
        kill -HUP "$judge"
        wait_until is_told RELOADING
        [ "$(told MONOTONIC_USEC)" -gt 0 ]
        ready_again() { [ "$(told READY | wc -l)" = 2 ]; }
        wait_until ready_again
        stop_judge
        is_told STOPPING
        kill "$listener"
        wait "$listener" || true
        listener=
        rm told
    done
}

@test "graders and programs know nothing of the manager" {
    name=@assay-test-$$-$RANDOM
    start_listener "$name"
    printf 'import os\nassert not any(n.startswith(("NOTIFY", "WATCHDOG")) for n in os.environ)\nprint(2 * int(input()))\n' > looks.py
    assay submit double looks.py > /dev/null
    NOTIFY_SOCKET=$name WATCHDOG_USEC=600000 try timeout "$(patience 60)" "$ASSAY_BIN" judge --drain
    expect_status 0
    [ "$(assay show --json 1 | jq -r .verdict)" = AC ] || fail "$(assay show 1)"
}

@test "what waits beyond its deadline is said by status, by list, and once in the log" {
    ASSAY_DEADLINE=1s assay submit double good.py > /dev/null
    assay submit --deadline 1s --user ada double good.py > /dev/null
    assay submit --deadline 60min double good.py > /dev/null
    assay submit double good.py > /dev/null
    assay pause > /dev/null
    sleep 1.1
    try assay status
    expect_in "$output" "2 wait beyond their deadline"
    [ "$(assay status --json | jq .late)" = 2 ]
    [ "$(assay list --json | jq -c .late | tr '\n' ' ')" = "true true false false " ]
    expect_in "$(assay list)" "queued, late"
    start_judge --log logfmt
    wait_until grep -q event=late judge.log
    sleep 2.2
    assay resume > /dev/null
    wait_until is_state 4 done
    stop_judge
    [ "$(events late | jq -r '.submission' | tr '\n' ' ')" = "1 2 " ] || fail "$(events late)"
    [ "$(events late | jq -r 'select(.submission == "2") | "\(.user) \(.deadline_ms)"')" = "ada 1000" ] || fail "$(events late)"
    [ "$(assay status --json | jq .late)" = 0 ]
    [ "$(assay list --json | jq -c .late | tr '\n' ' ')" = "true true false false " ]
    try assay submit --deadline soon double good.py
    expect_status 2
    expect_in "$errors" "--deadline: "
}
