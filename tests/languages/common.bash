# A language that a test is about: skips where the host lacks it, except on the integration server
# those that scripts/test has installed.
need() {
    "$ASSAY_BIN" languages --json "$1" | jq -e .installed > /dev/null && return
    if [ -n "${CI:-}" ] && grep -qx "$1" "$BATS_TEST_DIRNAME/needed"; then
        fail "$1 is not installed, and the integration server tests it for real"
    else
        skip "$1 is not installed (scripts/install-languages $1)"
    fi
}
