#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// The Go that components are built with. It is exactly the version that the catalogue names, because another compiler
// makes other bits: an installed Go of another version fetches it as a module, checked like any other.
struct GoToolchain {
  std::string program;                             // the path of `go`
  std::map<std::string, std::string> environment;  // for every run of it
  std::string version;                             // "1.26.8"
};

Result<GoToolchain> find_go(const std::string& wanted_version, const Path& work_folder, std::stop_token stop);

// Of what `go version` prints: "go version go1.26.8 linux/amd64" is "1.26.8". Empty when it is something else.
std::string_view version_that_go_says(std::string_view output);

}  // namespace vent
