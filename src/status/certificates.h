#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "chapters/design.h"
#include "chapters/outline.h"
#include "status/status.h"

namespace vent {

// The certificates of a cluster as its key folder has them, where each is used, and whether the hosts have the same.

enum class OnHost {
  not_asked,
  same,
  another,    // there is one, and it is not that of the key folder
  missing,    // nothing that could be read
  no_answer,  // of the host
};
std::string_view on_host_name(OnHost standing);  // "not asked", "same", …

struct PlaceStanding {
  CertificatePlace place;
  OnHost standing = OnHost::not_asked;
};

struct CertificateStanding {
  std::string name;
  std::string authority;                   // which is to sign it; its own name for an authority
  bool is_wanted = true;                   // false: of a host or a use that is gone; it stays in the folder
  std::optional<Certificate> certificate;  // nothing: it was not made yet
  std::vector<PlaceStanding> places;

  bool is_well(WallTime now) const;
};

// Reads the folder and makes nothing: authorities first, then in the order in which they are listed.
Result<std::vector<CertificateStanding>> certificates_in(const Path& key_folder, const Design& outline);
void compare_with_hosts(std::vector<CertificateStanding>& certificates, const ClusterStatus& status);

}  // namespace vent
