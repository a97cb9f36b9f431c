# What the suites of host forms share: the problem and programs of tests/cli, the program under
# test in a folder that every user may enter, and ways to be less than root on a whole host.
load ../cli/common.bash

ALL_THAT_A_USER_LACKS=own_uid,cgroup_memory,cgroup_pids,cgroup_cpu
GROUPS_ALONE=cgroup_memory,cgroup_pids,cgroup_cpu

setup_host() {
    setup_folder
    mkdir bin
    cp "$ASSAY_BIN" "$(dirname "$ASSAY_BIN")/assay-runner" bin
    ASSAY_BIN=$folder/bin/assay
    echo 'import ctypes; ctypes.CDLL(None).syscall(101, 0, 0, 0, 0)' > traces.py
    echo 'list(range(100000000))' > hog.py
    printf 'x = []\nwhile True: x.append(bytearray(100000))\n' > grows.py
    echo 'import time; time.sleep(60)' > sleeps.py
    if [ "$(id -u)" = 0 ]; then
        chown -R 65534:65534 "$folder"
    fi
    unset ASSAY_ALLOW_MISSING
}

# AddressSanitizer starts below no limit of the address space.
take_plain_program() {
    : "${ASSAY_PLAIN:?a program without sanitizers}"
    cp "$ASSAY_PLAIN" "$(dirname "$ASSAY_PLAIN")/assay-runner" bin
}

need_root() {
    [ "$(id -u)" = 0 ] || skip "needs root to imitate this host"
}

as_user() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    else
        "$@"
    fi
}

# Its own mounts, and no control group in reach.
without_groups() {
    unshare --mount sh -c 'mount -t tmpfs -o ro none /sys/fs/cgroup && exec "$@"' sh "$@"
}

in_container() {
    sh "$BATS_TEST_DIRNAME/container.sh" "$@"
}

# The verdict of each kind of program, with the command in front that makes the host.
expect_verdicts() { # COMMAND...
    try "$@" "$ASSAY_BIN" grade --json double good.py wrong.py exits.py loops.py sleeps.py \
        broken.py hog.py grows.py traces.py
    expect_status 1
    local got
    got=$(echo "$output" | jq -r '"\(.verdict) \(.reason)"' | tr '\n' ',')
    case $got in
    "AC ,WA ,RTE exit:3,TLE cpu,TLE idle,CE compile,MLE "*",MLE "*",SV syscall:ptrace,") ;;
    *) fail "other verdicts: $got" ;;
    esac
}

# Where interpreters cannot be watched, that is no reason to warn: runs are by exec, and doctor says
# why (WORDS), with the command in front that makes the host.
expect_not_watched() { # WORDS COMMAND...
    local words=$1
    shift
    try "$@" "$ASSAY_BIN" grade --json double good.py
    expect_status 0
    [ "$(echo "$output" | jq -r '.cases[].path' | sort -u)" = exec ] || fail "other paths"
    [ -z "$errors" ] || fail "a warning"
    try "$@" "$ASSAY_BIN" doctor
    expect_in "$output" "python3: installed, not watched: $words"
    try "$@" "$ASSAY_BIN" doctor --json
    [ "$(echo "$output" | jq '.watched[] | select(.language == "python3").watched')" = false ]
    expect_in "$(echo "$output" | jq -r .watched[].watched_why)" "$words"
}

# What was in force, as the first result says it: "LAYER,LAYER," of those that were not.
missing_layers() {
    echo "$output" | jq -r -s '.[0].isolation | to_entries[] | select(.value == false) | .key' |
        tr '\n' ','
}
