#!/usr/bin/env bats
# The command line itself: help, suggestions, exit codes, and output that does not arrive.
load common

setup() { setup_folder; }
teardown() { teardown_folder; }

COMMANDS="grade run check verify init submit judge list show note rejudge cancel hold release pause resume status stats doctor languages problem config db"
# Commands made of actions, each with a help of its own.
ACTIONS="db:backup db:check db:prune db:export"
ROOT=$BATS_TEST_DIRNAME/../..

# One submission, judged or not.
queue_one() {
    assay init > /dev/null
    assay submit double good.py --user ada > /dev/null
}

# One that prints something, for every command that does on its own.
each_printing() { # FUNCTION
    printf 'submissions:\n  good.py: AC\n' >> double/problem.yaml
    cp good.py double/
    queue_one
    echo 21 > in.txt
    echo 42 > out.txt
    for line in init "list" "list --json" "show 1" "show 1 --json" "show 1 --source" "note 1 hello" "note 1" "note --json 1" stats status "status --json" \
        "rejudge 1" "rejudge 1 --json" "problem list" "problem prune" "check double" "check --json double" \
        "submit double good.py" "submit --json double good.py" "languages python3" \
        "languages --json python3" doctor "doctor --json" "grade double good.py" \
        "grade --json double good.py" "grade double good.py wrong.py" "verify double" \
        "verify --json double" "run --json good.py" "run --stdin in.txt good.py" \
        "run --exec --stdin in.txt good.py" "run --stdin in.txt --expect out.txt good.py"; do
        "$1" "$line"
    done
    for line in --help -h help --version $COMMANDS; do
        case $line in -* | help) ;; *) line="help $line" ;; esac
        "$1" "$line"
    done
}

@test "help: every form, for every command" {
    for form in help --help -h; do
        try assay $form
        expect_status 0
        for command in $COMMANDS; do
            expect_in "$output" "  $command "
        done
    done
    for command in $COMMANDS; do
        try assay help "$command"
        expect_status 0
        text=$output
        expect_in "$text" "Usage: assay $command"
        expect_in "$text" "Exit codes:"
        expect_in "$text" "Example:"
        expect_in "${text#*Example:}" "assay $command"
        for form in --help -h '-?'; do
            try assay "$command" "$form"
            expect_status 0
            [ "$output" = "$text" ] || fail "$command $form differs from help $command"
        done
        try assay "$command" --usage
        expect_status 0
    done
    [ -z "$(assay help list | awk 'length > 80')" ] || fail "wider than a terminal"
}

# What an option may be given, by the word that its help has for it.
value_of() {
    case $1 in
        *PRIORITY) echo batch ;; *TIME) echo 5s ;; *DATE) echo 2026-11-30 ;; *SIZE) echo 64MiB ;; *N) echo 1 ;; *STATE) echo queued ;;
        *VERDICT) echo AC ;; *WHAT) echo user ;; *CHECKER) echo lines ;; *FORM) echo logfmt ;; *LEVEL) echo info ;;
        *LAYER*) echo landlock ;; *) echo x ;;
    esac
}

@test "every option that help lists is taken, every default and example is a command line" {
    for command in $COMMANDS; do
        for option in $(assay help "$command" | grep -oE '^ +(-., )?--[a-z-]+(=[^ ]+)?' | grep -oE -- '--.*'); do
            case $option in *=*) option=${option%%=*}=$(value_of "${option#*=}") ;; esac
            try assay "$command" "$option" --help
            expect_status 0 || fail "$command $option"
        done
        [ "$command" != db ] || continue # its example is that of an action
        for option in $(assay help "$command" | sed -n '/^Example/,$p' | grep -oE -- ' --[a-z]+'); do
            assay help "$command" | grep -q -- "$option[= ]" || fail "no $option in $command"
        done
    done
}

@test "every command and option in the documents exists" {
    : > found
    # in `...`, and what is run in blocks of code
    for page in "$ROOT"/README.md "$ROOT"/docs/*.md; do
        grep -oE '`(build/)?assay [a-z]+[^`|;]*' "$page" || true
        awk '/^```/ {inside = !inside} inside' "$page" |
            grep -oE '(^ *(\$ )?|[|;&] )(sudo )?(build/)?assay [a-z]+[^|;#]*' || true
    done | sed -E 's/^.*assay ([a-z])/\1/' > lines
    while read -r command rest; do
        case " $COMMANDS help grader " in *" $command "*) ;; *) fail "no command: $command $rest" ;; esac
        action=
        case " $ACTIONS " in
            *" $command:${rest%% *} "*) action=${rest%% *} ;;
            *" $command:"*) fail "no action: $command $rest" ;;
        esac
        for option in $(echo "$rest" | grep -oE -- '(^| )--[a-z-]+' || true); do
            [ "$command" = help ] || [ "$command" = grader ] || assay "$command" $action --help | grep -qE -- "$option(=|\[| |$)" ||
                fail "no option: $command $option"
            echo >> found
        done
    done < lines
    [ "$(wc -l < lines)" -gt 20 ] || fail "found only $(wc -l < lines) command lines"
    [ "$(wc -l < found)" -gt 5 ] || fail "found only $(wc -l < found) options"
}

@test "did you mean: commands, options" {
    try assay lits
    expect_status 2
    expect_in "$errors" 'no command "lits"; did you mean "list"?'
    try assay help garde
    expect_status 2
    expect_in "$errors" 'did you mean "grade"?'
    try assay xyzzy
    expect_status 2
    expect_in "$errors" "assay help"
    for line in "list --jsno:--json" "grade --verbsoe double good.py:--verbose" \
        "run --memry=1MiB good.py:--memory" "judge --allow-mising x:--allow-missing" \
        "submit --prioritty 3 double good.py:--priority"; do
        # shellcheck disable=SC2086
        try assay ${line%%:*}
        expect_status 2
        expect_in "$errors" "did you mean ${line#*:}?"
    done
    try assay list -x
    expect_status 2
    expect_in "$errors" "no option -x"
    queue_one
    try assay list --use ada --limit=1 -n1 # an abbreviation, and values in every form
    expect_status 0
    try assay list --user --json # a value that looks like an option
    expect_not_in "$errors" "no option"
}

@test "did you mean: languages, verdicts, and whatever else has names" {
    queue_one
    cp good.py good.xyz
    mkdir project
    cp good.py project/
    while IFS='|' read -r line said; do
        # shellcheck disable=SC2086
        try assay $line < good.py
        [ "$status" = 2 ] || [ "$status" = 4 ] || fail "$line: status $status"
        expect_in "$errors" "$said" || fail "$line"
        [ "$(printf '%s\n' "$errors" | grep -c "did you mean")" = 1 ] || fail "not once: $line"
    done <<'CASES'
grade -l pyton3 double good.py wrong.py|there is no language "pyton3"; did you mean "python3"?
grade -l pyton3 double .|there is no language "pyton3"; did you mean "python3"?
grade -l pyton3 --project double project|there is no language "pyton3"; did you mean "python3"?
submit -l pyton3 double good.py good.xyz|there is no language "pyton3"; did you mean "python3"?
submit -l pyton3 --project double project|there is no language "pyton3"; did you mean "python3"?
run -l pyton3 good.py|there is no language "pyton3"; did you mean "python3"?
run -l pyton3 -|there is no language "pyton3"; did you mean "python3"?
languages pyton3|there is no language "pyton3"; did you mean "python3"?
languages --test kotln|did you mean "kotlin"?
list -v TEL|--verdict: found "TEL", expected AC, PA
list -v wa|did you mean "WA"?
list -v accepted|did you mean "AC"?
list -s qeued|did you mean "queued"?
stats -b usr|did you mean "user"?
run --checker tokns good.py|did you mean "tokens"?
judge --allow-missing own_ui|did you mean "own_uid"?
CASES
    echo 'languages: [pyton3, c]' >> double/problem.yaml
    try assay check double
    expect_status 0
    expect_in "$errors" '`languages`: there is no language "pyton3"; did you mean "python3"?'
    try assay submit double good.py
    expect_status 2
    expect_in "$errors" "does not take python3, which good.py is in; it takes pyton3, c"
}

@test "output that cannot be written is an error, for every command" {
    full() {
        # shellcheck disable=SC2086
        if assay $1 > /dev/full 2> full.err < /dev/null; then status=0; else status=$?; fi
        errors=$(cat full.err)
        expect_status 3 || fail "$1"
        expect_in "$errors" "cannot write to the standard output"
    }
    each_printing full
}

@test "a reader that went away ends every command without a word, as 141" {
    exec 9> >(exec true)
    wait $!
    gone() {
        # shellcheck disable=SC2086
        if assay $1 >&9 2> gone.err < /dev/null; then status=0; else status=$?; fi
        errors=$(cat gone.err)
        expect_status 141 || fail "$1"
        expect_not_in "$errors" "standard output"
        expect_not_in "$errors" "ipe"
    }
    each_printing gone
}

@test "a closed standard output is an error, and what is printed goes to no other file" {
    queue_one
    cksum < assay.db > before
    if assay list >&- 2> err; then status=0; else status=$?; fi
    errors=$(cat err)
    expect_status 3
    expect_in "$errors" "standard output"
    cksum < assay.db | cmp - before
    if assay list <&- > out 2>&-; then status=0; else status=$?; fi
    expect_status 0
    grep -q ada out
}

@test "Ctrl-C is 130" {
    queue_one
    interrupted() {
        env --default-signal=INT "$ASSAY_BIN" "$@" > /dev/null 2>&1 3>&- < /dev/null &
        local pid=$!
        sleep 1
        kill -INT $pid
        if wait $pid; then status=0; else status=$?; fi
        expect_status 130 || fail "$*"
    }
    interrupted submit --wait double good.py
    interrupted run --time 60s --wall 60s loops.py
    no_process_left
}

@test "the operator's guide has every exit code of every command" {
    for command in $COMMANDS $ACTIONS; do
        # shellcheck disable=SC2086
        assay ${command/:/ } --help | sed -n '/^Exit codes:/,/^  130/p' | sed '1d;$d' |
            awk '/^  [0-9]  /{if (line) print line; line = $0; next} {sub(/^ +/, ""); line = line " " $0} END {print line}' > codes
        [ "$(wc -l < codes)" -ge 3 ] || fail "$command: $(cat codes)"
        while read -r code words; do
            row="| \`${command/:/ }\` | $code | $words |"
            [ "$code" = 3 ] && row="| every command | 3 | $words |"
            grep -qF -- "$row" "$ROOT/docs/operators-guide.md" || fail "no row: $row"
        done < codes
    done
}

@test "on a terminal a table fits it, elsewhere nothing is cut" {
    assay init > /dev/null
    long=a-name-as-long-as-people-give-them-to-the-files-that-they-hand-in-for-the-third-time.py
    cp good.py "$long"
    assay submit double "$long" --user "$(printf 'somebody-with-a-very-long-name%.0s' 1 2)" > /dev/null
    try env COLUMNS=80 "$ASSAY_BIN" list
    expect_in "$output" "$long"
    for columns in 90 120; do
        COLUMNS=$columns script -qec "'$ASSAY_BIN' list" /dev/null < /dev/null | tr -d '\r' > shown
        output=$(cat shown)
        expect_in "$output" "…"
        [ "$(LC_ALL=C.UTF-8 awk '{print length}' shown | sort -n | tail -n 1)" -le $columns ] ||
            fail "wider than $columns"
    done
}

@test "a run of skipped cases is one row; dates say their zone" {
    for _ in 1 2 3 4; do echo '  - {in: "1\n", out: "2\n"}' >> double/problem.yaml; done
    try assay grade double wrong.py
    expect_status 1
    [ "$(echo "$output" | awk '$2 == "SK" || $3 == "SK" {print $1}')" = 3-6 ] || fail "not one row"
    assay init > /dev/null
    assay submit double good.py > /dev/null
    try env TZ=XYZ-5:30 "$ASSAY_BIN" list
    expect_in "$output" " +0530 "
    [ "$(assay list --json | jq '.submitted_ms > 1000000000000')" = true ]
}

@test "names are escaped in every text" {
    name=$(printf 'a\033[31m\342\200\256\342\200\213.py')
    cp good.py "$name"
    assay init > /dev/null
    for line in "submit double" "grade double" "grade -v double good.py" "run"; do
        # shellcheck disable=SC2086
        assay $line "$name" < /dev/null > shown 2>&1 || true
        ! grep -q "$(printf '\033')" shown || fail "$line: a raw escape"
        ! grep -q "$(printf '\342\200')" shown || fail "$line: an unseen character"
    done
    for line in list "show 1"; do
        try assay $line
        expect_in "$output" 'x1b[31m'
        expect_in "$output" 'u202e'
        expect_not_in "$output" "$(printf '\033')"
    done
}

@test "run: the program on stdin, its arguments, and what it is expected to print" {
    echo 'print(2 * int(input()))' | (try assay run - && expect_status 2)
    echo 'print(6 * 7)' > six.py
    try assay run -l python3 - < six.py
    expect_status 0
    [ "$output" = 42 ]
    try assay run - < six.py
    expect_status 2
    expect_in "$errors" "--language names it"
    try assay run -l pyhton3 - < six.py
    expect_status 2
    printf 'import sys\nprint(sys.argv[1:])\n' > args.py
    for form in "" --exec; do
        try assay run $form args.py one "two words" -- --json < /dev/null
        expect_status 0
        [ "$output" = "['one', 'two words', '--json']" ] || fail "not its arguments"
    done
    echo 42 > right
    echo 43 > other
    try assay run --expect right six.py < /dev/null
    expect_status 0
    [ "$output" = 42 ]
    try assay run --expect other six.py < /dev/null
    expect_status 1
    [ "$output" = 42 ]
    expect_in "$errors" 'WA'
    expect_in "$errors" 'expected "43", got "42"'
    printf '42' > exact
    try assay run --expect exact --checker exact six.py < /dev/null
    expect_status 1
    try assay run --expect exact --checker lines six.py < /dev/null
    expect_status 0
    try assay run --expect exact --checker exat six.py < /dev/null
    expect_status 2
    expect_in "$errors" 'did you mean "exact"?'
    try assay run --expect nowhere six.py < /dev/null
    expect_status 4
    try assay run --json --expect other six.py < /dev/null
    expect_status 1
    [ "$(echo "$output" | jq -r '.verdict + " " + .stdout')" = "WA 42
" ] || [ "$(echo "$output" | jq -r .verdict)" = WA ]
}

@test "run --json: bytes that are no text in base64, a character that is cut breaks nothing" {
    echo 'import sys; sys.stdout.buffer.write(b"a\0\xff\n")' > bytes.py
    try assay run --json bytes.py < /dev/null
    expect_status 0
    [ "$(echo "$output" | jq -r .stdout_base64 | base64 -d | od -An -tx1)" = " 61 00 ff 0a" ]
    printf 'import sys\nsys.stdout.buffer.write(b"x" + "\\u20ac".encode() * 400000)\n' > cut.py
    try assay run --json cut.py < /dev/null
    expect_status 0
    [ "$(echo "$output" | jq -r '"\(.stdout_is_text) \(.stdout_is_cut) \(.stdout_base64)"')" = "true true null" ]
    [ "$(echo "$output" | jq -r '.stdout | length')" = 349526 ]
    printf 'import sys\nsys.stderr.buffer.write(b"y" + "\\u20ac".encode() * 400000)\n' > cut.py
    try assay run --json cut.py < /dev/null
    expect_status 0
    echo "$output" | jq -e . > /dev/null
}

@test "programs do not inherit what we do with SIGPIPE" {
    printf '#include <signal.h>\n#include <stdio.h>\nint main(void) { puts(signal(SIGPIPE, SIG_IGN) == SIG_DFL ? "default" : "not"); return 0; }\n' > pipe.c
    try assay run pipe.c < /dev/null
    expect_status 0
    [ "$output" = default ]
}
