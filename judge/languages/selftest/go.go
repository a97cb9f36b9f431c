package main

import (
	"bufio"
	"fmt"
	"os"
)

func depth(n int64) int64 {
	if n == 0 {
		return 0
	}
	return 1 + depth(n-1)
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	var act string
	var a, b int64
	line, _ := in.ReadString('\n')
	fmt.Sscan(line, &act, &a, &b)
	switch act {
	case "add":
		fmt.Fprintln(out, a+b)
	case "spin":
		for {
		}
	case "eat":
		var blocks [][]byte
		for {
			block := make([]byte, 1000000)
			for i := range block {
				block[i] = 1
			}
			blocks = append(blocks, block)
		}
	case "crash":
		var nothing []int
		fmt.Fprintln(out, nothing[a+1])
	case "read":
		var sum, number int64
		for {
			if _, err := fmt.Fscan(in, &number); err != nil {
				break
			}
			sum += number
		}
		fmt.Fprintln(out, sum)
	case "write":
		for i := int64(0); i < a; i++ {
			out.WriteString("0123456789abcdef\n")
		}
	case "mul":
		fmt.Fprintln(out, a*b)
	case "deep":
		fmt.Fprintln(out, depth(a))
	}
}
