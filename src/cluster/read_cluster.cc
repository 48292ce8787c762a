#include "cluster/read_cluster.h"

#include <fmt/core.h>

#include <cstdlib>
#include <system_error>

#include "cluster/cluster_yaml.h"
#include "cluster/input_kind.h"
#include "cluster/inventory_draft.h"
#include "cluster/inventory_ini.h"
#include "cluster/inventory_yaml.h"
#include "cluster/machines_file.h"
#include "cluster/without_passwords.h"
#include "formats/source_text.h"
#include "formats/yaml.h"

namespace vent {
namespace {

// A cluster's name belongs into its file; the other formats have no place for one.
constexpr const char* kUnnamed = "vent";

ClusterDraft read_yaml(InputKind kind, std::string_view text, const std::string& file, Problems& problems) {
  const std::optional<YamlDocument> document = parse_yaml(text, file, problems);
  if (!document) return {};
  if (kind == InputKind::cluster_file) return read_cluster_yaml(*document, problems);
  return draft_of_inventory(read_inventory_yaml(*document, problems), problems);
}

ClusterDraft read_draft(std::string_view text, const std::string& file, Problems& problems) {
  const Result<std::string_view> source = check_source(text, file);
  if (!source) {
    problems.push_back(source.error());
    return {};
  }
  const InputKind kind = input_kind(file, *source);
  ClusterDraft draft;
  switch (kind) {
    case InputKind::machines:
      draft = read_machines(*source, file, problems);
      break;
    case InputKind::inventory_ini:
      draft = draft_of_inventory(read_inventory_ini(*source, file, problems), problems);
      break;
    case InputKind::cluster_file:
    case InputKind::inventory_yaml:
      draft = read_yaml(kind, *source, file, problems);
      break;
  }
  if (kind != InputKind::cluster_file) {
    draft.fields["name"] = {kUnnamed, draft.place};
    draft.has_all_hosts = problems.empty();
  }
  return draft;
}

// Ansible would take variables from there too.
void note_other_files(const Path& folder, Cluster& cluster) {
  for (const char* name : {"group_vars", "host_vars"})
    if (path_exists(folder / name)) cluster.notes.push_back(fmt::format("{}/ beside the inventory is not read", name));
}

}  // namespace

Path home_directory() {
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? Path(home) : Path();
}

Result<Cluster> read_cluster(std::string_view text, const std::string& file_name, const Surroundings& surroundings) {
  Problems problems;
  Cluster cluster = build_cluster(read_draft(text, file_name, problems), surroundings, problems);
  if (!problems.empty()) return fail(as_one_error(without_passwords(text), std::move(problems)));
  return cluster;
}

Result<Cluster> read_cluster(std::string_view text, const std::string& file_name) {
  return read_cluster(text, file_name, {.home = home_directory(), .folder = Path(file_name).parent_path()});
}

Result<Cluster> load_cluster(const Path& file) {
  Result<std::string> text = read_file(file);
  if (!text) {
    Error error = std::move(text).error();
    if (error.kind == ErrorKind::missing && error.hint.empty()) error.hint = "`vent init` writes a new cluster file";
    return fail(std::move(error).with_context("reading the cluster file"));
  }
  std::error_code failure;
  const Path whole = std::filesystem::absolute(file, failure);  // else a relative path would depend on where we go
  const Path folder = (failure ? file : whole).parent_path();
  Cluster cluster = TRY(read_cluster(*text, file.string(), {.home = home_directory(), .folder = folder}));
  const InputKind kind = input_kind(file.string(), *text);
  if (kind == InputKind::inventory_ini || kind == InputKind::inventory_yaml) note_other_files(folder, cluster);
  return cluster;
}

}  // namespace vent
