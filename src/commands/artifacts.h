#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// Which components in which versions: those of the catalogue's default, or of a cluster file.
struct ChoiceOptions {
  std::string cluster_file;           // empty: none
  std::vector<std::string> versions;  // "kubernetes=1.35.4": counts more than the file
  std::string architecture;           // empty: this machine's
};

struct MakeOptions {
  ChoiceOptions choice;
  std::vector<std::string> components;  // empty: all
  std::string origin = "auto";
};
// `vent artifacts make`: gets what is missing into the store.
Result<int> artifacts_make(CommandContext& context, const MakeOptions& options);

// `vent artifacts list`, `verify` (exit code 2: something is damaged or missing).
Result<int> artifacts_list(CommandContext& context);
Result<int> artifacts_verify(CommandContext& context);

struct PruneOptions {
  ChoiceOptions choice;
  bool yes = false;
};
// `vent artifacts prune`: removes what the chosen versions don't need.
Result<int> artifacts_prune(CommandContext& context, const PruneOptions& options);

struct AddOptions {
  ChoiceOptions choice;
  std::string component;
  std::string artifact;  // the name of the component's file that it is
  std::string file;
  std::string sha256;  // what it must be; empty: whatever it is
};
// `vent artifacts add`: takes a file that the user has got elsewhere.
Result<int> artifacts_add(CommandContext& context, const AddOptions& options);

// `vent versions`: what would be installed, from where, with which digest and licence.
Result<int> versions(CommandContext& context, const ChoiceOptions& options);

// `vent bundle save`, `load` and `list`.
struct BundleOptions {
  ChoiceOptions choice;
  std::vector<std::string> also;  // components that are made on demand
  std::string file;
};
Result<int> bundle_save(CommandContext& context, const BundleOptions& options);
Result<int> bundle_load(CommandContext& context, const std::string& file);
Result<int> bundle_list(CommandContext& context, const std::string& file);

}  // namespace vent
