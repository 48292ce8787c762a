#pragma once

#include <string>

#include "commands/artifacts.h"
#include "commands/line.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace vent {

// The command line of `vent artifacts`, `vent bundle` and `vent versions`. It lives as long as the program.
struct ArtifactsLine {
  MakeOptions make;
  PruneOptions prune;
  AddOptions add;
  ChoiceOptions versions;
  BundleOptions bundle;
};
void add_artifacts(CLI::App& app, ArtifactsLine& line, Chosen& chosen);

}  // namespace vent
