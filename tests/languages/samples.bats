# What scripts/quickstart promises: every sample submission gets the verdict it is labelled with.
load ../cli/common.bash
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

@test "the sample problems' submissions are as labelled" {
    need cpp20
    need java
    for problem in "${ASSAY_EXAMPLES:-$BATS_TEST_DIRNAME/../../problems/examples}"/*/; do
        try assay verify "$problem"
        expect_status 0
    done
}
