#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/locked.h"
#include "base/result.h"

namespace vent {

// Where releases are really downloaded from, for one run of vent. Any number of threads may use one.
//
// VENT_MIRROR lets a company serve the files itself: words "BEGINNING=REPLACEMENT", separated by spaces. The first whose
// beginning a URL has replaces that beginning, for files and checksums alike:
//
//   VENT_MIRROR="https://dl.k8s.io/=https://files.example.com/k8s/ https://=https://proxy.example.com/"
//
// makes https://dl.k8s.io/release/v1.36.3/… come from https://files.example.com/k8s/release/v1.36.3/…, and all else, say
// https://github.com/etcd-io/…, from https://proxy.example.com/github.com/etcd-io/….
class ReleaseSources {
 public:
  ReleaseSources() = default;
  static Result<ReleaseSources> with_mirrors(std::string_view setting);

  std::string url_for(const std::string& published) const;

  // A server that can't be reached is asked once in a run: each further file would wait as long for the same answer.
  std::optional<Error> known_unreachable(const std::string& url) const;
  void note_unreachable(const std::string& url, const Error& error);

 private:
  struct Mirror {
    std::string beginning;
    std::string replacement;
  };
  std::vector<Mirror> mirrors_;
  // Behind a pointer, so that sources can be moved.
  std::unique_ptr<Locked<std::map<std::string, Error>>> unreachable_ =
      std::make_unique<Locked<std::map<std::string, Error>>>();
};

// With VENT_MIRROR as it is set.
Result<ReleaseSources> release_sources_of_environment();

}  // namespace vent
