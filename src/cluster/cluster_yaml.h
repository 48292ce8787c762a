#pragma once

#include "cluster/draft.h"
#include "formats/yaml.h"

namespace vent {

// Reads a cluster file by the table of fields. Adds all problems of its shape; whether the values are good is looked at
// when the cluster is built.
ClusterDraft read_cluster_yaml(const YamlDocument& document, Problems& problems);

}  // namespace vent
