package main

import (
	"encoding/json"

	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	names "k8s.io/apimachinery/pkg/util/validation"
)

func init() { register("names", checkName) }

// objects makes an empty value of each type that a request may name.
var objects = map[string]func() any{
	"Pod":                   func() any { return &core.Pod{} },
	"Container":             func() any { return &core.Container{} },
	"Service":               func() any { return &core.Service{} },
	"ConfigMap":             func() any { return &core.ConfigMap{} },
	"Secret":                func() any { return &core.Secret{} },
	"Namespace":             func() any { return &core.Namespace{} },
	"ReplicationController": func() any { return &core.ReplicationController{} },
	"Deployment":            func() any { return &apps.Deployment{} },
	"StatefulSet":           func() any { return &apps.StatefulSet{} },
	"DaemonSet":             func() any { return &apps.DaemonSet{} },
	"Job":                   func() any { return &batch.Job{} },
	"CronJob":               func() any { return &batch.CronJob{} },
}

// nameRules are the API server's rules for names; the answer is whether a text passes.
var nameRules = map[string]func(string) []string{
	"dns_1123_label":              names.IsDNS1123Label,
	"dns_1123_subdomain":          names.IsDNS1123Subdomain,
	"wildcard_dns_1123_subdomain": names.IsWildcardDNS1123Subdomain,
	"dns_1035_label":              names.IsDNS1035Label,
	"port_name":                   names.IsValidPortName,
	"label_key":                   names.IsQualifiedName,
	"label_value":                 names.IsValidLabelValue,
	"env_name":                    names.IsEnvVarName,
	"config_key":                  names.IsConfigMapKey,
	"annotation_key":              annotationKey,
}

func annotationKey(key string) []string {
	found := []string{}
	for _, fault := range validation.ValidateAnnotations(map[string]string{key: ""}, field.NewPath("")) {
		found = append(found, fault.Error())
	}
	return found
}

func checkName(request json.RawMessage) (any, error) {
	var in struct{ Text string }
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	passed := map[string]bool{}
	for rule, check := range nameRules {
		passed[rule] = len(check(in.Text)) == 0
	}
	return passed, nil
}
