#!/bin/bash
depth() {
    if (($1 == 0)); then result=0; else depth $(($1 - 1)); result=$((result + 1)); fi
}

read -r act a b
case $act in
add) echo $((a + b)) ;;
spin) while :; do :; done ;;
eat) block=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; while :; do block=${block//x/$block}; done ;;
crash) exit 3 ;;
read) sum=0; while read -r number; do ((sum += number)); done; echo "$sum" ;;
write) for ((i = 0; i < a; i++)); do echo 0123456789abcdef; done ;;
mul) echo $((a * b)) ;;
deep) depth "$a"; echo "$result" ;;
esac
