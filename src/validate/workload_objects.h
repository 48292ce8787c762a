#pragma once

#include "formats/json.h"
#include "validate/scene.h"

namespace vent {

// What is deployed in our own namespace to see how the cluster deals with it. Pods bear the label `app` with a name.

Json labels_of(const char* name);
// A pod of the toolbox; its one container is called as the pod.
Json pod_template(const char* name, Json command);
// A Deployment or a StatefulSet of such pods.
Json lasting(const char* kind, const char* name, int replicas, Json pods);
Json disruption_budget(const char* name, int least_available);

}  // namespace vent
