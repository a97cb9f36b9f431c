#!/bin/sh
# Runs the programs of this folder, hostile ones too, and those that generate.py writes, both ways.
#
# usage: both_ways.sh PYTHON DRIVER [OPTION...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$1
driver=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$here/generate.py" "$folder"
"$driver" "$@" "$here/programs" "$here/poison/hostile" "$folder"
