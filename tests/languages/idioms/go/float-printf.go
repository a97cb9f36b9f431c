package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	var a, b float64
	fmt.Scan(&a, &b)
	fmt.Printf("%.3f\n", a+b)
	fmt.Println(strconv.FormatFloat(a*b, 'f', 3, 64))
	fmt.Println(int(math.Sqrt(a)))
}
