// Renders annotations as Grafana does: Go's templates, missing keys left missing, and Prometheus's humanize, which fails
// on what is not there. Reads {"templates": [], "labels": {}, "values": {}} and prints the texts.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"text/template"
)

type value struct {
	Labels map[string]string
	Value  float64
}

type question struct {
	Templates []string           `json:"templates"`
	Labels    map[string]string  `json:"labels"`
	Values    map[string]*string `json:"values"`
}

func humanize(number any) (string, error) {
	amount, ok := number.(float64)
	if !ok {
		return "", fmt.Errorf("can't convert %v to float", number)
	}
	prefix := ""
	for _, next := range []string{"k", "M", "G"} {
		if math.IsNaN(amount) || math.Abs(amount) < 1000 {
			break
		}
		prefix, amount = next, amount/1000
	}
	return fmt.Sprintf("%.4g%s", amount, prefix), nil
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	values := map[string]value{}
	for name, text := range asked.Values {
		number := math.NaN()
		if text != nil {
			fmt.Sscan(*text, &number)
		}
		values[name] = value{asked.Labels, number}
	}
	functions := template.FuncMap{
		"humanize":    humanize,
		"externalURL": func() string { return "https://grafana.example/" },
	}
	texts := []string{}
	for _, text := range asked.Templates {
		made, err := template.New("").Funcs(functions).Option("missingkey=invalid").
			Parse("{{- $labels := .Labels -}}{{- $values := .Values -}}" + text)
		if err != nil {
			panic(err)
		}
		var out strings.Builder
		if err := made.Execute(&out, map[string]any{"Labels": asked.Labels, "Values": values}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		texts = append(texts, out.String())
	}
	json.NewEncoder(os.Stdout).Encode(texts)
}
