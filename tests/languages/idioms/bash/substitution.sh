input=$(cat)
lines=$(echo "$input" | tail -n +2)
for name in $(echo "$lines" | cut -d ' ' -f 1 | sort -u); do
    numbers=`echo "$lines" | grep "^$name " | cut -d ' ' -f 2`
    echo "$name $(($(echo $numbers | tr ' ' '+')))"
done
echo "total $(echo "$lines" | awk '{ sum += $2 } END { print sum }')"
