package main

import (
	"bufio"
	"container/heap"
	. "fmt"
	"io"
	"os"
)

type item struct {
	s string
	x int
}
type hp []item

func (h hp) Len() int            { return len(h) }
func (h hp) Less(i, j int) bool  { return h[i].s < h[j].s }
func (h hp) Swap(i, j int)       { h[i], h[j] = h[j], h[i] }
func (h *hp) Push(v interface{}) { *h = append(*h, v.(item)) }
func (h *hp) Pop() interface{} {
	a := *h
	v := a[len(a)-1]
	*h = a[:len(a)-1]
	return v
}

func run(_r io.Reader, _w io.Writer) {
	in := bufio.NewReader(_r)
	out := bufio.NewWriter(_w)
	defer out.Flush()
	var n, total int
	Fscan(in, &n)
	h := &hp{}
	for ; n > 0; n-- {
		var it item
		Fscan(in, &it.s, &it.x)
		heap.Push(h, it)
	}
	for h.Len() > 0 {
		it := heap.Pop(h).(item)
		for h.Len() > 0 && (*h)[0].s == it.s {
			it.x += heap.Pop(h).(item).x
		}
		total += it.x
		Fprintln(out, it.s, it.x)
	}
	Fprintln(out, "total", total)
}

func main() { run(os.Stdin, os.Stdout) }
