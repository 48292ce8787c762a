#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// Who may do what with a file, by names as a person would say it.
struct Ownership {
  mode_t mode = 0644;
  std::string owner = "root";
  std::string group = "root";

  bool operator==(const Ownership&) const = default;
};

std::string mode_text(mode_t mode);  // "0644"
Result<mode_t> mode_from_text(const std::string& text);
// The name of a user or group; its number where it has no name any more.
std::string user_name(uid_t id);
std::string group_name(gid_t id);

// Their numbers on this machine.
Result<uid_t> user_id(const std::string& name);
Result<gid_t> group_id(const std::string& name);

// Gives an existing file or directory its owner and mode. A symbolic link is not followed.
Result<> set_ownership(const Path& path, const Ownership& ownership);

}  // namespace vent
