# Group scores: in text, JSON, CSV and the database, and what of them a submitter sees.
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

# A problem with nested groups; of `hard/secret` a submitter sees the verdict, of `hidden` nothing.
grouped_problem() {
    mkdir grouped
    cat > grouped/problem.yaml <<'YAML'
assay: 1
name: Grouped
feedback: first_difference
cases:
  - group: easy
    points: 40
    score: sum
    cases:
      - {in: "1\n", out: "2\n"}
      - {in: "-1\n", out: "-2\n"}
  - group: hard
    cases:
      - {name: plain, points: 10, in: "2\n", out: "4\n"}
      - group: SECRETGROUP
        points: 20
        feedback: verdict
        cases:
          - {in: "-3\n", out: "-6\n"}
  - group: HIDDENGROUP
    points: 30
    feedback: none
    cases:
      - {in: "5\n", out: "10\n"}
YAML
}

GROUPS_OF_WRONG='[["easy","PA",20,40],["hard","WA",0,30],["hard/SECRETGROUP","WA",0,20],["HIDDENGROUP","AC",30,30]]'

@test "group scores are shown by grade, in text, JSON and CSV" {
    grouped_problem
    try assay grade grouped wrong.py
    expect_status 1
    [ "$(echo "$output" | sed -n '/^#  *group/,/^$/p' | tr -s ' ' | sed 's/ $//' | tail -n +2 | head -n 4 | tr '\n' ,)" = \
        "1 easy PA 20/40,2 hard WA 0/30,3 hard/SECRETGROUP WA 0/20,4 HIDDENGROUP AC 30/30," ] || fail "the table of groups"
    try assay grade grouped wrong.py good.py broken.py
    expect_in "$output" "easy 20/40, hard 0/30, hard/SECRETGROUP 0/20, HIDDENGROUP 30/30"
    expect_in "$output" "easy 40/40, hard 30/30, hard/SECRETGROUP 20/20, HIDDENGROUP 30/30"
    try assay grade --json grouped wrong.py broken.py
    [ "$(echo "$output" | jq -c '[.groups[] | [.name, .verdict, .score, .max_score]]' | head -n 1)" = "$GROUPS_OF_WRONG" ] || fail "JSON"
    [ "$(echo "$output" | jq -c '.groups' | tail -n 1)" = "[]" ] || fail "nothing ran"
    try assay grade --csv groups.csv grouped good.py wrong.py broken.py
    expect_status 1
    [ "$(head -n 1 groups.csv | cut -d , -f 12-23)" = \
        "message,easy,easy verdict,hard,hard verdict,hard/SECRETGROUP,hard/SECRETGROUP verdict,HIDDENGROUP,HIDDENGROUP verdict,easy/1,easy/1 verdict,easy/2" ] ||
        fail "$(cat groups.csv)"
    grep -q ',20,PA,0,WA,0,WA,30,AC,' groups.csv || fail "$(cat groups.csv)"
    [ "$(grep broken.py groups.csv | grep -o ',*$' | wc -c)" -eq 19 ] || fail "$(cat groups.csv)"
}

@test "groups require groups, take steps and the largest, and leave out what is optional" {
    mkdir linked
    cat > linked/problem.yaml <<'YAML'
assay: 1
cases:
  - {group: small, points: 10, cases: [{in: "1\n", out: "2\n"}, {in: "7\n", out: "0\n", optional: yes}]}
  - {group: steps, points: 9, score: sum, thresholds: [3, 9],
     cases: [{in: "2\n", out: "4\n"}, {in: "3\n", out: "6\n"}, {in: "4\n", out: "0\n"}]}
  - {group: largest, points: 5, score: max, cases: [{in: "5\n", out: "0\n"}, {in: "6\n", out: "12\n"}]}
  - {group: open, points: 4, requires: [small, largest], cases: [{in: "8\n", out: "16\n"}]}
  - {group: shut, points: 6, requires: steps, cases: [{in: "9\n", out: "18\n"}, {in: "10\n", out: "20\n"}]}
YAML
    try assay grade --json linked good.py
    expect_status 1
    [ "$(echo "$output" | jq -c '[.verdict, .score, .max_score], [.groups[] | [.name, .verdict, .score]]' | tr '\n' ' ')" = \
        '["PA",22,34] [["small","AC",10],["steps","PA",3],["largest","AC",5],["open","AC",4],["shut","SK",0]] ' ] ||
        fail "$(echo "$output" | jq -c '[.verdict, .score, .max_score], .groups')"
    [ "$(echo "$output" | jq -r '[.cases[].verdict] | join(" ")')" = "AC WA AC AC WA WA AC AC SK SK" ] || fail "the cases"
}

@test "a problem without groups has no columns for them" {
    try assay grade double good.py wrong.py
    expect_not_in "$output" groups
    assay grade --csv - double good.py > plain.csv
    [ "$(head -n 1 plain.csv | cut -d , -f 12-)" = "message,1,1 verdict,2,2 verdict" ]
}

@test "grade --public shows of groups what feedback allows" {
    grouped_problem
    for form in --json --verbose "--csv -"; do
        # shellcheck disable=SC2086
        try assay grade --public $form grouped wrong.py good.py
        expect_not_in "$output" GROUP
    done
    try assay grade --public --json grouped wrong.py
    [ "$(echo "$output" | jq -c '[.groups[] | [.number, .name, .verdict, .score]]')" = \
        '[[1,"easy","PA",20],[2,null,"WA",0],[3,null,"WA",0]]' ] || fail "groups"
    try assay grade --public --csv - grouped wrong.py
    expect_in "$output" ",group 3 verdict,group 4,group 4 verdict,1,"
    expect_in "$output" ",20,PA,0,WA,0,WA,,,"
}

@test "group scores are stored, and shown by submit --wait and show" {
    grouped_problem
    assay init > /dev/null
    start_judge
    try assay submit --wait grouped wrong.py
    expect_in "$output" "wrong.py: PA, score 50 of 100: easy 20/40, hard 0/30, hard/SECRETGROUP 0/20, HIDDENGROUP 30/30"
    try assay submit --wait --json grouped wrong.py
    [ "$(echo "$output" | jq -c '[.groups[] | [.name, .verdict, .score, .max_score]]')" = "$GROUPS_OF_WRONG" ] || fail "submit --json"
    [ "$(echo "$output" | jq -c '[.score, .max_score]')" = "[50,100]" ]
    stop_judge
    try assay show 1
    expect_in "$output" "SECRETGROUP"
    try assay show --json 1
    [ "$(echo "$output" | jq -c '[.judgings[0].groups[] | [.name, .verdict, .score, .max_score]]')" = "$GROUPS_OF_WRONG" ] || fail "show --json"
    "$BATS_TEST_DIRNAME/check_json.py" "$BATS_TEST_DIRNAME/../../docs" show <<< "$output"
    for form in "" --json; do
        # shellcheck disable=SC2086
        try assay show --public $form 1
        expect_in "$output" easy
        expect_not_in "$output" GROUP
    done
}

# What is left is not run, earns nothing and says so; a program that loops costs its limit twice.
@test "stop_after: so many TLE, and a total" {
    mkdir bounded
    cat > bounded/problem.yaml <<'YAML'
assay: 1
name: Bounded
limits: {time: 200ms, memory: 64MiB}
stop_after: {TLE: 2}
cases:
  - {in: "1\n", out: "2\n", points: 1}
  - group: slow
    points: 4
    score: sum
    cases:
      - {in: "0\n", out: "0\n"}
      - {in: "0 \n", out: "0\n"}
      - {in: "2\n", out: "4\n"}
  - {in: "3\n", out: "6\n", points: 5}
YAML
    printf 'n = int(input())\nwhile n == 0: pass\nprint(2 * n)\n' > sometimes.py
    try assay grade --json bounded sometimes.py
    expect_status 1
    [ "$(echo "$output" | jq -c '[.cases[] | [.verdict, .reason, .score]]')" = \
        '[["AC","",1],["TLE","cpu",0],["TLE","cpu",0],["SK","not_run:tle",0],["SK","not_run:tle",0]]' ] || fail
    [ "$(echo "$output" | jq -c '[.verdict, .score, .max_score, .cases[4].message]')" = \
        '["PA",1,10,"not run: 2 cases before it reached their time limit"]' ] || fail
    try assay grade bounded sometimes.py
    expect_in "$output" not_run:tle
    sed -i 's/{TLE: 2}/{total: 400ms}/' bounded/problem.yaml
    try assay grade --json bounded sometimes.py
    [ "$(echo "$output" | jq -c '[.cases[] | [.verdict, .reason]]')" = \
        '[["AC",""],["TLE","cpu"],["TLE","cpu"],["SK","not_run:total"],["SK","not_run:total"]]' ] || fail
    printf 'import time\ntime.sleep(0.3)\nprint(2 * int(input()))\n' > sleeps.py
    sed -i 's/time: 200ms/time: 200ms, wall: 2s/; s/, points: [15]//; s/    points: 4/    stop: never/; /score: sum/d' bounded/problem.yaml
    try assay grade --json bounded sleeps.py
    expect_status 1
    [ "$(echo "$output" | jq -c '[.verdict, .reason, .score, ([.cases[].verdict] | unique)]')" = \
        '["TLE","total",0,["AC","SK"]]' ] || fail
    expect_in "$output" "used up the 0.4 s that all cases have together"
}
