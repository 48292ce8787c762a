#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vent {

// What one types after building a cluster by hand: Kubernetes the Hard Way's smoke test, and what vent's guide of old
// showed. Each is known here by the name it has there, and says which check does the same.
struct TypedByHand {
  std::string_view name;   // "data-encryption"
  std::string_view typed;  // what is typed, and what it should say
  std::string_view check;
};
const std::vector<TypedByHand>& typed_by_hand();

// The check that a name stands for: its own, or that of what is typed by hand.
std::string check_meant_by(const std::string& name);

}  // namespace vent
