#!/bin/sh
# Runs a test from copies of its programs in a folder that every user may enter.
#
# usage: elsewhere.sh TEST PROGRAM...
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cp "$@" "$folder"
cd "$folder"
ASSAY_LAB_FOLDER=$folder
export ASSAY_LAB_FOLDER
"$folder/$(basename "$1")"
