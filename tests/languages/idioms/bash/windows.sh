#!/bin/bash
read -r n

declare -A sums
while read -r name number; do
    case $name in
    "") continue ;;
    *) sums[$name]=$((${sums[$name]:-0} + number)) ;;
    esac
done
for name in $(printf '%s\n' "${!sums[@]}" | sort); do
    echo "$name" \
        "${sums[$name]}"
done
total=0
for sum in "${sums[@]}"; do
    if [ "$sum" -ne 0 ]; then
        total=$((total + sum))
    fi
done
cat <<END
total $total
END
exit 0
