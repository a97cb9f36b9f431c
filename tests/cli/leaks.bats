# A canary in every field that a submitter may not see, and every output looked at for it.
load common.bash
setup() {
    setup_folder
    mkdir CANARYfolder CANARYfolder/data
    cat > CANARYfolder/problem.yaml <<'YAML'
assay: 1
name: Leaks
stop: never
checker: {program: CANARYcheck.py, protocol: icpc}
cases:
  - {name: CANARYname, in_file: data/CANARYone.in, out_file: data/CANARYone.ans, feedback: verdict, hint: CANARYhint}
  - {name: CANARYnone, in: "CANARYinput2\n", out: "CANARYanswer2\n", feedback: none, hint: CANARYhint}
  - group: CANARYgroup
    feedback: verdict
    cases: [{name: CANARYinner, in: "CANARYinput3\n", out: "CANARYanswer3\n", hint: CANARYhint}]
YAML
    echo CANARYinput > CANARYfolder/data/CANARYone.in
    echo CANARYanswer > CANARYfolder/data/CANARYone.ans
    cat > CANARYfolder/CANARYcheck.py <<'PY'
import sys
folder = sys.argv[3]
open(folder + "/judgemessage.txt", "w").write("CANARYjudge " + open(sys.argv[2]).read())
open(folder + "/teammessage.txt", "w").write("CANARYteam " + open(sys.argv[2]).read())
sys.stderr.write("CANARYvalidator")
sys.exit(43)
PY
    cat > tells.py <<'PY'
import sys
text = sys.stdin.read()
print("tells " + text)
sys.stderr.write("tells " + text)
sys.exit(7 if "3" in text else 0)
PY
    assay init > /dev/null
    assay submit --user CANARYother CANARYfolder tells.py > /dev/null
    assay submit --user eve CANARYfolder tells.py > /dev/null
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2> judge.log
    assay rejudge 2 > /dev/null # stays aside: nothing of it may be seen
    timeout "$(patience 60)" "$ASSAY_BIN" judge --drain -j 1 2>> judge.log
}
teardown() { teardown_folder; }

# Each output of what `eve` may see, in a file of its own.
write_all() { # OPTION
    mkdir -p out
    # shellcheck disable=SC2086
    {
        assay report $1 2 > out/report.html
        assay report $1 --markdown 2 > out/report.md
        assay report $1 --json 2 > out/report.json
        assay show $1 2 > out/show.txt
        assay show $1 --json 2 > out/show.json
        assay list $1 --json --user eve > out/list.json
        assay list $1 --user eve > out/list.txt
        assay grade $1 --json CANARYfolder tells.py > out/grade.json || true
        assay grade $1 --verbose CANARYfolder tells.py > out/grade.txt || true
        assay grade $1 --csv out/grade.csv CANARYfolder tells.py > /dev/null || true
    }
}

@test "no canary is in what a submitter sees, in any format" {
    write_all --public
    [ "$(find out -type f -size +0 | wc -l)" -eq 10 ] || fail "an output is empty: $(ls -l out)"
    for file in out/*; do
        # the folder that the command names itself
        sed 's/CANARYfolder//' "$file" > looked-at
        ! grep -a -o -m 3 'CANARY.\{0,40\}' looked-at || fail "$file has a canary"
        ! grep -aq 'exit:7' looked-at || fail "$file has a reason"
    done
}

@test "the canaries are there to be found: the operator sees them" {
    write_all ""
    for canary in name none group inner input hint judge team; do
        grep -aq "CANARY$canary" out/report.html || fail "not in the operator's page: $canary"
    done
    for canary in name hint team; do
        grep -aq "CANARY$canary" out/show.json || fail "not in show: $canary"
    done
}
