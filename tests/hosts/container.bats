# (e) Inside a container, as engines make them by default and with the flags that the operator's
# guide names. No engine is needed: container.sh imitates one.
load common.bash
setup() {
    need_root
    setup_host
    echo 4 > four
}
teardown() { [ -z "${folder:-}" ] || teardown_folder; }

# What the default seccomp profile lacks for a user without CAP_SYS_ADMIN (operator's guide).
CALLS=clone3,unshare,mount,umount2,pivot_root,open_tree,move_mount,mount_setattr,fsopen,fsconfig,fsmount,sethostname,setdomainname

@test "the default container is refused, and told where the flags are" {
    try in_container "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" '"user_namespace" (Operation not permitted)'
    expect_in "$errors" "operator's guide, Containers"
    try in_container "$ASSAY_BIN" doctor --json
    expect_status 1
    [ "$(echo "$output" | jq -r .allow_missing)" = null ] || fail "nothing to allow"
}

@test "half of the flags are refused by what is still missing" {
    try in_container --seccomp-unconfined "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" '"own_root" (cannot bind'
    try in_container --cap-add-sys-admin "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" '"own_root" (cannot pivot'
    try in_container --cap-add-sys-admin --seccomp-unconfined "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_in "$errors" "--allow-missing $GROUPS_ALONE"
}

@test "--privileged: every layer, every verdict" {
    expect_verdicts in_container --privileged
    [ "$(missing_layers)" = "" ] || fail "$(missing_layers)"
}

@test "the least of root: SYS_ADMIN, the profile with pivot_root, writable groups" {
    expect_verdicts in_container --cap-add-sys-admin --seccomp-allow=pivot_root --writable-cgroups
    [ "$(missing_layers)" = "" ] || fail "$(missing_layers)"
}

@test "a masked /proc leaves cells without /dev/stdin, and is no other hindrance" {
    try in_container --cap-add-sys-admin --seccomp-unconfined --writable-cgroups \
        sh -c '[ ! -s /proc/kcore ] && [ ! -w /proc/sys/kernel/hostname ] && exec "$@"' sh \
        "$ASSAY_BIN" run --stdin four good.py
    expect_status 0
    echo 'import os; print(os.path.exists("/proc"), os.path.exists("/dev/stdin"))' > looks.py
    try in_container --cap-add-sys-admin --seccomp-unconfined --writable-cgroups \
        "$ASSAY_BIN" run --stdin four looks.py
    [ "$output" = "False False" ] || fail "$output"
    try in_container --cap-add-sys-admin --seccomp-unconfined --systempaths-unconfined \
        --writable-cgroups "$ASSAY_BIN" run --stdin four looks.py
    [ "$output" = "False True" ] || fail "$output"
}

@test "a user of the container, without any capability" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    try in_container --user "$ASSAY_BIN" grade double good.py
    expect_status 2
    expect_verdicts in_container --user --seccomp-allow="$CALLS"
    [ "$(missing_layers)" = "$ALL_THAT_A_USER_LACKS," ] || fail "$(missing_layers)"
}

@test "each of the calls named in the guide is needed" {
    export ASSAY_ALLOW_MISSING=$ALL_THAT_A_USER_LACKS
    for call in $(echo $CALLS | tr , ' '); do
        try in_container --user --seccomp-allow="$(echo ",$CALLS," | sed "s/,$call,/,/")" \
            "$ASSAY_BIN" run --stdin four good.py
        expect_status 2
    done
}

@test "root of a user namespace with a single id is refused: it has no user to give away" {
    try unshare --user --map-root-user "$ASSAY_BIN" run --allow-missing "$ALL_THAT_A_USER_LACKS" \
        --stdin four good.py
    expect_status 2
    expect_in "$errors" "another user"
}
