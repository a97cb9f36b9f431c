package main

import (
	"fmt"
	"math/big"
)

func main() {
	var s, t string
	fmt.Scan(&s, &t)
	a, ok := new(big.Int).SetString(s, 10)
	b, ok2 := big.NewInt(0).SetString(t, 10)
	if !ok || !ok2 {
		panic("no numbers")
	}
	fmt.Println(new(big.Int).Add(a, b))
	fmt.Println(a.Mul(a, b).String())
}
