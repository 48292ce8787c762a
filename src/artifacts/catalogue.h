#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/architecture.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// What clusters are made of, as artifacts/catalogue.yaml says it: the one place for versions. Plain data, checked.

// Where the authors publish a file. The texts may hold {version}, {arch} (amd64), {machine} (x86_64) and {file}.
struct Release {
  std::string url;
  std::string checksum;  // URL of the digest, or of a list of digests
  std::string member;    // path inside the archive at the URL; empty: the URL is the file itself

  bool operator==(const Release&) const = default;
};

// A main.go that is made for the build: that of a module, less the lines that contain one of these texts.
struct MainFile {
  std::string module;
  std::string file;  // in the module
  std::vector<std::string> without_lines;

  bool operator==(const MainFile&) const = default;
};

// How it is built from Go modules; the module folder of the version has its go.mod.
struct Recipe {
  std::vector<std::pair<std::string, std::string>> stamp;  // -ldflags -X NAME=VALUE; may hold {version}
  std::vector<std::string> tags;
  bool cgo = false;
  std::map<Architecture, std::vector<std::string>> needs;  // Debian packages, for building on amd64
  std::optional<MainFile> main;                            // for a program that can't be built as it is
  int seconds = 0;  // of processor time where it was measured: the first estimate

  bool operator==(const Recipe&) const = default;
};

// Many packages of Debian's with all that they need, laid into one tree: what an image begins with. Nothing of them is run.
struct DebianTree {
  std::vector<std::string> packages;
  std::vector<std::string> without;  // beginnings of paths that nobody needs there, as "usr/share/doc/"

  bool operator==(const DebianTree&) const = default;
};

// Out of a package of Debian's: those small tools for which Debian's is the best source there is.
struct DebianPackage {
  std::string name;
  std::string member;  // path in the package

  bool operator==(const DebianPackage&) const = default;
};

// A file that is taken out of a Go module as it stands.
struct ModuleFile {
  std::string module;
  std::string path;  // in the module

  bool operator==(const ModuleFile&) const = default;
};

struct CatalogueFile {
  std::string name;
  std::string package = {};                           // the Go package to build
  bool is_test = false;                               // the package's tests, and not a program
  std::optional<ModuleFile> taken = {};               // instead of a package
  std::optional<std::vector<std::string>> tags = {};  // to build it with instead of the recipe's
  std::vector<std::string> version_arguments = {};    // makes it say its version
  std::string says = {};                              // what it says then, among other things; may hold {version}

  bool operator==(const CatalogueFile&) const = default;
};

struct CatalogueVersion {
  std::string version;
  std::string module;  // the folder beside the catalogue with the go.mod

  bool operator==(const CatalogueVersion&) const = default;
};

// A pair of versions that can't work, and why.
struct GoesWith {
  std::string component;
  std::string at_least;
  std::string because;

  bool operator==(const GoesWith&) const = default;
};

struct Component {
  std::string name;
  std::string what;
  std::string home;
  std::string licence;
  std::string version_of;                  // the component whose version is taken, for what is useless with another one
  std::vector<CatalogueVersion> versions;  // the first is the default
  bool is_on_demand = false;               // no cluster needs it: it is made for who asks for it
  std::vector<GoesWith> goes_with;
  // Where its files come from: one of these, or release and recipe together.
  std::optional<Release> release;
  std::optional<Recipe> recipe;
  std::optional<DebianPackage> package;
  std::optional<DebianTree> tree;
  std::string beside_vent;  // the name of the file that was built together with vent; may hold {machine}
  std::string image;        // the name of the image that vent makes: "coredns" for vent.local/coredns

  std::vector<CatalogueFile> files;

  const CatalogueVersion* find(std::string_view version) const;
  bool operator==(const Component&) const = default;
};

struct Catalogue {
  Path folder;             // where the catalogue and the modules stand
  std::string go_version;  // that everything is built with
  std::vector<Component> components;

  const Component* find(std::string_view name) const;
};

Result<Catalogue> load_catalogue(const Path& folder);
Result<Catalogue> read_catalogue(std::string_view text, const std::string& file);

// A text of the catalogue with its words in braces filled in.
std::string fill_in(std::string_view text, std::string_view version, Architecture architecture,
                    std::string_view file = {});

}  // namespace vent
