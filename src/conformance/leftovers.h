#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// What tests that were cut off leave in a cluster, told by the API's own book-keeping: each object says who wrote which of
// its fields, and upstream's test program is known there by its name. Pure.

inline constexpr std::string_view kTestProgram = "e2e.test";

struct Leftover {
  std::string kind;  // "ValidatingWebhookConfiguration.v1.admissionregistration.k8s.io", as kubectl takes it
  std::string name;
  std::string name_space;  // empty: it is in none
  int order = 0;           // what others can't be removed before

  bool operator==(const Leftover&) const = default;
};

// Of a list of objects as `kubectl get --output=json --show-managed-fields` gives it: those that the tests made and nobody
// else wrote to. Nodes are never among them. What hinders the removal of others comes first.
Result<std::vector<Leftover>> leftover_objects(std::string_view list);

// What was put on nodes, as words for kubectl that take it off again.
Result<std::vector<std::vector<std::string>>> leftovers_of_nodes(std::string_view list);

}  // namespace vent
