package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
)

type byName []string

func (a byName) Len() int           { return len(a) }
func (a byName) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a byName) Less(i, j int) bool { return a[i] < a[j] }

func main() {
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	words := bytes.Fields(data)
	sums := map[string]int{}
	for i := 1; i+1 < len(words); i += 2 {
		x, _ := strconv.Atoi(string(words[i+1]))
		sums[string(words[i])] += x
		sums[""] += x
	}
	names := byName{}
	for name := range sums {
		if name != "" {
			names = append(names, name)
		}
	}
	sort.Sort(sort.Reverse(sort.Reverse(names)))
	for _, name := range names {
		os.Stdout.WriteString(fmt.Sprintf("%s %v\n", name, sums[name]))
	}
	println("to stderr")
	os.Stdout.WriteString(fmt.Sprintln("total", sums[""]))
}
