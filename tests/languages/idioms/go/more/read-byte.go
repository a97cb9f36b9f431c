package main

import (
	"bufio"
	"os"
	"sort"
	"strconv"
)

var in *bufio.Reader
var out *bufio.Writer

func readInt() int {
	c, _ := in.ReadByte()
	for c == ' ' || c == '\n' || c == '\r' {
		c, _ = in.ReadByte()
	}
	neg := false
	if c == '-' {
		neg = true
		c, _ = in.ReadByte()
	}
	n := 0
	for c >= '0' && c <= '9' {
		n = n*10 + int(c-'0')
		c, _ = in.ReadByte()
	}
	if neg {
		return -n
	}
	return n
}

func readWord() string {
	var b []byte
	for c, err := in.ReadByte(); err == nil && c > ' '; c, err = in.ReadByte() {
		b = append(b, c)
	}
	return string(b)
}

func main() {
	in = bufio.NewReader(os.Stdin)
	out = bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()
	sums := map[string]int{}
	total := 0
	for n := readInt(); n > 0; n-- {
		s := readWord()
		x := readInt()
		sums[s] += x
		total += x
	}
	var keys sort.StringSlice
	for s := range sums {
		keys = append(keys, s)
	}
	keys.Sort()
	for _, s := range keys {
		out.WriteString(s)
		out.WriteByte(' ')
		out.Write(strconv.AppendInt(nil, int64(sums[s]), 10))
		out.WriteByte('\n')
	}
	out.WriteString("total " + strconv.Itoa(total) + "\n")
}
