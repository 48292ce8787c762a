#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/architecture.h"
#include "base/result.h"
#include "formats/json.h"

namespace vent {

// What an artifact is called: one file of a component's version, for one architecture. A container image is the one
// file of a component of its own.
struct ArtifactName {
  std::string component;  // "kubernetes"
  std::string version;    // "1.36.3"
  Architecture architecture = Architecture::amd64;
  std::string file;  // "kubelet"

  std::string text() const;  // "kubernetes 1.36.3 kubelet (amd64)"
  auto operator<=>(const ArtifactName&) const = default;
};

// Where a file came from.
enum class Origin {
  release,  // downloaded from who publishes it
  build,    // built here from its modules
  package,  // out of a Debian package
  vent,     // made by vent itself: images, and the programs built with it
  added,    // given by the user
};
std::string_view origin_name(Origin origin);  // "release", …
Result<Origin> read_origin(std::string_view text);

// A file we have, and what is known about it. Its content is in the store under its digest.
struct Artifact {
  ArtifactName name;
  std::string digest;  // SHA-256, hexadecimal
  std::uint64_t size = 0;
  Origin origin = Origin::build;
  std::string source = {};   // for people: a URL, or "k8s.io/kubernetes v1.36.3, go1.26.8"
  std::string licence = {};  // by its SPDX name

  bool operator==(const Artifact&) const = default;
};

Json artifact_json(const Artifact& artifact);
Result<Artifact> read_artifact(const Json& json);

}  // namespace vent
