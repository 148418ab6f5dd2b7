package main

import (
	"errors"
	"fmt"
	"strings"
)

// Types that stand for what templates meet in practice: Kubernetes structs with pointers and named strings, protobuf
// messages whose getters allow nil, enums that print their name, values with a String method. The Python side
// describes the same types in tests/unit/gotemplate/sample_types.py.

type Level string

type Color int32

const (
	Red Color = iota
	Green
	Blue
)

func (c Color) String() string {
	if name, known := map[Color]string{Red: "RED", Green: "GREEN", Blue: "BLUE"}[c]; known {
		return name
	}
	return fmt.Sprintf("%d", int32(c))
}

type Port struct {
	Name     string  `json:"name"`
	Number   int32   `json:"number"`
	Protocol Level   `json:"protocol"`
	Host     *string `json:"host"`
	Open     *bool   `json:"open"`
}

type Amount struct {
	Text string `json:"text"`
}

func (a Amount) String() string { return a.Text + "!" }

type Node struct {
	Name    string            `json:"name"`
	Labels  map[string]string `json:"labels"`
	Sizes   map[string]int64  `json:"sizes"`
	Ports   []Port            `json:"ports"`
	Next    *Node             `json:"next"`
	Color   Color             `json:"color"`
	Extra   any               `json:"extra"`
	Amount  Amount            `json:"amount"`
	Count   int64             `json:"count"`
	Ready   bool              `json:"ready"`
	Ratio   float64           `json:"ratio"`
	Words   []string          `json:"words"`
	Primary *Port             `json:"primary"`
}

func (n *Node) GetName() string {
	if n == nil {
		return ""
	}
	return n.Name
}

func (n *Node) GetNext() *Node {
	if n == nil {
		return nil
	}
	return n.Next
}

func (n *Node) GetColor() Color {
	if n == nil {
		return Red
	}
	return n.Color
}

func (n *Node) Title() string { return strings.ToUpper(n.Name) }

func (n *Node) Greet(greeting string, times int) string {
	return strings.Repeat(greeting+" "+n.Name+";", times)
}

func (n *Node) Join(parts ...string) string { return n.Name + ":" + strings.Join(parts, "/") }

func (n *Node) Half(value float64) (float64, error) {
	if value < 0 {
		return 0, errors.New("value is negative")
	}
	return value / 2, nil
}

func (n *Node) Kind(value any) string { return fmt.Sprintf("%T", value) }
