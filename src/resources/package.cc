#include "resources/package.h"

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

// A download over a slow line, behind another apt that holds the lock for a while.
constexpr std::chrono::minutes kInstallDeadline{15};

std::vector<std::string> apt_get(std::vector<std::string> words) {
  std::vector<std::string> all = {
      "apt-get", "--yes", "--quiet", "--no-install-recommends", "--option", "DPkg::Lock::Timeout=120"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

}  // namespace

std::string id_of(const Package& package) { return "package " + package.name; }

State wanted(const Package& /*package*/) { return {{"installed", "yes"}}; }

Result<State> observe(const Package& package, const ThisHost& host) {
  const Finished query =
      TRY(host.look({"dpkg-query", "--show", "--showformat=${db:Status-Status}", "--", package.name}));
  const bool is_installed = query.exit_code == 0 && trim(query.output) == "installed";
  return State{{"installed", is_installed ? "yes" : "no"}};
}

Result<> make(const Package& package, ThisHost& host) {
  const auto installed = host.change(apt_get({"install", "--", package.name}), kInstallDeadline);
  if (installed) return Ok{};
  // The lists of a fresh machine are empty or old.
  TRY(host.change(apt_get({"update"}), kInstallDeadline));
  TRY(host.change(apt_get({"install", "--", package.name}), kInstallDeadline));
  return Ok{};
}

Result<> undo(const Package& package, const State& before, ThisHost& host) {
  if (before.contains("installed") && before.at("installed") == "yes") return Ok{};
  if (TRY(observe(package, host)).at("installed") == "no") return Ok{};
  TRY(host.change(apt_get({"purge", "--", package.name}), kInstallDeadline));
  return Ok{};
}

std::string as_shell(const Package& package) {
  return "apt-get install --yes --no-install-recommends " + shell_quote(package.name);
}

Json to_json(const Package& package) { return Json::object().set("name", package.name); }

Result<Package> package_from_json(const Json& json) { return Package{.name = TRY(json.text("name"))}; }

}  // namespace vent
