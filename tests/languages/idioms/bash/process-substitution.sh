total=0
read -r n
while read -r name numbers; do
    sum=$(($(tr ' ' '+' <<< "$numbers")))
    echo "$name $sum"
    ((total += sum))
done < <(sort | awk '{ l[$1] = l[$1] " " $2 } END { for (n in l) print n l[n] }' | sort)
echo "total $total"
