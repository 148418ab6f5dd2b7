// Says what the API server's own packages say about custom resources: valid or not, and why.
//
// Usage: crdoracle BUNDLE.yaml... < resources.jsonl > verdicts.jsonl
//
// Each input line is one resource as JSON. Each output line is {"valid": bool, "errors": [text...]}, in input order.
// The order of steps is that of a create with strict field validation: decode metadata, prune unknown fields, drop
// nulls that may not be null, apply defaults, clear status, validate schema, list types and CEL rules.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/apiserver/pkg/storage/names"
	"sigs.k8s.io/yaml"
)

// strategy is the part of the custom resource strategy that a create runs.
type strategy interface {
	PrepareForCreate(ctx context.Context, obj runtime.Object)
	Validate(ctx context.Context, obj runtime.Object) field.ErrorList
}

type kind struct {
	schema     *structuralschema.Structural
	strategy   strategy
	namespaced bool
}

type verdict struct {
	Valid  bool     `json:"valid"`
	Errors []string `json:"errors"`
}

func main() {
	kinds := map[schema.GroupVersionKind]kind{}
	for _, path := range os.Args[1:] {
		if err := load(path, kinds); err != nil {
			fmt.Fprintln(os.Stderr, path, err)
			os.Exit(1)
		}
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			text, _ := json.Marshal(judge(line, kinds))
			out.Write(append(text, '\n'))
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func load(path string, kinds map[schema.GroupVersionKind]kind) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	documents := utilyaml.NewYAMLReader(bufio.NewReader(file))
	for {
		text, err := documents.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		crd := &apiextensionsv1.CustomResourceDefinition{}
		if err := yaml.Unmarshal(text, crd); err != nil {
			return err
		}
		for _, version := range crd.Spec.Versions {
			if err := add(crd, version, kinds); err != nil {
				return err
			}
		}
	}
}

func add(crd *apiextensionsv1.CustomResourceDefinition, version apiextensionsv1.CustomResourceDefinitionVersion, kinds map[schema.GroupVersionKind]kind) error {
	gvk := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
	internal := &apiextensions.CustomResourceValidation{}
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(version.Schema, internal, nil); err != nil {
		return err
	}
	structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		return err
	}
	structural = structural.DeepCopy()
	if err := defaulting.PruneDefaults(structural); err != nil {
		return err
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		return err
	}
	var status *apiextensions.CustomResourceSubresourceStatus
	if version.Subresources != nil && version.Subresources.Status != nil {
		status = &apiextensions.CustomResourceSubresourceStatus{}
	}
	namespaced := crd.Spec.Scope == apiextensionsv1.NamespaceScoped
	kinds[gvk] = kind{structural, customresource.NewStrategy(nil, namespaced, gvk, validator, nil, structural, status, nil, nil), namespaced}
	return nil
}

func judge(line []byte, kinds map[schema.GroupVersionKind]kind) verdict {
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(line); err != nil {
		return refused(err.Error())
	}
	kind, known := kinds[object.GroupVersionKind()]
	if !known {
		return refused("no such kind")
	}
	unknown, err := coerce(object, kind.schema)
	if err != nil {
		return refused(err.Error())
	}
	errors := []string{}
	for _, path := range unknown {
		errors = append(errors, "unknown field "+path)
	}
	defaulting.Default(object.UnstructuredContent(), kind.schema)
	switch { // as the request path would
	case !kind.namespaced:
		object.SetNamespace("")
	case object.GetNamespace() == "":
		object.SetNamespace("default")
	}
	if object.GetName() == "" && object.GetGenerateName() != "" {
		object.SetName(names.SimpleNameGenerator.GenerateName(object.GetGenerateName()))
	}
	object.SetManagedFields(nil) // the field manager takes nothing over from a request
	kind.strategy.PrepareForCreate(context.Background(), object)
	for _, fault := range kind.strategy.Validate(context.Background(), object) {
		errors = append(errors, fault.Error())
	}
	return verdict{Valid: len(errors) == 0, Errors: errors}
}

// coerce repeats the steps of the API server's decoder of custom resources: see schemaCoercingDecoder upstream.
func coerce(object *unstructured.Unstructured, s *structuralschema.Structural) ([]string, error) {
	meta, found, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object, objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, err
	}
	apiVersion, name := object.GetAPIVersion(), object.GetKind()
	options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown = append(unknown, pruning.PruneWithOptions(object.Object, s, true, options)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, s)
	object.SetKind(name)
	object.SetAPIVersion(apiVersion)
	if found {
		if err := objectmeta.SetObjectMeta(object.Object, meta); err != nil {
			return nil, err
		}
	}
	return unknown, nil
}

func refused(text string) verdict {
	return verdict{Valid: false, Errors: []string{text}}
}
