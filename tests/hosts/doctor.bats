# What doctor says of this host, and of one that is noisier than it.
load common.bash
setup() { setup_host; }
teardown() { teardown_folder; }

@test "each layer has a state, and what was tried" {
    try "$ASSAY_BIN" doctor --json
    [ "$status" -le 1 ] || fail "doctor failed"
    [ "$(echo "$output" | jq .schema_version)" = 2 ]
    [ "$(echo "$output" | jq '.layers | length')" = 17 ]
    [ "$(echo "$output" | jq '[.layers[] | select(.act == "" or (.enforced != (.state ==
        "enforced")) or (.enforced != (.why == "")) or (.enforced != (.mend == "")))] | length')" \
        = 0 ] || fail "a layer that does not add up"
    [ "$(echo "$output" | jq '[.timing[] | select((.state == "noisy") != (.advice != ""))] |
        length')" = 0 ] || fail "noise without advice"
    for source in "frequency scaling" SMT CPUs steal swap core_pattern ASLR kernel; do
        echo "$output" | jq -e --arg source "$source" \
            '.timing[] | select(.source == $source)' > /dev/null || fail "no $source"
    done
}

@test "the exit code is that of what is missing" {
    try "$ASSAY_BIN" doctor --json
    missing=$(echo "$output" | jq '[.layers[] | select(.enforced | not)] | length')
    [ "$status" = $((missing > 0)) ] || fail "$missing missing"
}

# The files of /sys and /proc that doctor reads, as a noisy machine has them.
noisy() {
    cat > noisy.sh <<'SH'
set -eu
over() { # FILE TEXT
    [ -e "$1" ] || return 0
    printf '%b' "$2" > "$(basename "$1").noisy"
    mount --bind "$(basename "$1").noisy" "$1"
}
over /proc/swaps 'Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n'
over /proc/stat 'cpu  100 0 100 1000 0 0 0 50 0 0\n'
over /proc/loadavg '99.0 1 1 1/1 1\n'
over /proc/sys/kernel/core_pattern '|/usr/share/apport %p\n'
over /proc/sys/kernel/randomize_va_space '0\n'
over /sys/kernel/mm/transparent_hugepage/enabled '[always] madvise never\n'
over /sys/devices/system/clocksource/clocksource0/current_clocksource 'hpet\n'
mkdir -p cpu/cpu0/cpufreq cpu/smt cpu/intel_pstate
for part in online possible present; do cat /sys/devices/system/cpu/$part > cpu/$part; done
echo powersave > cpu/cpu0/cpufreq/scaling_governor
echo 1 > cpu/smt/active
echo 0 > cpu/intel_pstate/no_turbo
mount --bind cpu /sys/devices/system/cpu
exec "$@"
SH
    unshare --mount sh noisy.sh "$@"
}

@test "what makes times vary is named, with what to do" {
    need_root
    try noisy "$ASSAY_BIN" doctor --json
    [ "$status" -le 1 ] || fail "doctor failed"
    quiet=$(echo "$output" | jq -r '.timing[] | select(.state != "noisy") | .source' | tr '\n' ,)
    for source in "frequency scaling" turbo SMT steal load clock swap "huge pages" core_pattern \
        ASLR; do
        case ,$quiet in *",$source,"*) fail "$source is not noisy" ;; esac
    done
    expect_in "$(echo "$output" | jq -r '.timing[] | .found')" "governor powersave on 1 of 1 CPUs"
    try noisy "$ASSAY_BIN" doctor
    expect_in "$output" "SMT: run one grader a core"
    expect_in "$output" "swap: swapoff -a"
}

@test "a database of root's is remarked on" {
    need_root
    "$ASSAY_BIN" init > /dev/null
    chown 0:0 "$ASSAY_DB"
    try "$ASSAY_BIN" doctor
    expect_in "$output" "so the judge stays root"
    chown 65534 "$ASSAY_DB"
    try "$ASSAY_BIN" doctor
    expect_not_in "$output" "so the judge stays root"
}

@test "a database that others may open is refused, a folder that they may enter remarked on" {
    "$ASSAY_BIN" init > /dev/null
    chmod 0640 "$ASSAY_DB"
    try "$ASSAY_BIN" doctor
    expect_status 1
    expect_in "$output" "database: REFUSED by judges: others than its owner may open"
    chmod 0600 "$ASSAY_DB"
    chmod 0755 .
    try "$ASSAY_BIN" doctor
    expect_not_in "$output" REFUSED
    expect_in "$output" "others may enter the folder"
    chmod 0700 .
    try "$ASSAY_BIN" doctor
    expect_not_in "$output" "others may enter the folder"
}

@test "a service without cores (ulimit -c 0) grades all the same" {
    need_root
    echo 4 > four
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    try sh -c 'ulimit -c 0; exec "$@"' sh "$ASSAY_BIN" run --stdin four good.py
    expect_status 0
}

@test "root's hard limits are raised for programs, or refused by name where root may not" {
    take_plain_program
    need_root
    local capabilities
    echo 4 > four
    export ASSAY_ALLOW_MISSING=$GROUPS_ALONE
    capabilities=0x$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    try sh -c 'ulimit -v 8000000; ulimit -n 300; ulimit -s 8192; ulimit -f 100000; exec "$@"' sh "$ASSAY_BIN" run \
        --stdin four good.py
    if [ $((capabilities >> 24 & 1)) = 1 ]; then # CAP_SYS_RESOURCE
        expect_status 0
        [ "$output" = 8 ]
        expect_not_in "$errors" warning
    else
        expect_status 2
        expect_in "$errors" '"rlimits" (the hard limit of descriptors is 300, expected 1024 (ulimit -H -n))'
    fi
}
