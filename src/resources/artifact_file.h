#pragma once

#include <string>

#include "formats/json.h"
#include "resources/content.h"
#include "resources/ownership.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A large file that came from elsewhere: a program, an image. It differs from File in how it is sent and looked at, in
// pieces and by a remembered digest, and in how a person gets it, who can't type its bytes.
struct ArtifactFile {
  Path path;
  Content content;
  Ownership ownership = {.mode = 0755};
  std::string name = {};  // of the file that a person downloads or builds: "kubelet"
  std::string source =
      {};  // where it comes from, for people: "kubernetes 1.36.3, built from k8s.io/kubernetes v1.36.3"
};

std::string id_of(const ArtifactFile& artifact);
State wanted(const ArtifactFile& artifact);
Result<State> observe(const ArtifactFile& artifact, const ThisHost& host);
// Replaced as a whole, by a rename: a program that runs goes on with what it was started from.
Result<> make(const ArtifactFile& artifact, ThisHost& host);
// As of File, whatever its size: a program of others that stood there comes back. It is kept once, before vent replaces
// it first; of the versions that vent brings none is kept.
Result<> undo(const ArtifactFile& artifact, const State& before, ThisHost& host);
// What to type once the file is in the directory $DOWNLOADED.
std::string as_shell(const ArtifactFile& artifact);
Json to_json(const ArtifactFile& artifact);
Result<ArtifactFile> artifact_file_from_json(const Json& json);

}  // namespace vent
