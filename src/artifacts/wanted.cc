#include "artifacts/wanted.h"

#include <fmt/core.h>

#include <algorithm>

#include "artifacts/version.h"
#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

std::string versions_text(const Component& component) {
  std::vector<std::string> versions;
  for (const CatalogueVersion& version : component.versions) versions.push_back(version.version);
  return join(versions, ", ");
}

std::vector<std::string> names_of(const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const Component& component : catalogue.components) names.push_back(component.name);
  return names;
}

Error unknown_component(const std::string& name, const std::vector<std::string>& names) {
  const std::optional<std::string> near = nearest(name, names);
  return Error(ErrorKind::bad_input, fmt::format("there is no component {} in the catalogue", in_quotes(name)))
      .with_id("VENT_UNKNOWN_COMPONENT")
      .with_hint(near ? fmt::format("did you mean '{}'?", *near) : "there are: " + join(names, ", "));
}

Error unknown_version(const Component& component, const std::string& version) {
  return Error(ErrorKind::bad_input,
               fmt::format("there is no version {} of {} in the catalogue", in_quotes(version), component.name))
      .with_id("VENT_UNKNOWN_VERSION")
      .with_hint("there are: " + versions_text(component));
}

const Wanted* find(const std::vector<Wanted>& wanted, std::string_view component) {
  const auto found = std::ranges::find_if(wanted, [&](const Wanted& one) { return one.component->name == component; });
  return found == wanted.end() ? nullptr : &*found;
}

void check_pairs(const std::vector<Wanted>& wanted, Problems& problems) {
  for (const Wanted& one : wanted) {
    for (const GoesWith& pair : one.component->goes_with) {
      const Wanted* other = find(wanted, pair.component);
      if (other == nullptr || compare_versions(other->version->version, pair.at_least) >= 0) continue;
      problems.push_back(Error(ErrorKind::bad_input,
                               fmt::format("{} {} doesn't go with {} {}: {}", one.component->name, one.version->version,
                                           pair.component, other->version->version, pair.because))
                             .with_id("VENT_VERSION_PAIR")
                             .with_hint(fmt::format("take {} {} or newer; there are: {}", pair.component, pair.at_least,
                                                    versions_text(*other->component))));
    }
  }
}

}  // namespace

std::string Wanted::text() const {
  return fmt::format("{} {} ({})", component->name, version->version, architecture_name(architecture));
}

std::vector<ArtifactName> Wanted::names() const {
  std::vector<ArtifactName> names;
  for (const CatalogueFile& file : component->files)
    names.push_back({component->name, version->version, architecture, file.name});
  return names;
}

Result<std::vector<Wanted>> choose_versions(const Catalogue& catalogue, const Versions& versions,
                                            Architecture architecture) {
  Problems problems;
  for (const auto& [name, version] : versions)
    if (catalogue.find(name) == nullptr) problems.push_back(unknown_component(name, names_of(catalogue)));
  std::vector<Wanted> wanted;
  for (const Component& component : catalogue.components) {
    const auto asked = versions.find(component.version_of.empty() ? component.name : component.version_of);
    const std::string& name = asked == versions.end() ? component.versions.front().version : asked->second;
    const CatalogueVersion* version = component.find(name);
    if (version != nullptr)
      wanted.push_back({.component = &component, .version = version, .architecture = architecture});
    else if (component.version_of.empty())  // what it is an image of has been complained about
      problems.push_back(unknown_version(component, name));
  }
  if (problems.empty()) check_pairs(wanted, problems);
  if (problems.empty()) return wanted;
  const std::size_t count = problems.size();
  Error error = as_one_error("", std::move(problems));
  if (count > 1) error.message = fmt::format("{} of the versions can't be had", count);
  return fail(std::move(error));
}

std::vector<Wanted> of_a_cluster(std::vector<Wanted> wanted) {
  std::erase_if(wanted, [](const Wanted& one) { return one.component->is_on_demand; });
  return wanted;
}

Result<std::vector<Wanted>> only(const std::vector<Wanted>& wanted, const std::vector<std::string>& components) {
  std::vector<std::string> names;
  for (const Wanted& one : wanted) names.push_back(one.component->name);
  std::vector<Wanted> chosen;
  for (const std::string& name : components) {
    const Wanted* found = find(wanted, name);
    if (found == nullptr) return fail(unknown_component(name, names));
    chosen.push_back(*found);
  }
  return chosen;
}

}  // namespace vent
