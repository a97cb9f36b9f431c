#!/bin/sh
# Lua's programs both ways, and its hostile ones before innocent ones.
#
# usage: both_ways.sh DRIVER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v lua5.4 > /dev/null || {
    echo "skipped: there is no lua5.4 (scripts/install-languages lua)"
    exit 77
}
"$1" --least 200 "$here/programs" "$here/poison/hostile"
"$1" --poison "$here/poison"
