package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
)

func main() {
	reader := bufio.NewReaderSize(os.Stdin, 1<<20)
	_, err := reader.ReadString('\n')
	if err != nil {
		log.Fatal(err)
	}
	sums := make(map[string]int64)
	for {
		line, err := reader.ReadString('\n')
		if err == io.EOF && line == "" {
			break
		}
		fields := strings.Fields(strings.TrimRight(line, "\r\n"))
		x, _ := strconv.ParseInt(fields[1], 10, 64)
		sums[fields[0]] += x
	}
	keys := make([]string, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var sb strings.Builder
	var total int64
	for _, k := range keys {
		sb.WriteString(k + " " + strconv.FormatInt(sums[k], 10) + "\n")
		total += sums[k]
	}
	fmt.Print(sb.String(), "total ", total, "\n")
}
