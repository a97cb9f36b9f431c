package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"syscall"
)

func main() {
	info, err := os.Stdin.Stat()
	if err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		os.Exit(2)
	}
	var text []byte
	buffer := make([]byte, 4096)
	for {
		n, err := syscall.Read(syscall.Stdin, buffer)
		if n <= 0 || err != nil {
			break
		}
		text = append(text, buffer[:n]...)
	}
	sums := map[string]int{}
	total := 0
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if i == 0 {
			continue
		}
		name, number, _ := strings.Cut(line, " ")
		var x int
		fmt.Sscan(number, &x)
		sums[name] += x
		total += x
	}
	names := []string{}
	for name := range sums {
		names = append(names, name)
	}
	sort.Strings(names)
	out := ""
	for _, name := range names {
		out += fmt.Sprintf("%-s %+d\n", name, sums[name])
	}
	out = strings.ReplaceAll(out, "+", "") + fmt.Sprintf("total %d\n", total)
	syscall.Write(1, []byte(out))
}
