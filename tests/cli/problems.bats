# What a problem's author and its submitters see of checkers, differences and `assay check`.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# one_case YAML ANSWER: a folder "one" with one case and lines of problem.yaml before it.
one_case() {
    mkdir -p one
    printf 'assay: 1\nfeedback: first_difference\n%s\ncases: [{in: "1\\n", out: "%s\\n"}]\n' \
        "$1" "$2" > one/problem.yaml
}

@test "floats: exactly at the tolerance is accepted on both sides, and the message shows by how much" {
    for output in 0.09 0.11 0.1 1.1e-1; do
        one_case 'checker: {floats: {absolute: 0.01}}' 0.1
        echo "print('$output')" > number.py
        try assay grade one number.py
        expect_status 0
    done
    echo "print('0.1100001')" > number.py
    try assay grade one number.py
    expect_status 1
    expect_in "$output" "differs by 0.0100001; allowed are 0.01 absolute"
    one_case 'checker: {floats: {absolute: 0.1}}' 9007199254740993
    echo "print(9007199254740992)" > number.py
    try assay grade one number.py
    expect_status 1
    expect_in "$output" "differs by 1; allowed are 0.1 absolute"
}
