#include "validate/cordon.h"

#include <fmt/core.h>

#include "formats/json.h"

namespace vent {
namespace {

constexpr const char* kLabel = "vent.local/cordoned-by-validate";

}  // namespace

// Both in one request: there is never a node without the label that we took away.
Result<Cordon> Cordon::of(const Scene& scene, const std::string& node) {
  const Json patch = Json::object()
                         .set("metadata", Json::object().set("labels", Json::object().set(kLabel, "true")))
                         .set("spec", Json::object().set("unschedulable", true));
  Cordon cordon(scene);  // first: who is interrupted in between doesn't know whether it was done
  TRY(scene.kubectl({"patch", "node", node, "--type=merge", "--patch=" + patch.compact()}));
  return cordon;
}

// Nobody is left to hear of an error; `clear` of the scene tries again and tells.
Cordon::~Cordon() { static_cast<void>(end()); }

Result<> Cordon::end() {
  const Scene* scene = std::exchange(scene_, nullptr);
  return scene == nullptr ? Result<>(Ok{}) : end_cordons(*scene);
}

Result<> end_cordons(const Scene& scene) {
  const std::string selector = fmt::format("--selector={}", kLabel);
  TRY(scene.kubectl_to_the_end({"uncordon", selector}));
  TRY(scene.kubectl_to_the_end({"label", "nodes", selector, fmt::format("{}-", kLabel)}));
  return Ok{};
}

}  // namespace vent
