# `cmake --install`: what is installed works wherever it lies, also moved, without the build and the clone.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# Without what it was built from and in: an empty folder lies over both.
without_the_build() { # COMMAND...
    unshare --mount -- bash -c 'mount -t tmpfs -o mode=755 none "$1" && mount -t tmpfs -o mode=755 none "$2" && shift 2 && exec "$@"' \
        - "$(dirname "$(realpath "$ASSAY_BIN")")" "$ROOT" "$@"
}

@test "an installed assay finds its parts, in a folder with a blank, also moved, and needs no build" {
    [ "$(id -u)" -eq 0 ] || lacks "only root can hide folders"
    build=$(dirname "$(realpath "$ASSAY_BIN")")
    [ -f "$build/cmake_install.cmake" ] || lacks "$build is no build folder"
    cmake --install "$build" --prefix "$folder/a place" > installed.txt
    for part in bin/assay libexec/assay/assay-runner share/assay/languages.yaml share/assay/install-languages \
        share/assay/assay.yaml share/assay/examples/leap-years/problem.yaml share/doc/assay/docs/operators-guide.md \
        share/doc/assay/README.md lib/systemd/system/assay-judge.service lib/sysusers.d/assay.conf lib/tmpfiles.d/assay.conf; do
        [ -f "a place/$part" ] || fail "no $part"
    done
    grep -qxF "ExecStart=\"$folder/a place/bin/assay\" judge" "a place/lib/systemd/system/assay-judge.service" || fail "the unit"
    [ -z "$(grep -rlF "$ROOT/" "a place/share" "a place/lib")" ] || fail "the clone is named"
    mv "a place" "another place"
    for prefix in "another place"; do
        try without_the_build "$folder/$prefix/bin/assay" doctor --db none.db
        [ "$status" -le 1 ] || fail "$prefix"
        try without_the_build "$folder/$prefix/bin/assay" grade --json double good.py
        expect_status 0
        expect_in "$output" '"verdict":"AC"'
        try without_the_build "$folder/$prefix/bin/assay" check "$folder/$prefix/share/assay/examples/missing-ticket"
        expect_status 0
    done
    ln -s "$folder/another place/bin/assay" linked
    try without_the_build "$folder/linked" grade double good.py
    expect_status 0
    mv "another place/libexec" gone
    try "$folder/another place/bin/assay" grade double good.py
    expect_status 4
    expect_in "$errors" "there is no assay-runner in $folder/another place/bin"
}

@test "DESTDIR goes in front of the prefix, and is in no file" {
    build=$(dirname "$(realpath "$ASSAY_BIN")")
    [ -f "$build/cmake_install.cmake" ] || lacks "$build is no build folder"
    DESTDIR=$folder/dest cmake --install "$build" --prefix /usr > installed.txt
    [ -x dest/usr/bin/assay ] && [ -x dest/usr/libexec/assay/assay-runner ] || fail "$(find dest | head)"
    grep -qxF 'ExecStart="/usr/bin/assay" judge' dest/usr/lib/systemd/system/assay-judge.service || fail "the unit"
    [ -z "$(grep -rlF "$folder" dest/usr/share dest/usr/lib)" ] || fail "DESTDIR is named"
    [ -f dest/usr/share/assay/examples/missing-ticket/problem.yaml ]
    try dest/usr/share/assay/install-languages --list
    expect_status 0
    expect_in "$output" python3
}

@test "the unit is one that systemd takes, and bounds what it says" {
    command -v systemd-analyze > /dev/null || lacks "no systemd-analyze"
    build=$(dirname "$(realpath "$ASSAY_BIN")")
    [ -f "$build/cmake_install.cmake" ] || lacks "$build is no build folder"
    cmake --install "$build" --prefix "$folder/place" > installed.txt
    try systemd-analyze verify --man=no "$folder/place/lib/systemd/system/assay-judge.service"
    expect_status 0
    [ -z "$(grep -F assay-judge <<< "$output$errors")" ] || fail "systemd-analyze"
    # not by a seccomp filter, which programs in cells would inherit
    ! grep -E '^(SystemCall|Restrict(Namespaces|Address|Realtime|SUID)|LockPers|MemoryDeny|PrivateDev|ProtectKernel|ProtectClock|ProtectHost)' \
        "$folder/place/lib/systemd/system/assay-judge.service" || fail "inherited by cells"
}

@test "with the capabilities of the unit alone every layer is enforced" {
    [ "$(id -u)" -eq 0 ] || lacks "only root has capabilities"
    command -v setpriv > /dev/null || lacks "no setpriv"
    bounds=-all
    for name in $(sed -n 's/^CapabilityBoundingSet=//p' "$ROOT/scripts/systemd/assay-judge.service.in"); do
        name=${name#CAP_}
        bounds+=,+${name,,}
    done
    assay doctor --db none.db --json > all.json || true
    setpriv --bounding-set "$bounds" --inh-caps=-all --no-new-privs "$ASSAY_BIN" doctor --db none.db --json > bound.json || true
    [ "$(jq -c '[.layers[] | [.layer, .state]]' all.json)" = "$(jq -c '[.layers[] | [.layer, .state]]' bound.json)" ] ||
        fail "$(diff <(jq .layers all.json) <(jq .layers bound.json))"
    try setpriv --bounding-set "$bounds" --inh-caps=-all --no-new-privs "$ASSAY_BIN" grade double good.py loops.py
    expect_status 1
    expect_not_in "$output" IE
    install -d -o nobody -m 700 own
    as_nobody() { setpriv --reuid nobody --clear-groups "$ASSAY_BIN" "$@" --db own/assay.db; }
    as_nobody init > /dev/null
    as_nobody submit double good.py > /dev/null
    ASSAY_CACHE= try setpriv --bounding-set "$bounds" --inh-caps=-all --no-new-privs "$ASSAY_BIN" judge --db own/assay.db --drain
    expect_status 0
    expect_in "$errors" verdict=AC
}
