// Writes the field tables of Istio's mesh configuration as JSON, by reflection over the protobuf descriptors
// and Go structs of istio.io/api: what each field is called in YAML, in JSON and in Go templates, and what it holds.
//
//	go run . > ../../meshctl/mesh/istio/data/mesh_config.json
//
// With the argument `layers` it answers instead how Istio reads documents into these messages: the recorded cases of
// tests/unit/mesh/istio/test_proto_json.py.
//
//	go run . layers < cases.json > answered.json
//
// The package meshctl.mesh.istio.messages reads the result. One field a line, so that an update of the API reads
// well as a diff.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"sort"
	"strings"

	meshv1alpha1 "istio.io/api/mesh/v1alpha1"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// columns names the cells of a field's row. kind is a protobuf kind name, with `map` for maps and the element's kind
// for lists; type is the full name of the message or enum; presence tells whether a zero value differs from absence.
var columns = []string{"go", "proto", "json", "kind", "type", "list", "oneof", "presence", "deprecated"}

type tables struct {
	messages map[string][][]any
	enums    map[string][][]any
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "layers" {
		exitOn(fillLayers())
		return
	}
	found := tables{messages: map[string][][]any{}, enums: map[string][][]any{}}
	found.addMessage((&meshv1alpha1.MeshConfig{}).ProtoReflect().Descriptor())
	exitOn(found.write(os.Stdout))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (t tables) addMessage(message protoreflect.MessageDescriptor) {
	name := string(message.FullName())
	if _, known := t.messages[name]; known || message.ParentFile().Package() == "google.protobuf" {
		return
	}
	rows := make([][]any, 0, message.Fields().Len())
	t.messages[name] = rows
	names := goNames(message)
	for i := 0; i < message.Fields().Len(); i++ {
		field := message.Fields().Get(i)
		rows = append(rows, row(field, names))
		t.follow(field)
	}
	t.messages[name] = rows
}

func (t tables) follow(field protoreflect.FieldDescriptor) {
	if field.IsMap() {
		t.follow(field.MapValue())
		return
	}
	if field.Message() != nil {
		t.addMessage(field.Message())
	}
	if field.Enum() != nil {
		t.addEnum(field.Enum())
	}
}

func (t tables) addEnum(enum protoreflect.EnumDescriptor) {
	values := make([][]any, 0, enum.Values().Len())
	for i := 0; i < enum.Values().Len(); i++ {
		value := enum.Values().Get(i)
		values = append(values, []any{string(value.Name()), int32(value.Number())})
	}
	t.enums[string(enum.FullName())] = values
}

func row(field protoreflect.FieldDescriptor, goNames map[string]string) []any {
	kind, typeName := kindOf(field)
	oneof := ""
	if group := field.ContainingOneof(); group != nil && !group.IsSynthetic() {
		oneof = string(group.Name())
	}
	goName, known := goNames[string(field.Name())]
	if !known {
		panic("no Go field for " + string(field.FullName()))
	}
	options, _ := field.Options().(*descriptorpb.FieldOptions)
	return []any{
		goName, string(field.Name()), field.JSONName(), kind, typeName,
		field.IsList(), oneof, field.HasPresence(), options.GetDeprecated(),
	}
}

// kindOf gives `map` with the kind or type of the values for maps, else kind and type of the (element) value.
func kindOf(field protoreflect.FieldDescriptor) (kind, typeName string) {
	if field.IsMap() {
		kind, typeName = kindOf(field.MapValue())
		if typeName == "" {
			typeName = kind
		}
		return "map", typeName
	}
	switch {
	case field.Message() != nil:
		typeName = string(field.Message().FullName())
	case field.Enum() != nil:
		typeName = string(field.Enum().FullName())
	}
	return field.Kind().String(), typeName
}

// goNames reads field names off the generated struct; members of a oneof stand in structs of their own.
func goNames(message protoreflect.MessageDescriptor) map[string]string {
	messageType, err := protoregistry.GlobalTypes.FindMessageByName(message.FullName())
	if err != nil {
		panic(err)
	}
	names := map[string]string{}
	collect(reflect.TypeOf(messageType.Zero().Interface()).Elem(), names)
	for i := 0; i < message.Fields().Len(); i++ {
		collectOneof(message.Fields().Get(i), messageType, names)
	}
	return names
}

// collectOneof sets the field on a fresh message and looks at the wrapper struct this makes.
func collectOneof(field protoreflect.FieldDescriptor, messageType protoreflect.MessageType, names map[string]string) {
	if field.ContainingOneof() == nil || names[string(field.Name())] != "" {
		return
	}
	message := messageType.New()
	message.Set(field, message.NewField(field))
	value := reflect.ValueOf(message.Interface()).Elem()
	for i := 0; i < value.NumField(); i++ {
		if held := value.Field(i); held.Kind() == reflect.Interface && !held.IsNil() {
			collect(held.Elem().Type().Elem(), names)
		}
	}
}

func collect(structType reflect.Type, names map[string]string) {
	for i := 0; i < structType.NumField(); i++ {
		for _, part := range strings.Split(structType.Field(i).Tag.Get("protobuf"), ",") {
			if name, found := strings.CutPrefix(part, "name="); found {
				names[name] = structType.Field(i).Name
			}
		}
	}
}

func (t tables) write(out *os.File) error {
	fmt.Fprintf(out, "{\n\"source\": %s,\n\"columns\": %s,\n", encode("istio.io/api "+apiVersion()), encode(columns))
	writeTable(out, "enums", t.enums)
	fmt.Fprint(out, ",\n")
	writeTable(out, "messages", t.messages)
	_, err := fmt.Fprint(out, "\n}\n")
	return err
}

func writeTable(out *os.File, title string, table map[string][][]any) {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(out, "%s: {", encode(title))
	for i, name := range names {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprintf(out, "\n%s: [", encode(name))
		for j, cells := range table[name] {
			if j > 0 {
				fmt.Fprint(out, ",")
			}
			fmt.Fprintf(out, "\n %s", encode(cells))
		}
		fmt.Fprint(out, "]")
	}
	fmt.Fprint(out, "}")
}

func encode(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func apiVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "istio.io/api" {
			return module.Version
		}
	}
	return "unknown"
}
