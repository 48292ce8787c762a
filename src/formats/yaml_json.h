#pragma once

#include "formats/json.h"
#include "formats/yaml.h"

namespace vent {

// The plain values of a YAML tree, for documents that are passed on rather than understood: objects of Kubernetes, extra
// settings of a component. Plain `true`, `false`, null and decimal numbers as JSON writes them are such values; every
// other scalar is text (also `0755`, `1_000` and `yes`, which readers of YAML don't agree about).
Json yaml_as_json(const YamlNode& node);

}  // namespace vent
