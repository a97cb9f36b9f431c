package main

import (
	"fmt"
	"io/ioutil"
	"os"
	"regexp"
	"sort"
	"strconv"
	"text/tabwriter"
)

func main() {
	text, _ := ioutil.ReadAll(os.Stdin)
	re := regexp.MustCompile(`(?m)^([a-z]+) (-?\d+)$`)
	sums := map[string]int{}
	total := 0
	for _, m := range re.FindAllStringSubmatch(string(text), -1) {
		x, _ := strconv.Atoi(m[2])
		sums[m[1]] += x
		total += x
	}
	keys := []string{}
	for k := range sums {
		keys = append(keys, k)
	}
	sort.SliceStable(keys, func(a, b int) bool { return keys[a] < keys[b] })
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	for _, k := range keys {
		fmt.Fprintf(w, "%s\t%d\n", k, sums[k])
	}
	w.Flush()
	fmt.Printf("total %d\n", total)
}
