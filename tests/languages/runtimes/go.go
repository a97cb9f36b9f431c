package main

import (
	"fmt"
	"os"
	"sync"
)

var kept [][]byte

func block(size int) []byte {
	bytes := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		bytes[i] = 1
	}
	return bytes
}

func main() {
	var act string
	fmt.Scan(&act)
	switch act {
	case "grow":
		for {
			kept = append(kept, block(10000))
		}
	case "boxes":
		numbers := map[int]string{}
		for i := 0; ; i++ {
			numbers[i] = fmt.Sprint("number ", i)
		}
	case "huge":
		kept = append(kept, block(1<<42))
	case "large":
		kept = append(kept, block(1<<30))
	case "says":
		fmt.Fprintln(os.Stderr, "fatal error: runtime: out of memory")
		os.Exit(1)
	case "most":
		for i := 0; i < 179*16; i++ {
			kept = append(kept, block(1<<16))
		}
		fmt.Println(len(kept))
	case "object":
		kept = append(kept, block(178257920))
		fmt.Println(len(kept[0]))
	case "threads":
		var group sync.WaitGroup
		var sums [4]int
		for i := range sums {
			group.Add(1)
			go func(mine int) {
				defer group.Done()
				for n := 0; n < 1000; n++ {
					sums[mine] += n
				}
			}(i)
		}
		group.Wait()
		fmt.Println(sums[0] + sums[1] + sums[2] + sums[3])
	}
}
