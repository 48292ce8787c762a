#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/catalogue.h"
#include "artifacts/go_toolchain.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// Builds the files of a component from Go modules: static, stripped, without paths of this machine in them.

struct GoBuild {
  const Component& component;
  const CatalogueVersion& version;
  Architecture architecture = Architecture::amd64;
  Path catalogue_folder;
  Path work_folder;  // source/ is made anew in it, out/ holds the files afterwards
  // Sees the name of each Go package when it is compiled.
  std::function<void(std::string_view)> on_package = {};
};

struct BuiltFile {
  std::string name;
  Path path;
  std::string source;  // "k8s.io/kubernetes v1.36.3, go1.26.8"
};

Result<std::vector<BuiltFile>> build_with_go(const GoBuild& build, const GoToolchain& go, std::stop_token stop);

// How many Go packages it consists of; a first run fetches the modules.
Result<std::uint64_t> count_packages(const GoBuild& build, const GoToolchain& go, std::stop_token stop);

// The parts, pure.
//
// One run of `go build` for all files that are called as their package's last part (Go shares the work then and links
// side by side), and one for each other, for each with tags of its own and for each package's tests.
struct GoCommand {
  std::string output;  // "out/" or "out/flanneld"
  std::vector<std::string> packages;
  std::vector<std::string> tags;
  bool is_test = false;
};
std::vector<GoCommand> go_commands(const Component& component);
std::vector<std::string> go_arguments(const GoBuild& build, const GoCommand& command);
// A main.go without the lines that contain one of the texts.
std::string without_lines(std::string_view text, const std::vector<std::string>& texts);
// The module of a package, out of a go.mod's requirements: the longest that the package begins with, and its version.
struct GoModule {
  std::string path;
  std::string version;
};
Result<GoModule> module_of_package(std::string_view go_mod, std::string_view package);

}  // namespace vent
