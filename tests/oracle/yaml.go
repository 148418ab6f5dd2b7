package main

import (
	"encoding/json"

	"sigs.k8s.io/yaml"
)

func init() {
	register("yaml", yamlToJSON)
}

// yamlToJSON reads one document as the Kubernetes tools do, repeated keys refused where strict.
func yamlToJSON(request json.RawMessage) (any, error) {
	var in struct {
		Text   string
		Strict bool
	}
	if err := json.Unmarshal(request, &in); err != nil {
		return nil, err
	}
	read := yaml.YAMLToJSON
	if in.Strict {
		read = yaml.YAMLToJSONStrict
	}
	value, err := read([]byte(in.Text))
	return json.RawMessage(value), err
}
