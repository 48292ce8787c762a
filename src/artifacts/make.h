#pragma once

#include <stop_token>
#include <vector>

#include "artifacts/catalogue.h"
#include "artifacts/release.h"
#include "artifacts/store.h"
#include "artifacts/wanted.h"
#include "base/clock.h"
#include "events/bus.h"

namespace vent {

// Gets components into the store, however they are to be had: downloaded or built, out of a Debian package, from beside
// vent, or as an image of what is in the store already.

// For components that are published and can be built too.
enum class OriginChoice {
  automatic,  // the release, and when that can't be had the build
  release,
  build,
};
Result<OriginChoice> read_origin_choice(std::string_view text);  // auto, release, build

struct Workshop {
  const Catalogue& catalogue;
  Store& store;
  Path programs_folder;  // where vent stands, and what was built with it
  ReleaseSources sources;
  OriginChoice origin = OriginChoice::automatic;
  int at_once = 2;  // components in the making; each build uses all cores by itself
  EventBus& bus;
  Clock& clock;
};

// About how many bytes it takes to build these from nothing: Go keeps what it fetched and what it compiled. By the
// processor time of their recipes, so it is a guess, and meant to be one that is rather too high.
std::uint64_t space_to_build(const std::vector<Wanted>& wanted);

struct MakeSummary {
  int made = 0;
  int unchanged = 0;                     // were in the store, whole
  std::vector<ArtifactName> files = {};  // of those that were made
};
// Makes those wanted, out of all that belong together: an image is made of others. Goes on after a failure with what
// doesn't need it; each failure is shown as it happens, and the error counts them.
Result<MakeSummary> make_artifacts(Workshop& workshop, const std::vector<Wanted>& all,
                                   const std::vector<Wanted>& wanted, std::stop_token stop);

}  // namespace vent
