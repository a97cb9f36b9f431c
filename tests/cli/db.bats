#!/usr/bin/env bats
# Keeping the database: backup, check, prune, export.
load common

setup() { setup_folder; }
teardown() { teardown_folder; }

# Three that are judged: accepted, wrong, and one that does not compile; one that waits.
judge_some() {
    assay init > /dev/null
    assay submit double good.py wrong.py broken.py --user ada > /dev/null
    assay judge -j 1 --drain 2> /dev/null
    assay submit double good.py --user bob > /dev/null
}

@test "backup: a copy while a judge works, checked, for its owner alone, restored" {
    judge_some
    start_judge
    assay submit double loops.py good.py wrong.py > /dev/null
    try assay db backup copy.db
    expect_status 0
    expect_in "$output" "copy.db: "
    expect_in "$output" "checked"
    [ "$(stat -c %a copy.db)" = 600 ] || fail "the mode is $(stat -c %a copy.db)"
    [ "$(ls -d copy.db* | tr '\n' ' ')" = "copy.db copy.db.blobs " ] || fail "beside it: $(ls -d copy.db*)"
    try assay db check --db copy.db
    expect_status 0
    expect_in "$output" "copy.db is whole"
    [ "$(assay list --db copy.db --json | jq -r 'select(.submission == 1).verdict')" = AC ] || fail "the copy"
    stop_judge
    rm -f assay.db assay.db-wal assay.db-shm
    mv copy.db assay.db
    assay judge -j 2 --drain 2> /dev/null # what was being judged is judged again
    [ "$(assay list --json | jq -r .verdict | xargs)" = "AC WA CE AC TLE AC WA" ] || fail "$(assay list)"
}

@test "backup: what is there already stays unless it is forced" {
    judge_some
    echo mine > copy.db
    try assay db backup copy.db
    expect_status 2
    expect_in "$errors" "--force"
    [ "$(cat copy.db)" = mine ] || fail "it is overwritten"
    assay db backup --force copy.db > /dev/null
    assay db check --db copy.db > /dev/null
    try assay db backup --force assay.db
    expect_status 2
    expect_in "$errors" "the database itself"
    try assay db backup none/copy.db
    expect_status 4
    [ -z "$(ls -- *partial* 2> /dev/null)" ] || fail "left: $(ls)"
}

@test "a copy put in the place of a judge's database ends the judge" {
    judge_some
    assay db backup copy.db > /dev/null
    start_judge
    for _ in $(seq "$(patience 100)"); do
        [ "$(assay list --json | jq -r .verdict | tail -n 1)" = AC ] && break
        sleep 0.1
    done
    cat copy.db > assay.db
    for _ in $(seq "$(patience 100)"); do
        kill -0 "$judge" 2> /dev/null || break
        sleep 0.1
    done
    if wait "$judge"; then status=0; else status=$?; fi
    judge=
    [ "$status" -ne 0 ] || fail "it ends as if nothing were: $(cat judge.log)"
}

@test "check: counts, and what is wrong" {
    judge_some
    try assay db check
    expect_status 0
    expect_in "$output" "4 submissions, 4 judgings: 1 queued, 0 running, 0 held, 3 done, 0 cancelled"
    sqlite3 assay.db "PRAGMA ignore_check_constraints = ON; UPDATE tally SET count = 7;
        UPDATE case_result SET evidence_json = 'no' WHERE judging = 1 AND number = 1"
    try assay db check
    expect_status 2
    expect_in "$output" "tally: "
    expect_in "$output" "row: judging 1, case 1: it holds JSON that is none"
    expect_in "$output" "assay.db has faults"
    [ "$(assay db check --json | jq -c '[.ok, (.faults | length > 1)]')" = "[false,true]" ] || fail "as JSON"
    try assay db check --db none.db
    expect_status 4
}

@test "check: a file that is damaged is reported, and a command line goes on with what it can" {
    judge_some
    assay db backup copy.db > /dev/null
    dd if=/dev/zero of=copy.db bs=4096 seek=2 count=1 conv=notrunc 2> /dev/null
    try assay db check --db copy.db
    expect_status 2
    expect_in "$output" "structure: "
    head -c 9000 copy.db > cut.db
    try assay db check --json --db cut.db
    expect_status 2
    [ "$(echo "$output" | jq -r '.ok, .faults[0].kind' | xargs)" = "false structure" ] || fail "cut off"
    try assay db backup --db cut.db another.db
    expect_status 2
    [ ! -e another.db ] || fail "a damaged copy"
}

@test "a damaged row is left out and named, and the others are listed" {
    judge_some
    sqlite3 assay.db "PRAGMA ignore_check_constraints = ON; DROP TRIGGER judging_that_is_over_is_final;
        UPDATE judging SET cpu_us = -5, message = CAST(x'ff' AS TEXT) WHERE id = 2;
        UPDATE judging SET reason = CAST(x'fe41' AS TEXT) WHERE id = 3"
    for form in "" --json; do
        # shellcheck disable=SC2086
        try assay list $form
        expect_status 2
        expect_in "$errors" "submission 2 is left out"
        expect_in "$errors" "cpu_us"
        expect_in "$output" 'xfeA' # bytes that are no text are shown
        expect_not_in "$output" wrong.py
        expect_in "$output" good.py
    done
    try assay show 2
    expect_status 2
    expect_in "$errors" "damaged (cpu_us)"
    for form in "" --json; do
        # shellcheck disable=SC2086
        try assay show $form 3
        expect_status 0
    done
    assay db export --json > /dev/null || [ $? -eq 2 ]
    assay stats --json > /dev/null
}

@test "a user's name in any bytes is counted and printed" {
    assay init > /dev/null
    assay submit double good.py --user $'a\xff' > /dev/null
    assay judge -j 1 --drain 2> /dev/null
    assay stats --by user --json | grep -qF '"a\\xff"' || fail "$(assay stats --by user --json)"
    assay db export --csv | grep -q 'a\\xff' || fail "$(assay db export --csv)"
    assay db export --clics | jq -r 'select(.type == "teams").id' | grep -qE '^a_xff-[0-9a-f]{8}$'
}

@test "prune: says how much, removes it, keeps verdicts and what is open" {
    judge_some
    before=$(assay list --json)
    try assay db prune --sources
    expect_status 2
    expect_in "$errors" "--older-than"
    try assay db prune --older-than 0h
    expect_status 2
    expect_in "$errors" "--sources, --outputs, --events"
    try assay db prune --older-than "5 days" --events
    expect_status 2
    expect_in "$errors" "90d"
    try assay db prune --older-than 1d --sources --outputs --events
    expect_status 0
    expect_in "$output" "0 sources"
    try assay db prune --older-than 0h --sources --outputs --events --dry-run
    expect_status 0
    expect_in "$output" "3 sources"
    expect_in "$output" "would be removed"
    assay show 1 --source > /dev/null
    try assay db prune --older-than 0h --sources --outputs --events
    expect_status 0
    expect_in "$output" "3 sources"
    [ "$(assay list --json)" = "$before" ] || fail "another list"
    assay db check > /dev/null
    assay show 1 > /dev/null
    assay show 2 --json > /dev/null
    try assay show 1 --source
    expect_status 4
    expect_in "$errors" "was pruned"
    try assay rejudge 1
    expect_in "$errors" "was pruned"
    [ "$status" -ne 0 ] || fail "queued"
    [ "$(assay show 4 --source)" = "$(cat good.py)" ] || fail "the source of what is open"
    assay judge -j 1 --drain 2> /dev/null
    [ "$(assay list --json | jq -r .verdict | tail -n 1)" = AC ] || fail "$(assay list)"
    assay db check > /dev/null
}

@test "export: CSV and JSON lines" {
    judge_some
    assay db export > results.csv
    assay db export --csv | cmp - results.csv
    [ "$(wc -l < results.csv)" -eq 5 ] || fail "$(cat results.csv)"
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("results.csv", newline="")))
assert [row["verdict"] for row in rows] == ["AC", "WA", "CE", ""], rows
assert [row["user"] for row in rows] == ["ada", "ada", "ada", "bob"], rows
assert rows[3]["state"] == "queued" and rows[0]["path"] == "good.py", rows
PY
    [ "$(assay db export --json | jq -r '.verdict, (.cases | length)' | xargs)" = "AC 2 WA 2 CE 0 null 0" ] ||
        fail "$(assay db export --json)"
    try assay db export --csv --json
    expect_status 2
}

# The facts are those of the specification's own JSON schemas (Contest API, 2023-06).
@test "export: the CLICS event feed" {
    judge_some
    assay submit double good.py --user "Team no. 7 (away)" > /dev/null
    assay db export --clics --name "Finals 26" --start 2020-01-01T10:00:00Z --duration 5:00 > feed.ndjson
    python3 - <<'PY'
import json, re
events = [json.loads(line) for line in open("feed.ndjson")]
ID = re.compile(r"^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,34}[A-Za-z0-9_-])?$")
TIME = re.compile(r"^[12]\d{3}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d\.\d{3}Z$")
RELTIME = re.compile(r"^-?([1-9]\d*)?\d:[0-5]\d:[0-5]\d\.\d{3}$")
TYPES = "AC RE WA TLE RTE CE OLE MLE SV JE".split()
by = {}
for event in events:
    assert set(event) == {"type", "id", "data"}, event
    if event["type"] == "contest":
        assert event["id"] is None
    else:
        assert ID.match(event["id"]) and event["data"]["id"] == event["id"], event
    by.setdefault(event["type"], []).append(event["data"])
assert set(by) == {"contest", "judgement-types", "languages", "problems", "teams", "submissions", "judgements"}, set(by)
(contest,) = by["contest"]
assert contest["start_time"] == "2020-01-01T10:00:00.000Z" and contest["duration"] == "5:00:00.000", contest
assert contest["scoreboard_type"] == "pass-fail" and contest["penalty_time"] == 20 and ID.match(contest["id"]), contest
for one in by["judgement-types"]:
    assert one["id"] in TYPES and one["solved"] == (one["id"] == "AC") and isinstance(one["penalty"], bool), one
(language,) = by["languages"]
assert language["id"] == "python3" and "py" in language["extensions"] and language["entry_point_required"], language
(problem,) = by["problems"]
assert problem["id"] == "double" and problem["name"] == "Double it" and problem["label"] == "A", problem
assert problem["ordinal"] == 1 and problem["test_data_count"] in (0, 2), problem
assert sorted(team["name"] for team in by["teams"]) == ["Team no. 7 (away)", "ada", "bob"], by["teams"]
teams = {team["id"] for team in by["teams"]}
assert all(ID.match(team) for team in teams)
assert [one["id"] for one in by["submissions"]] == ["1", "2", "3", "4", "5"]
for one in by["submissions"]:
    assert one["team_id"] in teams and one["language_id"] == "python3" and one["problem_id"] == "double", one
    assert TIME.match(one["time"]) and RELTIME.match(one["contest_time"]) and one["files"] == [], one
    assert one["entry_point"].endswith(".py"), one
assert [one["judgement_type_id"] for one in by["judgements"]] == ["AC", "WA", "CE"], by["judgements"]
for one in by["judgements"]:
    assert one["submission_id"] in ("1", "2", "3") and "score" not in one, one
    assert TIME.match(one["start_time"]) and TIME.match(one["end_time"]), one
    assert RELTIME.match(one["start_contest_time"]) and RELTIME.match(one["end_contest_time"]), one
    assert one["max_run_time"] >= 0 and one["max_run_time"] < 10, one
# what refers to something comes after it
order = [event["type"] for event in events]
assert max(i for i, t in enumerate(order) if t in ("problems", "teams", "languages")) < order.index("submissions")
PY
    try assay db export --start 2020-01-01T10:00:00Z
    expect_status 2
    try assay db export --clics --start yesterday
    expect_status 2
    [ "$(assay db export --clics | jq -r 'select(.type == "contest").data.duration')" != null ]
}

@test "a full disk: submit says so and queues nothing of the command" {
    [ "$(id -u)" -eq 0 ] || lacks "it needs a mount"
    mkdir small
    mount -t tmpfs -o size=1m,mode=755 tmpfs small || lacks "cannot mount a tmpfs here"
    assay init --db small/a.db > /dev/null
    assay submit --db small/a.db double good.py > /dev/null
    dd if=/dev/zero of=small/filler bs=4096 2> /dev/null && fail "it is not full"
    try assay submit --db small/a.db double good.py wrong.py exits.py
    left=$(assay list --db small/a.db --json | wc -l)
    rm small/filler
    more=$(assay submit --db small/a.db double good.py | wc -l)
    assay db check --db small/a.db > /dev/null || more=
    umount small
    [ "$status" -ne 0 ] || fail "queued"
    expect_in "$errors" "disk is full"
    [ "$left" -eq 1 ] && [ "$more" -eq 1 ] || fail "left $left, then $more"
}
