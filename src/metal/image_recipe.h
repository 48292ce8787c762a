#pragma once

#include <string>
#include <vector>

#include "metal/disk.h"

namespace vent::metal {

// What the base image of all hosts is made of. Another recipe is another image: the fingerprint names its folder.
struct ImageRecipe {
  std::string suite;
  std::vector<std::string> packages;
  std::vector<std::string> masked_units;   // of no use in a host of ours, or slow
  std::vector<std::string> enabled_units;  // of `entries`
  std::vector<DiskEntry> entries;
  std::vector<std::string> removed;  // paths that must differ from host to host, or are only weight

  std::string name() const;  // "debian-12-1f0c2a…"
};

// Debian 12 with the packages that a Kubernetes node needs.
ImageRecipe base_recipe();

}  // namespace vent::metal
