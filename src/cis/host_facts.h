#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// What the CIS benchmark judges of a host: what its parts were started with, whose their files are, what their settings
// say. Read by one script for the host's shell, which changes nothing and reads no secret. Pure but for that.

struct FileFacts {
  std::string path;
  unsigned mode = 0;
  std::string owner;
  std::string group;

  std::string text() const;  // "/etc/kubelet is 0700 root:root"
};

struct HostFacts {
  std::string host;
  bool is_controller = false;
  std::map<std::string, std::vector<std::string>> commands = {};  // of the parts that run: their words, by unit
  std::vector<FileFacts> files = {};
  std::map<std::string, std::string> texts = {};  // what some of them hold, by path

  // What stands behind --NAME of a part; "true" when nothing does. Nothing when it has no such word.
  std::optional<std::string> flag(const std::string& unit, std::string_view name) const;
};

// For the login shell of the host's user, as root.
std::string host_facts_command(const std::string& user);
// What the script wrote. An answer that breaks off is an error.
Result<HostFacts> read_host_facts(const std::string& host, bool is_controller, std::string_view answer);

// Under these names `texts` has what was made out of files: a digest of each authority's certificate, and the providers
// by which secrets are encrypted, without their keys.
inline constexpr const char* kAuthorityDigests = "authorities";
inline constexpr const char* kEncryptionProviders = "encryption providers";

}  // namespace vent
