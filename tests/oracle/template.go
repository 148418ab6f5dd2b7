package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
)

func init() {
	time.Local = time.UTC
	register("render", render)
}

type namedText struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type renderRequest struct {
	Name       string          `json:"name"`
	Text       string          `json:"text"`
	Associated []namedText     `json:"associated"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingkey"`
}

// The present time of every rendering.
var clock = time.Date(2024, time.February, 29, 13, 4, 5, 678901000, time.UTC)

// render executes one template over decoded data and answers with its output.
func render(request json.RawMessage) (any, error) {
	var asked renderRequest
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, err
	}
	data, err := decode(asked.Data)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if asked.Name == "" {
		asked.Name = "t"
	}
	root := template.New(asked.Name).Funcs(functions())
	if asked.MissingKey != "" {
		root.Option("missingkey=" + asked.MissingKey)
	}
	for _, other := range asked.Associated {
		if _, err := root.New(other.Name).Parse(other.Text); err != nil {
			return nil, err
		}
	}
	if _, err := root.Parse(asked.Text); err != nil {
		return nil, err
	}
	var out limited
	if err := root.Execute(&out, data); err != nil {
		return nil, err
	}
	return out.String(), nil
}

// limited refuses output beyond a size that no case is meant to reach, so that a random loop cannot fill memory.
type limited struct{ bytes.Buffer }

func (l *limited) Write(text []byte) (int, error) {
	if l.Len() > 1<<18 {
		return 0, errors.New("beyond the oracle's limit")
	}
	return l.Buffer.Write(text)
}

// functions are Sprig's, with a fixed clock and with keys and values in sorted order.
func functions() template.FuncMap {
	known := sprig.TxtFuncMap()
	known["now"] = func() time.Time { return clock }
	inZone := known["dateInZone"].(func(string, any, string) string)
	for _, name := range []string{"dateInZone", "date_in_zone"} {
		known[name] = func(layout string, date any, zone string) string { return inZone(layout, moment(date), zone) }
	}
	known["date"] = func(layout string, date any) string { return inZone(layout, moment(date), "Local") }
	known["htmlDate"] = func(date any) string { return inZone("2006-01-02", moment(date), "Local") }
	known["keys"] = func(maps ...map[string]any) []string {
		found := []string{}
		for _, one := range maps {
			found = append(found, sortedKeys(one)...)
		}
		return found
	}
	known["values"] = func(one map[string]any) []any {
		found := []any{}
		for _, key := range sortedKeys(one) {
			found = append(found, one[key])
		}
		return found
	}
	return known
}

// moment is what Sprig's date functions make of a value: anything that is no time means the present.
func moment(value any) any {
	switch value.(type) {
	case time.Time, int, int32, int64:
		return value
	}
	return clock
}

func sortedKeys(one map[string]any) []string {
	found := []string{}
	for key := range one {
		found = append(found, key)
	}
	sort.Strings(found)
	return found
}

// types are those that {"$": NAME, "v": VALUE} may name in data.
var types = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](),
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int32": reflect.TypeFor[int32](),
	"int64": reflect.TypeFor[int64](), "uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](), "float64": reflect.TypeFor[float64](),
	"[]string": reflect.TypeFor[[]string](), "[]int": reflect.TypeFor[[]int](), "[]any": reflect.TypeFor[[]any](),
	"map[string]string": reflect.TypeFor[map[string]string](), "map[string]int": reflect.TypeFor[map[string]int](),
	"map[string]int64": reflect.TypeFor[map[string]int64](), "map[string]any": reflect.TypeFor[map[string]any](),
	"map[string][]string": reflect.TypeFor[map[string][]string](),
	"*string":             reflect.TypeFor[*string](), "*bool": reflect.TypeFor[*bool](), "*int64": reflect.TypeFor[*int64](),
	"level": reflect.TypeFor[Level](), "color": reflect.TypeFor[Color](), "amount": reflect.TypeFor[Amount](),
	"port": reflect.TypeFor[Port](), "*port": reflect.TypeFor[*Port](), "[]port": reflect.TypeFor[[]Port](),
	"node": reflect.TypeFor[Node](), "*node": reflect.TypeFor[*Node](), "[]*node": reflect.TypeFor[[]*Node](),
	"map[string]*node": reflect.TypeFor[map[string]*Node](),
}

// callables are the functions that {"$": "func", "v": NAME} may name in data.
var callables = map[string]any{
	"join2": func(a, b string) string { return a + "+" + b },
	"sum": func(numbers ...int) int {
		total := 0
		for _, n := range numbers {
			total += n
		}
		return total
	},
	"any":   func(value any) string { return fmt.Sprintf("<%v>", value) },
	"fails": func() (string, error) { return "", fmt.Errorf("it fails") },
	"long":  func(value int64) int64 { return value * 2 },
}

// decode reads JSON into Go values: integers as int, other numbers as float64, {"$": TYPE, "v": VALUE} as that type.
func decode(raw json.RawMessage) (any, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	switch raw[0] {
	case '{':
		return decodeObject(raw)
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return nil, err
		}
		found := make([]any, len(items))
		for i, item := range items {
			var err error
			if found[i], err = decode(item); err != nil {
				return nil, err
			}
		}
		return found, nil
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if !strings.ContainsAny(string(raw), ".eE") {
			var number int
			err := json.Unmarshal(raw, &number)
			return number, err
		}
	}
	var value any
	err := json.Unmarshal(raw, &value)
	return value, err
}

func decodeObject(raw json.RawMessage) (any, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	if name, typed := fields["$"]; typed {
		return decodeTyped(string(bytes.Trim(name, `"`)), fields["v"])
	}
	found := map[string]any{}
	for key, field := range fields {
		value, err := decode(field)
		if err != nil {
			return nil, err
		}
		found[key] = value
	}
	return found, nil
}

func decodeTyped(name string, raw json.RawMessage) (any, error) {
	if name == "func" {
		return callables[string(bytes.Trim(raw, `"`))], nil
	}
	known, found := types[name]
	if !found {
		return nil, fmt.Errorf("unknown type %s", name)
	}
	value := reflect.New(known)
	if err := json.Unmarshal(raw, value.Interface()); err != nil {
		return nil, err
	}
	return value.Elem().Interface(), nil
}
