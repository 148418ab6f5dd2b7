// K8s_tables writes the field tables of meshctl/k8s/data by reflecting on the published Go types.
//
//	go run . > ../../meshctl/k8s/data/core_types.json
//
// The output is one JSON object, one struct a line so that a new Kubernetes version shows as a readable
// diff. A struct is a list of fields in declaration order; a field is
//
//	[Go name, JSON name or "" when inlined, type, flags, patch strategy, patch merge key]
//
// with trailing empty members left out. Types read like Go: "string", "int32", "*bool", "[]Container",
// "map[string]quantity". Flags: e = embedded in Go (its fields are promoted), o = omitempty, z = omitzero.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"sort"
	"strings"

	openshift "github.com/openshift/api/apps/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// roots are the objects whose fields people write in manifests that meshctl reads.
var roots = []any{
	core.Pod{}, core.PodTemplate{}, core.ReplicationController{}, core.Service{}, core.Endpoints{},
	core.Namespace{}, core.ConfigMap{}, core.Secret{}, core.ServiceAccount{}, core.PersistentVolumeClaim{},
	apps.Deployment{}, apps.ReplicaSet{}, apps.StatefulSet{}, apps.DaemonSet{},
	batch.Job{}, batch.CronJob{}, openshift.DeploymentConfig{}, meta.LabelSelector{},
}

// scalars are types with a JSON form of their own; the value is their name in the table.
var scalars = map[reflect.Type]string{
	reflect.TypeOf(resource.Quantity{}):    "quantity",
	reflect.TypeOf(intstr.IntOrString{}):   "intOrString",
	reflect.TypeOf(meta.Time{}):            "time",
	reflect.TypeOf(meta.FieldsV1{}):        "any",
	reflect.TypeOf(runtime.RawExtension{}): "any",
	reflect.TypeOf([]byte{}):               "bytes",
}

type tables struct {
	structs map[string][][]string
	origin  map[string]reflect.Type
}

func (t *tables) expression(of reflect.Type) string {
	if name, found := scalars[of]; found {
		return name
	}
	switch of.Kind() {
	case reflect.Pointer:
		return "*" + t.expression(of.Elem())
	case reflect.Slice:
		return "[]" + t.expression(of.Elem())
	case reflect.Map:
		if of.Key().Kind() != reflect.String {
			panic("map key is not a string: " + of.String())
		}
		return "map[string]" + t.expression(of.Elem())
	case reflect.Struct:
		t.add(of)
		return nameOf(of)
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64:
		return of.Kind().String()
	}
	panic("no table type for " + of.String())
}

// nameOf is the Go name; OpenShift's own types get a prefix because some share a name with Kubernetes's.
func nameOf(of reflect.Type) string {
	if strings.HasPrefix(of.PkgPath(), "github.com/openshift/") && of.Name() != "DeploymentConfig" {
		return "OpenShift" + of.Name()
	}
	return of.Name()
}

func (t *tables) add(of reflect.Type) {
	name := nameOf(of)
	if known, found := t.origin[name]; found {
		if known != of {
			panic(fmt.Sprintf("%s and %s share a name", known, of))
		}
		return
	}
	if marshalsItself(of) {
		panic(fmt.Sprintf("%s has a JSON form of its own but no table type", of))
	}
	t.origin[name] = of
	fields := make([][]string, 0, of.NumField())
	for i := range of.NumField() {
		fields = append(fields, t.field(of.Field(i)))
	}
	t.structs[name] = fields
}

// marshalsItself tells whether the field table would not describe the JSON form of a struct. A struct that
// embeds such a type (ObjectMeta never does) would be reported too, which is what one wants.
func marshalsItself(of reflect.Type) bool {
	return reflect.PointerTo(of).Implements(reflect.TypeFor[json.Unmarshaler]())
}

func (t *tables) field(of reflect.StructField) []string {
	tag := strings.Split(of.Tag.Get("json"), ",")
	flags := ""
	if of.Anonymous {
		flags += "e"
	}
	for _, option := range tag[1:] {
		switch option {
		case "omitempty":
			flags += "o"
		case "omitzero":
			flags += "z"
		}
	}
	row := []string{of.Name, tag[0], t.expression(of.Type), flags, of.Tag.Get("patchStrategy"), of.Tag.Get("patchMergeKey")}
	for row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

func versions() map[string]string {
	found := map[string]string{}
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		switch module.Path {
		case "k8s.io/api", "k8s.io/apimachinery", "github.com/openshift/api":
			found[module.Path] = module.Version
		}
	}
	return found
}

func write(found tables) {
	names := make([]string, 0, len(found.structs))
	for name := range found.structs {
		names = append(names, name)
	}
	sort.Strings(names)
	var out bytes.Buffer
	source, _ := json.Marshal(versions())
	fmt.Fprintf(&out, "{\"source\":%s,\n\"structs\":{\n", source)
	for i, name := range names {
		line, _ := json.Marshal(found.structs[name])
		fmt.Fprintf(&out, "%q:%s", name, line)
		if i < len(names)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("}}\n")
	if _, err := out.WriteTo(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	found := tables{structs: map[string][][]string{}, origin: map[string]reflect.Type{}}
	for _, root := range roots {
		found.add(reflect.TypeOf(root))
	}
	write(found)
}
