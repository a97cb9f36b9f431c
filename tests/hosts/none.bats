# (d) Root, but no control group: their mount point is covered by an empty, read-only one.
load common.bash
setup() {
    need_root
    setup_host
}
teardown() { [ -z "${folder:-}" ] || teardown_folder; }

@test "no control group is refused by name" {
    try without_groups "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" '"cgroup_memory" ('
    expect_in "$errors" '"cgroup_pids" ('
    expect_in "$errors" "--allow-missing $GROUPS_ALONE"
}

@test "allowed by name, every verdict is right" {
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    expect_verdicts without_groups
    [ "$(missing_layers)" = "$GROUPS_ALONE," ] || fail "$(missing_layers)"
    [ "$(echo "$output" | jq -r -s '.[0].isolation.cgroup')" = none ]
}

@test "without control groups interpreters are not watched" {
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    expect_not_watched "without control groups the memory of its runs" without_groups
}

@test "memory beyond the limit is MLE by what is resident and by what is refused" {
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    try without_groups "$ASSAY_BIN" grade --json double hog.py
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "MLE alloc_refused" ] ||
        fail "a request too large"
    cat > reserves.py <<'PY'
import mmap
a = [mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) for i in range(20)]
print(2 * int(input()))
PY
    try without_groups "$ASSAY_BIN" grade --json double reserves.py
    expect_status 0 # reserved, not touched
}

@test "only one process is offered" {
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    sed -i 's/output: 1MiB/output: 1MiB, processes: 2/' double/problem.yaml
    try without_groups "$ASSAY_BIN" grade --json double good.py
    expect_status 3
    [ "$(echo "$output" | jq -r .verdict)" = IE ]
    expect_in "$(echo "$output" | jq -r .message)" "processes"
    try "$ASSAY_BIN" grade --json double good.py
    if [ "$(echo "$output" | jq -r .isolation.cgroup)" != none ]; then
        expect_status 0
    fi
}

# Root of a user namespace with all ids (newuidmap may not be there to map them), where no more
# namespaces of one kind can be made.
without_namespaces() { # KIND COMMAND...
    local holder
    unshare --user sleep "$(patience 60)" 3>&- &
    holder=$!
    while [ "$(readlink /proc/$holder/ns/user)" = "$(readlink /proc/$$/ns/user)" ]; do
        sleep 0.01
    done
    echo 0 0 2000000000 > /proc/$holder/uid_map
    echo 0 0 2000000000 > /proc/$holder/gid_map
    nsenter --user=/proc/$holder/ns/user --setuid 0 --setgid 0 unshare --mount sh -c \
        'echo 0 > "/proc/sys/user/max_$1_namespaces" && shift && kill $1 && shift && exec "$@"' \
        sh "$1" $holder "${@:2}"
}

@test "a namespace that cannot be made is refused, and allowed by name where that is possible" {
    echo 4 > four
    for kind in net ipc uts cgroup; do
        try without_namespaces $kind "$ASSAY_BIN" run --stdin four good.py
        expect_status 2
        expect_in "$errors" "\"${kind}_namespace\" (No space left on device)"
        expect_in "$errors" "--allow-missing ${kind}_namespace"
        try without_namespaces $kind "$ASSAY_BIN" run --json --stdin four good.py \
            --allow-missing ${kind}_namespace
        expect_status 0
        [ "$(missing_layers)" = "${kind}_namespace," ] || fail "$(missing_layers)"
    done
}

@test "what no program is run without cannot be allowed" {
    for kind in user pid mnt; do
        layer=$(echo $kind | sed s/mnt/mount/)_namespace
        try without_namespaces $kind "$ASSAY_BIN" run good.py --allow-missing $layer
        expect_status 2
        expect_in "$errors" "\"$layer\" (No space left on device), without which no program is run"
        expect_in "$errors" "sysctl user.max_${kind}_namespaces"
        try without_namespaces $kind "$ASSAY_BIN" doctor
        expect_status 1
        expect_in "$output" "no option allows what is missing"
    done
}
