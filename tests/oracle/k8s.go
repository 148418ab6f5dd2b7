package main

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"sigs.k8s.io/yaml"
)

func init() {
	register("strategic_merge", strategicMerge)
	register("typed_roundtrip", typedRoundtrip)
	register("read_manifest", readManifest)
	register("quantity", quantity)
	register("quantity_compare", quantityCompare)
	register("label_selector", labelSelector)
}

// strategicMerge lays a patch over an object as the injector does, with the schema of the named type.
func strategicMerge(request json.RawMessage) (any, error) {
	var in struct {
		Type            string
		Original, Patch json.RawMessage
	}
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	schema, err := newObject(in.Type)
	if err != nil {
		return nil, err
	}
	merged, err := strategicpatch.StrategicMergePatch(in.Original, in.Patch, schema)
	return json.RawMessage(merged), err
}

// typedRoundtrip decodes JSON into the named type and encodes it again.
func typedRoundtrip(request json.RawMessage) (any, error) {
	var in struct {
		Type  string
		Value json.RawMessage
	}
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	object, err := newObject(in.Type)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(in.Value, object); err != nil {
		return nil, err
	}
	return object, nil
}

// readManifest decodes YAML into the named type, with the conversions that come with it.
func readManifest(request json.RawMessage) (any, error) {
	var in struct{ Type, Text string }
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	object, err := newObject(in.Type)
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal([]byte(in.Text), object); err != nil {
		return nil, err
	}
	return object, nil
}

func quantity(request json.RawMessage) (any, error) {
	var in struct{ Text, Add string }
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	parsed, err := resource.ParseQuantity(in.Text)
	if err != nil || in.Add == "" {
		return parsed.String(), err
	}
	other, err := resource.ParseQuantity(in.Add)
	parsed.Add(other)
	return parsed.String(), err
}

func quantityCompare(request json.RawMessage) (any, error) {
	var in struct{ Left, Right string }
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	left, err := resource.ParseQuantity(in.Left)
	if err != nil {
		return nil, err
	}
	right, err := resource.ParseQuantity(in.Right)
	return left.Cmp(right), err
}

// labelSelector parses a selector, from its object or its text form, and says which label sets it selects.
func labelSelector(request json.RawMessage) (any, error) {
	var in struct {
		Selector *meta.LabelSelector
		Text     *string
		Labels   []map[string]string
	}
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	selector, err := parseSelector(in.Selector, in.Text)
	if err != nil {
		return nil, err
	}
	matches := make([]bool, 0, len(in.Labels))
	for _, set := range in.Labels {
		matches = append(matches, selector.Matches(labels.Set(set)))
	}
	return matches, nil
}

func parseSelector(object *meta.LabelSelector, text *string) (labels.Selector, error) {
	if text != nil {
		return labels.Parse(*text)
	}
	return meta.LabelSelectorAsSelector(object)
}

func newObject(name string) (any, error) {
	if make, found := objects[name]; found {
		return make(), nil
	}
	return nil, fmt.Errorf("no Go type for %q", name)
}
