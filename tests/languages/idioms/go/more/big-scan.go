package main

import (
	"fmt"
	"math/big"
	"math/bits"
)

func main() {
	var a, b big.Int
	fmt.Scan(&a, &b)
	x := new(big.Rat).SetInt(&a)
	y := new(big.Rat).SetInt(&b)
	fmt.Println(new(big.Rat).Add(x, y).FloatString(0))
	fmt.Println(x.Mul(x, y).Num())
	if hi, _ := bits.Mul64(1<<63, 4); hi != 2 {
		panic("bits")
	}
}
