package main

import "fmt"

type node struct {
	name        string
	sum         int
	left, right *node
}

func (t *node) add(name string, x int) *node {
	switch {
	case t == nil:
		return &node{name: name, sum: x}
	case name < t.name:
		t.left = t.left.add(name, x)
	case name > t.name:
		t.right = t.right.add(name, x)
	default:
		t.sum += x
	}
	return t
}

func (t *node) show() int {
	if t == nil {
		return 0
	}
	sum := t.left.show()
	fmt.Printf("%s %d\n", t.name, t.sum)
	return sum + t.sum + t.right.show()
}

func main() {
	var n, x int
	var s string
	var root *node
	fmt.Scanf("%d\n", &n)
	for {
		if got, err := fmt.Scanln(&s, &x); got != 2 || err != nil {
			break
		}
		root = root.add(s, x)
	}
	fmt.Printf("total %d\n", root.show())
}
