#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "resources/resource.h"

namespace vent {

// Objects of Kubernetes, as resources of the controller on which they are given to the API: a file that holds them, and
// that the API has them as they stand there. `name` is that of the file.
std::vector<Resource> cluster_objects(const std::string& name, const std::vector<Json>& objects, std::string why);

// How kubectl is called on a controller.
std::vector<std::string> kubectl(std::vector<std::string> arguments);

// The beginnings of an object.
Json object_of(std::string_view api_version, std::string_view kind, std::string_view name,
               std::string_view name_space = {});
// What a ClusterRole allows: these verbs on these resources of one API group.
Json rule_of(std::string_view group, const std::vector<std::string>& resources, const std::vector<std::string>& verbs);
Json texts(const std::vector<std::string>& all);
// A ClusterRoleBinding: who (kind and name, with a namespace for a service account) is given which role.
Json binding_of(std::string_view name, std::string_view role, std::string_view kind, std::string_view subject,
                std::string_view name_space = {});

}  // namespace vent
