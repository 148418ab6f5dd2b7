package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	//lint:ignore SA1019 Istio reads its configuration with this package, whose rules differ from protojson's.
	"github.com/golang/protobuf/jsonpb"
	//lint:ignore SA1019 jsonpb takes messages of this interface.
	protov1 "github.com/golang/protobuf/proto"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// layersCase is one reading: documents that are laid over each other on a fresh message, and what comes out.
type layersCase struct {
	Name    string            `json:"name"`
	Message string            `json:"message"`
	Layers  []json.RawMessage `json:"layers"`
	Result  json.RawMessage   `json:"result,omitempty"`
	Refused bool              `json:"refused,omitempty"`
}

// fillLayers reads cases from standard input and writes them back with the result Istio's own library gives.
func fillLayers() error {
	var cases []layersCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return err
	}
	fmt.Print("[\n")
	for i := range cases {
		result, err := layOver(cases[i])
		cases[i].Result, cases[i].Refused = result, err != nil
		line, err := json.Marshal(cases[i])
		if err != nil {
			return err
		}
		separator := ","
		if i == len(cases)-1 {
			separator = ""
		}
		fmt.Printf("%s%s\n", line, separator)
	}
	fmt.Print("]\n")
	return nil
}

func layOver(given layersCase) (json.RawMessage, error) {
	messageType, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(given.Message))
	if err != nil {
		return nil, err
	}
	message := protov1.MessageV1(messageType.New().Interface())
	reader := jsonpb.Unmarshaler{AllowUnknownFields: true}
	for _, layer := range given.Layers {
		if err := reader.Unmarshal(strings.NewReader(string(layer)), message); err != nil {
			return nil, err
		}
	}
	text, err := (&jsonpb.Marshaler{}).MarshalToString(message)
	return json.RawMessage(text), err
}
