read a
read b
echo "$a + $b" | bc
BC_LINE_LENGTH=0 bc <<< "$a * $b"
