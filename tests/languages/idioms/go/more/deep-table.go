package main

import "fmt"

var dp [10000001]int64

func main() {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("failed:", r)
		}
	}()
	var n int
	fmt.Scan(&n)
	stack := []int{n}
	for len(stack) > 0 {
		k := stack[len(stack)-1]
		if k == 0 || dp[k-1] > 0 || k == 1 {
			if k > 0 {
				dp[k] = dp[k-1] + int64(k)
			}
			stack = stack[:len(stack)-1]
		} else {
			stack = append(stack, k-1)
		}
	}
	fmt.Println(dp[n])
}
