#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace vent {

// The second fence before an archive for others: nothing secret is gathered, and should it stand in a text all the same
// (a journal line, an event), it is taken out here. Known secrets go in every form in which they could stand there; of
// others what looks like one: private keys, also in base64; tokens; values behind words like `password`. Rather too much
// is taken out than too little. Pure.
class Scrubber {
 public:
  // A secret of this cluster: a key, a token, random bytes.
  void know(const Secret& secret);
  std::string clean(std::string_view text) const;

 private:
  std::vector<Secret> known_;
};

// What stands where something was.
inline constexpr std::string_view kTakenOut = "(taken out)";

}  // namespace vent
