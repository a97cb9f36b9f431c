package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Scan()
	n, _ := strconv.Atoi(scanner.Text())
	sums := make(map[string]int)
	total := 0
	for i := 0; i < n && scanner.Scan(); i++ {
		parts := strings.Split(scanner.Text(), " ")
		x, err := strconv.Atoi(parts[1])
		if err != nil {
			panic(err)
		}
		sums[parts[0]] += x
		total += x
	}
	var names []string
	for name := range sums {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name, sums[name])
	}
	fmt.Printf("total %d\n", total)
}
