#!/usr/bin/env bats
# scripts/make-samples: the promised size and answer, the same bytes each time, damage repaired.

setup_file()
{
    export MAKE_SAMPLES="$BATS_TEST_DIRNAME/../../scripts/make-samples"
    export DATA="$BATS_FILE_TMPDIR/missing-ticket/data"
    "$MAKE_SAMPLES" "$BATS_FILE_TMPDIR"
}

@test "the input is larger than 20 MiB, and one ticket is missing" {
    [ "$(stat -c %s "$DATA/big.in")" -gt $((20 * 1024 * 1024)) ]
    found=$(awk 'NR == 1 { n = $1; total = n * (n + 1) / 2; next }
                 { total -= $1; if (seen[$1]++ || $1 < 1 || $1 > n) exit 1 }
                 END { if (NR != n) exit 1; printf "%d\n", total }' "$DATA/big.in")
    [ "$found" = "$(cat "$DATA/big.ans")" ]
}

@test "what is complete is left alone, what is cut is written again, the same" {
    before=$(cksum <"$DATA/big.in")
    touch -d @1000000000 "$DATA/big.in"
    "$MAKE_SAMPLES" "$BATS_FILE_TMPDIR"
    [ "$(stat -c %Y "$DATA/big.in")" -eq 1000000000 ]
    truncate -s 1000 "$DATA/big.in"
    "$MAKE_SAMPLES" "$BATS_FILE_TMPDIR"
    [ "$(cksum <"$DATA/big.in")" = "$before" ]
    [ "$(find "$DATA" -name '*.part' | wc -l)" -eq 0 ]
}
