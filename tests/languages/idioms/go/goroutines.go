package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"sort"
	"sync"
	"time"
)

type row struct {
	name   string
	number int
}

func main() {
	rand.Seed(time.Now().UnixNano())
	runtime.GOMAXPROCS(runtime.NumCPU())
	start := time.Now()
	rows := make(chan row, 2)
	go func() {
		defer close(rows)
		scanner := bufio.NewScanner(os.Stdin)
		scanner.Scan()
		for scanner.Scan() {
			var r row
			fmt.Sscanf(scanner.Text(), "%s %d", &r.name, &r.number)
			rows <- r
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	sums := map[string]int{}
	total := 0
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for r := range rows {
				mu.Lock()
				sums[r.name] += r.number
				total += r.number
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	names := []string{}
	for name := range sums {
		names = append(names, name)
	}
	rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name, sums[name])
	}
	select {
	case <-time.After(time.Millisecond):
	}
	fmt.Println("total", total)
	fmt.Fprintln(os.Stderr, time.Since(start))
}
