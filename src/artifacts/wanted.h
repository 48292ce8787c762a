#pragma once

#include <map>
#include <string>
#include <vector>

#include "artifacts/artifact.h"
#include "artifacts/catalogue.h"
#include "base/result.h"

namespace vent {

// One component in the version and for the architecture that somebody wants. The catalogue outlives it.
struct Wanted {
  const Component* component = nullptr;
  const CatalogueVersion* version = nullptr;
  Architecture architecture = Architecture::amd64;

  std::string text() const;                 // "kubernetes 1.36.3 (amd64)"
  std::vector<ArtifactName> names() const;  // of its files
};

// Versions by component. A component that isn't named is wanted in its default version, and an image in the version of
// what it holds.
using Versions = std::map<std::string, std::string>;

// Every component for one architecture. What can't be had, and pairs that can't work, are problems, all at once.
Result<std::vector<Wanted>> choose_versions(const Catalogue& catalogue, const Versions& versions,
                                            Architecture architecture);

// What a cluster is made of: all but what is made on demand.
std::vector<Wanted> of_a_cluster(std::vector<Wanted> wanted);

// Only these components of them; an unknown name is an error that names near ones.
Result<std::vector<Wanted>> only(const std::vector<Wanted>& wanted, const std::vector<std::string>& components);

}  // namespace vent
