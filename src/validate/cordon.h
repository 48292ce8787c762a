#pragma once

#include <string>

#include "validate/scene.h"

namespace vent {

// Takes a node away from the scheduler for a while: nothing new starts there, what runs there runs on. It is given back
// when this ends, also after Ctrl-C; and should vent itself be killed, by the next `vent validate`, because the node
// bears a label as long.
class Cordon {
 public:
  static Result<Cordon> of(const Scene& scene, const std::string& node);
  Cordon(Cordon&& other) noexcept : scene_(std::exchange(other.scene_, nullptr)) {}
  Cordon& operator=(Cordon&&) = delete;
  ~Cordon();

  // The same now, and whether it could be.
  Result<> end();

 private:
  explicit Cordon(const Scene& scene) : scene_(&scene) {}
  const Scene* scene_;
};

// Gives all nodes back that a vent validate took away, and no others.
Result<> end_cordons(const Scene& scene);

}  // namespace vent
