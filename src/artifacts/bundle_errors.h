#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vent {

// A place in a bundle, for a person.
struct BundlePlace {
  std::string bundle;        // the file
  std::uint64_t offset = 0;  // how many of its bytes were used
  std::string where;         // "in kubernetes 1.36.3 kubelet (amd64)"
};

Error not_a_bundle(const std::string& bundle, std::string_view why);
Error bundle_is_cut(const BundlePlace& place);
// `what` is a sentence of its own: "its header is damaged".
Error bundle_is_damaged(const BundlePlace& place, std::string_view what);

// What a file is that begins so and isn't a bundle: "it is a gzip file".
std::string_view what_begins_so(std::string_view beginning);

}  // namespace vent
