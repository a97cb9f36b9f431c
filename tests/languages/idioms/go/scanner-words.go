package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
)

var sc = bufio.NewScanner(os.Stdin)
var wtr = bufio.NewWriter(os.Stdout)

func init() {
	sc.Buffer(make([]byte, 1024*1024), 1<<30)
	sc.Split(bufio.ScanWords)
}

func next() string {
	sc.Scan()
	return sc.Text()
}

func nextInt() int {
	i, e := strconv.Atoi(next())
	if e != nil {
		panic(e)
	}
	return i
}

type row struct {
	name   string
	number int64
}

func main() {
	defer wtr.Flush()
	n := nextInt()
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{next(), int64(nextInt())}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].name < rows[j].name })
	var sum, total int64
	for i, r := range rows {
		sum += r.number
		total += r.number
		if i+1 == n || rows[i+1].name != r.name {
			fmt.Fprintln(wtr, r.name, sum)
			sum = 0
		}
	}
	fmt.Fprintf(wtr, "total %d\n", total)
}
