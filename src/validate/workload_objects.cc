#include "validate/workload_objects.h"

#include "chapters/objects.h"

namespace vent {

Json labels_of(const char* name) { return Json::object().set("app", name); }

Json pod_template(const char* name, Json command) {
  Json container = Json::object().set("name", name).set("image", Scene::kToolbox).set("command", std::move(command));
  return Json::object()
      .set("metadata", Json::object().set("labels", labels_of(name)))
      .set("spec", Json::object()
                       .set("terminationGracePeriodSeconds", 0)
                       .set("containers", Json::array().push(std::move(container))));
}

Json lasting(const char* kind, const char* name, int replicas, Json pods) {
  return object_of("apps/v1", kind, name, Scene::kNamespace)
      .set("spec", Json::object()
                       .set("replicas", replicas)
                       .set("selector", Json::object().set("matchLabels", labels_of(name)))
                       .set("template", std::move(pods)));
}

Json disruption_budget(const char* name, int least_available) {
  return object_of("policy/v1", "PodDisruptionBudget", name, Scene::kNamespace)
      .set("spec", Json::object()
                       .set("minAvailable", least_available)
                       .set("selector", Json::object().set("matchLabels", labels_of(name))));
}

}  // namespace vent
