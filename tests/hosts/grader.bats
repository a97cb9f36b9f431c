# What a grader has, looked at from outside while it grades: as root, and as a user.
load common.bash
setup() {
    # sanitizers need more address space than a grader may have
    ASSAY_BIN=${ASSAY_PLAIN:?a program without sanitizers}
    setup_host
    export ASSAY_SECRET=operators-own
}
teardown() {
    end_grader
    teardown_folder
}

# The grader of a program that sleeps, started with the command in front: sets $grader. $ASSAY_BIN
# is this test's own, so there is one.
start_grader() { # COMMAND...
    echo 4 > four
    "$@" "$ASSAY_BIN" run --time 60s --stdin four sleeps.py > /dev/null 2> errors &
    for _ in $(seq 100); do
        grader=$(grader_of)
        [ -z "$grader" ] || return 0
        sleep 0.1
    done
    fail "no grader: $(cat errors)"
}

# One that serves: it has protected itself.
grader_of() {
    local pid
    for pid in $(pgrep -f '^assay grader$'); do
        [ "$(readlink "/proc/$pid/exe")" = "$ASSAY_BIN" ] || continue
        grep -q '^Seccomp:.*2' "/proc/$pid/status" && echo "$pid"
    done
}

# Ends what start_grader started.
end_grader() {
    local pid
    for pid in $(pgrep -f "^$ASSAY_BIN run "); do
        kill "$pid"
    done
}

status_of() { # FIELD
    sed -n "s/^$1:[[:space:]]*//p" "/proc/$grader/status"
}

# At most so much, soft and hard; this host may be stricter.
expect_limit() { # NAME MOST
    local line soft hard
    line=$(grep "^$1 " "/proc/$grader/limits") || fail "no limit $1"
    read -r soft hard _ <<< "${line#"$1"}"
    [ "$soft" -le "$2" ] && [ "$hard" -le "$2" ] || fail "$line, expected at most $2"
}

# What it has in memory, memfds included, is bounded: half of the machine's, in whole pages.
expect_memory_group() {
    local group most half
    group=$(sed -n -e 's,^[0-9]*:memory:\(.*\),/sys/fs/cgroup/memory\1,p' -e 's,^0::\(.*assay-.*\),/sys/fs/cgroup\1,p' \
        "/proc/$grader/cgroup" | head -n 1)
    case $group in */assay-[0-9]*/grader-[0-9]*) ;; *) fail "its group is \"$group\"" ;; esac
    most=$(cat "$group/memory.max" 2> /dev/null || cat "$group/memory.limit_in_bytes")
    half=$(("$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)" * 512))
    [ "$most" -gt 0 ] && { [ "$most" -le "$half" ] || [ "$most" -eq $((2 << 30)) ]; } || fail "its group may have $most bytes"
    # nothing beside it on the swap
    [ ! -e "$group/memory.swap.max" ] || [ "$(cat "$group/memory.swap.max")" = 0 ] || fail "it may swap"
    [ ! -e "$group/memory.memsw.limit_in_bytes" ] || [ "$(cat "$group/memory.memsw.limit_in_bytes")" = "$most" ] ||
        fail "it may swap"
}

# What holds for whoever starts it.
expect_closed_in() {
    [ ! -s "/proc/$grader/environ" ] || fail "it has variables: $(tr '\0' ' ' < "/proc/$grader/environ")"
    [ "$(readlink "/proc/$grader/fd/0")" = /dev/null ] || fail "stdin"
    [ "$(readlink "/proc/$grader/fd/1")" = /dev/null ] || fail "stdout"
    case $(readlink "/proc/$grader/fd/2") in pipe:*) ;; *) fail "stderr is no pipe" ;; esac
    for kind in user pid net ipc uts; do
        [ "$(readlink "/proc/$grader/ns/$kind")" != "$(readlink /proc/self/ns/$kind)" ] ||
            fail "its $kind namespace is the host's"
    done
    [ "$(status_of NSpid | awk '{print $NF}')" = 1 ] || fail "it is not pid 1"
    [ "$(status_of NoNewPrivs)" = 1 ] || fail "no_new_privs"
    for set in CapInh CapPrm CapEff CapBnd CapAmb; do
        [ "$(status_of $set)" = 0000000000000000 ] || fail "$set: $(status_of $set)"
    done
    [ "$(status_of Seccomp)" = 2 ] || fail "no filter"
    expect_limit "Max processes" 1
    expect_limit "Max open files" 1024
    expect_limit "Max core file size" 0
    expect_limit "Max locked memory" 0
    expect_limit "Max file size" 1099511627776
    expect_limit "Max address space" $(("$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)" * 512))
    # of a session of its own, which has no terminal: fields 6 and 7, after the name
    [ "$(sed 's/.*) //' "/proc/$grader/stat" | awk '{print $4, $5}')" = "$grader 0" ] ||
        fail "session and terminal: $(sed 's/.*) //' "/proc/$grader/stat" | awk '{print $4, $5}')"
    [ "$(wc -l < "/proc/$grader/net/dev")" = 3 ] || fail "its network has more than loopback"
}

@test "root's grader" {
    need_root
    start_grader env
    expect_closed_in
    [ -z "$(status_of Groups | tr -d ' ')" ] || fail "groups: $(status_of Groups)"
    local uid
    uid=$(status_of Uid | awk '{print $1}')
    [ "$(status_of Uid)" = "$(printf '%s\t%s\t%s\t%s' "$uid" "$uid" "$uid" "$uid")" ]
    [ "$(status_of Gid)" = "$(status_of Uid)" ]
    [ "$uid" -ge 60000 ] || fail "uid $uid"
    ! getent passwd "$uid" || fail "somebody has uid $uid"
    [ "$(cat "/proc/$grader/oom_score_adj")" = 500 ] || fail "the OOM killer"
    expect_memory_group
}

@test "a user's grader" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    start_grader as_user
    expect_closed_in
}

@test "two graders share nothing" {
    [ "$(id -u)" = 0 ] || export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    start_grader env
    local first=$grader own=$ASSAY_BIN
    ASSAY_BIN=$folder/bin/other
    cp bin/assay "$ASSAY_BIN"
    start_grader env
    for kind in user pid net ipc uts; do
        [ "$(readlink "/proc/$grader/ns/$kind")" != "$(readlink "/proc/$first/ns/$kind")" ] ||
            fail "one $kind namespace for both"
    done
    if [ "$(id -u)" = 0 ]; then
        [ "$(status_of Uid)" != "$(sed -n 's/^Uid:[[:space:]]*//p' "/proc/$first/status")" ] ||
            fail "two trees have one uid"
    fi
    end_grader
    ASSAY_BIN=$own
}
