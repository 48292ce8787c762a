#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "resources/artifact_file.h"
#include "resources/command_once.h"
#include "resources/directory.h"
#include "resources/file.h"
#include "resources/kernel_module.h"
#include "resources/package.h"
#include "resources/state.h"
#include "resources/swap_off.h"
#include "resources/symlink.h"
#include "resources/sysctl.h"
#include "resources/this_host.h"
#include "resources/unit.h"
#include "resources/user.h"
#include "resources/wait.h"

namespace vent {

// Something that must be true on a host. A cluster is a list of these per host, and everything vent does is a reading of
// that list. Each kind is one file with the same few functions:
//
//   id_of      what it is called: "file /etc/hosts", unique on a host
//   wanted     the properties it should have (pure)
//   observe    the properties it has; changes nothing
//   make       from whatever there is, also half of it, to what is wanted
//   undo       back to what there was before vent made it first
//   as_shell   the same as one would type it (pure)
//   to_json, KIND_from_json   for the way to the host and for the host's manifest
//
// To add a kind: docs/adding-a-resource-kind.md.
using Spec = std::variant<Directory, File, Symlink, Package, User, KernelModule, Sysctl, SwapOff, Unit, CommandOnce,
                          Wait, ArtifactFile>;

struct Resource {
  Spec spec;
  std::string why;  // one sentence for the guide: what it is good for
};

std::string id_of(const Resource& resource);
std::string_view kind_of(const Spec& spec);  // "file"; the first word of the id
State wanted(const Spec& spec);
Result<State> observe(const Spec& spec, const ThisHost& host);
Result<> make(const Spec& spec, ThisHost& host);
Result<> undo(const Spec& spec, const State& before, ThisHost& host);
std::string as_shell(const Spec& spec);

Json to_json(const Resource& resource);
Result<Resource> resource_from_json(const Json& json);

// The contents it is made from, whose bytes must be on the host before it is made.
std::vector<Content> contents_of(const Spec& spec);
bool is_made_of_secrets(const Spec& spec);
// What it writes on the disk; nothing for kinds that are no file.
std::optional<Path> path_of(const Spec& spec);
// The file whose old bytes are lost when it is made, and are to be kept for undo.
std::optional<Path> file_it_replaces(const Spec& spec);
// What is to be changed on a host where it was found like this. Shows digests short and secrets not at all.
std::vector<Change> changes_needed(const Spec& spec, const State& found);

}  // namespace vent
