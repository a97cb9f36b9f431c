# What the host does to the processes of a run changes no verdict: freezes, stops and kills of each of
# them (faults.py). $ASSAY_FAULTS says how many; a release is tried with 1000.
load common.bash
setup() {
    need_root
    setup_host
}
teardown() { [ -z "${folder:-}" ] || teardown_folder; }

@test "no fault of the host changes a verdict or leaves anything" {
    : "${ASSAY_SLOWNESS:=$("$BATS_TEST_DIRNAME/../../scripts/slowness")}"
    try python3 "$BATS_TEST_DIRNAME/faults.py" --assay "$ASSAY_BIN" --faults "${ASSAY_FAULTS:-60}" \
        --jobs 3 --slowness "$ASSAY_SLOWNESS"
    expect_status 0
}
