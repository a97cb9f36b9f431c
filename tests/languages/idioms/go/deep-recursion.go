package main

import (
	"fmt"
	"runtime/debug"
)

func main() {
	debug.SetGCPercent(-1)
	debug.SetMaxStack(1 << 30)
	var n int
	fmt.Scan(&n)
	var f func(int) int
	f = func(k int) int {
		if k == 0 {
			return 0
		}
		return k + f(k-1)
	}
	fmt.Println(f(n))
}
