package main

import (
	"fmt"
	"sort"
)

func main() {
	var n int
	fmt.Scan(&n)
	m := map[string]int{}
	keys := []string{}
	for n > 0 {
		var s string
		var x int
		fmt.Scan(&s, &x)
		if _, ok := m[s]; !ok {
			keys = append(keys, s)
		}
		m[s] += x
		n--
	}
	sort.Sort(sort.StringSlice(keys))
	t := 0
	for _, k := range keys {
		t += m[k]
		fmt.Print(k, " ", m[k], "\n")
	}
	fmt.Println("total", t)
}
