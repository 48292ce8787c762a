#include "commands/artifact_choice.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/user_directories.h"
#include "cluster/read_cluster.h"
#include "commands/beside_vent.h"
#include "formats/problems.h"

namespace vent {
namespace {

Result<Versions> asked_versions(const ChoiceOptions& options) {
  Versions versions;
  if (!options.cluster_file.empty())
    for (const auto& [component, version] : TRY(load_cluster(options.cluster_file)).versions)
      versions[component] = version;
  for (const std::string& text : options.versions) {
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == text.size())
      return fail(Error(ErrorKind::bad_input, fmt::format("{} is no version of a component", in_quotes(text)))
                      .with_hint("write it as kubernetes=1.35.4"));
    versions[text.substr(0, sign)] = text.substr(sign + 1);
  }
  return versions;
}

}  // namespace

Result<Catalogue> catalogue_of_this_vent() {
  if (const char* own = std::getenv("VENT_CATALOGUE"); own != nullptr && *own != '\0') return load_catalogue(own);
  return load_catalogue(beside_vent("artifacts", "share/vent"));
}

Result<Store> store_of_this_user() { return Store::open(TRY(cache_home()) / "vent" / "artifacts"); }

Result<std::vector<Wanted>> choose(const Catalogue& catalogue, const ChoiceOptions& options) {
  const Architecture architecture =
      options.architecture.empty() ? TRY(this_architecture()) : TRY(read_architecture(options.architecture));
  return choose_versions(catalogue, TRY(asked_versions(options)), architecture);
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes >= 1'000'000'000) return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
  if (bytes >= 1'000'000) return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
  return fmt::format("{:.0f} KB", static_cast<double>(bytes) / 1e3);
}

}  // namespace vent
