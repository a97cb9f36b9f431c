#!/bin/bash
declare -A sums
read -r n
for ((i = 0; i < n; i++)); do
    read -r name number
    sums[$name]=$((${sums[$name]:-0} + number))
    ((total += number))
done
for name in "${!sums[@]}"; do echo "$name ${sums[$name]}"; done | sort
echo "total $total"
