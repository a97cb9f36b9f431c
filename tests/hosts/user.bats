# (c) An unprivileged user with user namespaces: the whole program, as that user.
load common.bash
setup() { setup_host; }
teardown() { teardown_folder; }

@test "a user is refused, and told what is missing and how to allow it" {
    try as_user "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" '"own_uid" (started by a user, programs run as that user)'
    expect_in "$errors" "--allow-missing $ALL_THAT_A_USER_LACKS"
    try as_user "$ASSAY_BIN" grade --allow-missing "$GROUPS_ALONE" double good.py
    expect_status 2
    expect_in "$errors" "--allow-missing own_uid"
    expect_not_in "$errors" '"cgroup_memory"'
}

@test "hard limits below ours are kept, where they only protect the host" {
    echo 4 > four
    try as_user sh -c 'ulimit -c 0; ulimit -l 0; exec "$@"' sh "$ASSAY_BIN" run \
        --allow-missing "$ALL_THAT_A_USER_LACKS" --stdin four good.py
    expect_status 0
}

@test "hard limits that programs need are refused, each by name" {
    take_plain_program
    local flag value what limit
    echo 4 > four
    for limit in "-v 4000000 address space" "-d 4000000 data" "-s 8192 stack" "-f 100000 file size" \
        "-t 3600 CPU time" "-n 400 descriptors"; do
        read -r flag value what <<< "$limit"
        try as_user sh -c "ulimit $flag $value; exec \"\$@\"" sh "$ASSAY_BIN" run \
            --allow-missing "$ALL_THAT_A_USER_LACKS" --stdin four good.py
        expect_status 2
        expect_in "$errors" "\"rlimits\" (the hard limit of $what is "
        expect_in "$errors" "(ulimit -H $flag)"
    done
    try as_user sh -c 'ulimit -v 4000000; exec "$@"' sh "$ASSAY_BIN" doctor
    expect_status 1
    expect_in "$output" "the hard limit of address space is 4096000000, expected none"
}

@test "started with a lower priority, everything is enforced all the same" {
    echo 4 > four
    try as_user nice -n 5 "$ASSAY_BIN" run --allow-missing "$ALL_THAT_A_USER_LACKS" --stdin four good.py
    expect_status 0
    [ "$output" = 8 ]
}

@test "a name that is no layer is bad usage" {
    try as_user "$ASSAY_BIN" run --allow-missing everything good.py
    expect_status 2
    expect_in "$errors" 'there is no layer "everything"'
    ASSAY_ALLOW_MISSING=all try as_user "$ASSAY_BIN" run good.py
    expect_status 2
    expect_in "$errors" '$ASSAY_ALLOW_MISSING: found "all", expected a layer: user_namespace, '
}

@test "every verdict is the same as root's, allowed by the environment" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    expect_verdicts as_user
    [ "$(missing_layers)" = "$ALL_THAT_A_USER_LACKS," ] || fail "$(missing_layers)"
    no_process_left
}

@test "a user's interpreters are not watched" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    expect_not_watched "only root can give its runs a user" as_user
}

@test "option and environment add up" {
    export ASSAY_ALLOW_MISSING=own_uid
    try as_user "$ASSAY_BIN" run --allow-missing "$GROUPS_ALONE" --stdin /dev/null exits.py
    expect_status 2 # a device is no input
    echo 4 > four
    try as_user "$ASSAY_BIN" run --allow-missing "$GROUPS_ALONE,own_uid" --stdin four good.py
    expect_status 0
    [ "$output" = 8 ]
}

@test "the queue: submit, judge, and what was in force is stored" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    as_user "$ASSAY_BIN" init > /dev/null
    as_user "$ASSAY_BIN" submit double good.py loops.py --user ada > /dev/null
    try as_user "$ASSAY_BIN" judge -j 1 --drain
    expect_status 0
    try as_user "$ASSAY_BIN" list --json
    [ "$(echo "$output" | jq -r .verdict | sort | tr '\n' ,)" = AC,TLE, ] || fail "verdicts"
    try as_user "$ASSAY_BIN" show 1 --json
    [ "$(echo "$output" | jq -r '.judgings[0].isolation | .cgroup, .seccomp, .own_uid' | tr '\n' ,)" \
        = none,true,false, ] || fail "isolation"
}

@test "doctor exits 1 and says how to mend and to allow" {
    try as_user "$ASSAY_BIN" doctor
    expect_status 1
    expect_in "$output" "to mend: start assay as root"
    expect_in "$output" "to run all the same: --allow-missing $ALL_THAT_A_USER_LACKS"
}
