#!/bin/sh
read n
sort | {
    last= sum=0 total=0
    while read name number; do
        if [ "$name" != "$last" ]; then
            [ -z "$last" ] || echo "$last $sum"
            last=$name sum=0
        fi
        sum=`expr $sum + $number`
        total=`expr $total + $number`
    done
    echo "$last $sum"
    echo "total $total"
}
