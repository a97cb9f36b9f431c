#!/bin/sh
# Python's programs both ways, where modules are preloaded: what an import finds, and leaves.
#
# usage: both_ways.sh PYTHON DRIVER [OPTION...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$1
driver=$2
shift 2
preload="random, threading, logging, decimal, json, http.client, unittest, tempfile, warnings, ctypes"
if "$python" -c 'import numpy' 2> /dev/null; then preload="$preload, numpy"; fi
definitions=$(mktemp)
trap 'rm -f "$definitions"' EXIT
printf 'assay_languages: 1\nlanguages:\n  python3: {preload: [%s]}\n' "$preload" > "$definitions"
ASSAY_LANGUAGES=$definitions "$driver" --least 80 "$@" "$here/programs"
