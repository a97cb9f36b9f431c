# A grader that was taken over, in every way of acts.txt, with one judge for all of them: it must
# live to the end, each submission must get its right verdict, and nothing may be left over.
load ../cli/common.bash

setup_file() {
    : "${ASSAY_TAKEN:?the program with the taken-over grader}"
    [ "$(id -u)" = 0 ] || skip "graders have users of their own only where root starts them"
    acts=$BATS_TEST_DIRNAME/acts.txt
    folder=$(mktemp -d)
    export folder acts ASSAY_DB=$folder/assay.db NO_COLOR=1 ASSAY_CACHE=$folder/cache
    chmod 755 "$folder" # graders are another user
    mkdir "$folder/problem" "$folder/sources"
    cat > "$folder/problem/problem.yaml" <<'YAML'
assay: 1
name: Double
limits: {time: 1s, wall: 10s, memory: 64MiB, output: 1MiB}
cases:
  - {in: "4\n", out: "8\n"}
  - {in: "-3\n", out: "-6\n"}
YAML
    # each act, and behind it an innocent submission that is right and one that is wrong
    awk -v folder="$folder" -v db="$ASSAY_DB" '
        function finish() {
            if (name == "") return
            print "read n\necho $((2 * n))" > file; close(file)
            right = sprintf("%s/sources/%03d-%s.right.sh", folder, count, name)
            print "# " count "\nread n\necho $((n + n))" > right; close(right)
            wrong = sprintf("%s/sources/%03d-%s.wrong.sh", folder, count, name)
            print "# " count "\nread n\necho $((n + 4))" > wrong; close(wrong)
        }
        /^#/ || /^$/ { next }
        /^ / {
            sub(/^ +/, ""); gsub(/@DB@/, db); gsub(/@FOLDER@/, folder)
            print "# taken: " $0 > file
            next
        }
        { finish(); count++; name = $1
          file = sprintf("%s/sources/%03d-%s.act.sh", folder, count, name)
          print "# " $1 > file }
        END { finish() }' "$acts"
    "$ASSAY_TAKEN" init > /dev/null
    "$ASSAY_TAKEN" submit "$folder/problem" "$folder"/sources/*.sh > /dev/null
    if timeout "$(patience 150)" "$ASSAY_TAKEN" judge --drain -j 3 --name tester 2> "$folder/said" 3>&-
    then echo 0; else echo $?; fi > "$folder/status"
    "$ASSAY_TAKEN" list --json > "$folder/list"
}

teardown_file() {
    rm -rf "$folder"
}

# The submissions of which a jq condition holds, for the eye.
those() {
    jq -r "select($1) | \"\(.file_name // .path) \(.verdict) \(.attempts) \(.message)\"" "$folder/list"
}

@test "there are at least sixty acts, and each was submitted" {
    local count
    count=$(grep -cE '^[a-z_0-9]+ (lost|kept)$' "$acts")
    [ "$count" -ge 60 ]
    [ "$(wc -l < "$folder/list")" -eq $((3 * count)) ]
}

@test "the judge lives to the end, and judges all" {
    [ "$(cat "$folder/status")" = 0 ] || { tail -n 20 "$folder/said" >&2; return 1; }
    [ -z "$(those '.state != "done"')" ]
}

@test "every other submission gets its right verdict" {
    output=$(those '(.path | contains(".right.")) and .verdict != "AC"')
    [ -z "$output" ] || fail "right programs"
    output=$(those '(.path | contains(".wrong.")) and .verdict != "WA"')
    [ -z "$output" ] || fail "wrong programs"
}

@test "every victim ends as it should: lost and tried again, or kept" {
    local name expected want bad=
    jq -r '"\(.path) \(.verdict) \(.attempts)"' "$folder/list" > "$folder/ends"
    while read -r name expected; do
        case $expected in lost) want="AC 2" ;; kept) want="AC 1" ;; *) continue ;; esac
        output=$(sed -n "s/^[0-9]*-$name\.act\.sh //p" "$folder/ends")
        [ "$output" = "$want" ] || bad="$bad $name: expected $want, got $output;"
    done < <(grep -E '^[a-z_0-9]+ (lost|kept)$' "$acts")
    [ -z "$bad" ] || fail "$bad"
}

@test "none of them did harm, and nothing that they said moves a cursor" {
    ! grep "harm done" "$folder/said" || fail "harm"
    ! grep "there is no verb" "$folder/said" || fail "a script that is wrong"
    ! LC_ALL=C grep -q "$(printf '\033')" "$folder/said" || fail "an escape on stderr"
    [ ! -e "$folder/problem/written" ]
    [ ! -e "$folder/written" ]
}

@test "nothing is left over" {
    ASSAY_BIN=$ASSAY_TAKEN no_process_left
}

@test "the product does not have it" {
    grep -q "# taken: " "$ASSAY_TAKEN"
    ! grep -q "# taken: " "$ASSAY_BIN"
}
