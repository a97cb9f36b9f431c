package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

func main() {
	text, err := os.ReadFile("/dev/stdin")
	if err != nil {
		panic(err)
	}
	sums, total, names := map[string]int{}, 0, []string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		var s string
		var x int
		fmt.Sscan(line, &s, &x)
		if _, found := sums[s]; !found {
			names = append(names, s)
		}
		sums[s] += x
		total += x
	}
	sort.Strings(names)
	for _, s := range names {
		fmt.Println(s, sums[s])
	}
	fmt.Println("total", total)
}
