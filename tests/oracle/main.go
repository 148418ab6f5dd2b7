// Oracle answers questions about Go's own behaviour, one JSON request a line, one JSON answer a line.
//
// A request is {"op": NAME, ...}; the answer is {"ok": VALUE} or {"error": TEXT}. Operations register
// themselves from the other files: templates (text/template with Sprig) and Kubernetes's own libraries
// (strategic merge, quantities, label selectors). Recorded answers are the golden data of the Python
// tests; where Go is present the tests ask afresh.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type operation func(request json.RawMessage) (any, error)

var operations = map[string]operation{}

func register(name string, op operation) { operations[name] = op }

func answer(line []byte) (reply map[string]any) {
	defer func() {
		if p := recover(); p != nil {
			reply = map[string]any{"error": fmt.Sprintf("panic: %v", p)}
		}
	}()
	var head struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return map[string]any{"error": "request: " + err.Error()}
	}
	op, found := operations[head.Op]
	if !found {
		return map[string]any{"error": "unknown operation " + head.Op}
	}
	value, err := op(line)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"ok": value}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			if fault := encoder.Encode(answer(line)); fault != nil {
				fmt.Fprintln(os.Stderr, fault)
				os.Exit(1)
			}
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}
