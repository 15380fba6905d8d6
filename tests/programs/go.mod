module example.com/garage

go 1.13

require (
	golang.org/x/sync v0.1.0
	gopkg.in/yaml.v3 v3.0.1
)
