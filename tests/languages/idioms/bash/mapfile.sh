mapfile -t lines
declare -A sums=()
total=0
for line in "${lines[@]:1}"; do
    set -- $line
    sums[$1]=$((${sums[$1]:-0} + $2))
    total=$((total + $2))
done
IFS=$'\n' names=($(sort <<< "${!sums[*]}"))
unset IFS
for name in $(printf '%s\n' "${!sums[@]}" | sort); do printf '%s %d\n' "$name" "${sums[$name]}"; done
printf 'total %d\n' "$total"
