package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
)

type number interface{ ~int | ~int64 | ~float64 }

func sumOf[T number](values ...T) (sum T) {
	for _, v := range values {
		sum += v
	}
	return
}

func keysOf[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}

func main() {
	in := bufio.NewReader(os.Stdin)
	var n int
	fmt.Fscanln(in, &n)
	numbers := map[string][]int{}
	all := []int{}
	for i := 0; i < n; i++ {
		var s string
		var x int
		if _, err := fmt.Fscanf(in, "%s %d\n", &s, &x); err != nil {
			panic(err)
		}
		numbers[s] = append(numbers[s], x)
		all = append(all, x)
	}
	for _, k := range keysOf(numbers) {
		fmt.Printf("%v %v\n", k, sumOf(numbers[k]...))
	}
	fmt.Println("total", sumOf(all...))
}
