#include "resources/resource.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace vent {
namespace {

// The kinds in the order of Spec: what they are called, and how they are read back.
struct Kind {
  std::string_view name;
  Result<Spec> (*read)(const Json&);
};

template <class Type, Result<Type> (*Read)(const Json&)>
Result<Spec> read_as(const Json& json) {
  return Spec(TRY(Read(json)));
}

constexpr std::array<Kind, std::variant_size_v<Spec>> kKinds = {{
    {"directory", read_as<Directory, directory_from_json>},
    {"file", read_as<File, file_from_json>},
    {"symlink", read_as<Symlink, symlink_from_json>},
    {"package", read_as<Package, package_from_json>},
    {"user", read_as<User, user_from_json>},
    {"kernel_module", read_as<KernelModule, kernel_module_from_json>},
    {"sysctl", read_as<Sysctl, sysctl_from_json>},
    {"swap_off", read_as<SwapOff, swap_off_from_json>},
    {"unit", read_as<Unit, unit_from_json>},
    {"command", read_as<CommandOnce, command_once_from_json>},
    {"wait", read_as<Wait, wait_from_json>},
    {"artifact", read_as<ArtifactFile, artifact_file_from_json>},
}};

// A digest is for machines; a person wants to know that it is another one.
std::string short_digest(const std::string& digest) { return digest.empty() ? "" : digest.substr(0, 12) + "…"; }

}  // namespace

std::string id_of(const Resource& resource) {
  return std::visit([](const auto& kind) { return id_of(kind); }, resource.spec);
}

std::string_view kind_of(const Spec& spec) { return kKinds.at(spec.index()).name; }

State wanted(const Spec& spec) {
  return std::visit([](const auto& kind) { return wanted(kind); }, spec);
}

Result<State> observe(const Spec& spec, const ThisHost& host) {
  return std::visit([&](const auto& kind) { return observe(kind, host); }, spec);
}

Result<> make(const Spec& spec, ThisHost& host) {
  return std::visit([&](const auto& kind) { return make(kind, host); }, spec);
}

Result<> undo(const Spec& spec, const State& before, ThisHost& host) {
  return std::visit([&](const auto& kind) { return undo(kind, before, host); }, spec);
}

std::string as_shell(const Spec& spec) {
  return std::visit([](const auto& kind) { return as_shell(kind); }, spec);
}

Json to_json(const Resource& resource) {
  return Json::object()
      .set("kind", kind_of(resource.spec))
      .set("spec", std::visit([](const auto& kind) { return to_json(kind); }, resource.spec))
      .set("why", resource.why);
}

Result<Resource> resource_from_json(const Json& json) {
  const std::string name = TRY(json.text("kind"));
  std::string why = TRY(json.text("why"));
  for (const Kind& kind : kKinds)
    if (kind.name == name) return Resource{.spec = TRY(kind.read(TRY(json.field("spec")))), .why = std::move(why)};
  return fail(Error(ErrorKind::bad_input, fmt::format("this vent knows no kind of resource '{}'", name))
                  .with_hint("a newer vent wrote it: use that one"));
}

std::vector<Content> contents_of(const Spec& spec) {
  if (const File* file = std::get_if<File>(&spec)) return {file->content};
  if (const Unit* unit = std::get_if<Unit>(&spec)) return {unit->file};
  if (const ArtifactFile* artifact = std::get_if<ArtifactFile>(&spec)) return {artifact->content};
  return {};
}

bool is_made_of_secrets(const Spec& spec) {
  return std::ranges::any_of(contents_of(spec),
                             [](const Content& content) { return content.sensitivity == Sensitivity::secret; });
}

std::optional<Path> path_of(const Spec& spec) {
  if (const Directory* directory = std::get_if<Directory>(&spec)) return directory->path;
  if (const Sysctl* sysctl = std::get_if<Sysctl>(&spec)) return boot_file_path(*sysctl);
  if (const KernelModule* module = std::get_if<KernelModule>(&spec)) return boot_file_path(*module);
  if (std::holds_alternative<SwapOff>(spec)) return kSwapTable;
  return file_it_replaces(spec);
}

std::optional<Path> file_it_replaces(const Spec& spec) {
  if (const File* file = std::get_if<File>(&spec)) return file->path;
  if (const Symlink* link = std::get_if<Symlink>(&spec)) return link->path;
  if (const Unit* unit = std::get_if<Unit>(&spec)) return unit_file_path(*unit);
  if (const ArtifactFile* artifact = std::get_if<ArtifactFile>(&spec)) return artifact->path;
  return std::nullopt;
}

std::vector<Change> changes_needed(const Spec& spec, const State& found) {
  std::vector<Change> changes = differences(wanted(spec), found);
  const bool is_secret = is_made_of_secrets(spec);
  for (Change& change : changes) {
    if (change.property != "content") continue;
    // The digest of a short secret can be guessed from.
    change.found = is_secret && !change.found.empty() ? "(another secret)" : short_digest(change.found);
    change.wanted = is_secret ? "(secret)" : short_digest(change.wanted);
  }
  return changes;
}

}  // namespace vent
