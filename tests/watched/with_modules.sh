#!/bin/sh
# Runs a test with the modules that it preloads outside of the folders that cells have of their own
# (/tmp among them): the clone may lie in one.
#
# usage: with_modules.sh TEST [ARG...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
ASSAY_LAB_MODULES=$(mktemp -d /var/tmp/assay-modules.XXXXXX)
export ASSAY_LAB_MODULES
trap 'rm -rf "$ASSAY_LAB_MODULES"' EXIT
trap 'exit 130' INT TERM
chmod 755 "$ASSAY_LAB_MODULES"
cp "$here"/modules/*.py "$ASSAY_LAB_MODULES"
"$@"
