#include "resources/sysctl.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

Path kernel_file(const Sysctl& sysctl) { return Path("/proc/sys") / replace_all(sysctl.key, ".", "/"); }

std::string boot_line(const Sysctl& sysctl) { return fmt::format("{} = {}\n", sysctl.key, sysctl.value); }

// The kernel separates several numbers by tabs.
std::string plain(std::string_view value) { return join(split_words(value), " "); }

}  // namespace

// Read after the system's own 99-sysctl.conf, so the last word is ours.
Path boot_file_path(const Sysctl& sysctl) { return fmt::format("/etc/sysctl.d/99-vent-{}.conf", sysctl.key); }

std::string id_of(const Sysctl& sysctl) { return "sysctl " + sysctl.key; }

State wanted(const Sysctl& sysctl) { return {{"now", plain(sysctl.value)}, {"at boot", plain(sysctl.value)}}; }

Result<State> observe(const Sysctl& sysctl, const ThisHost& host) {
  State state;
  if (const auto now = TRY(read_file_if_present(host.at(kernel_file(sysctl))))) state["now"] = plain(*now);
  if (const auto line = TRY(read_file_if_present(host.at(boot_file_path(sysctl))))) {
    const std::size_t sign = line->find('=');
    const bool sets_it = sign != std::string::npos && trim(std::string_view(*line).substr(0, sign)) == sysctl.key;
    if (sets_it) state["at boot"] = plain(std::string_view(*line).substr(sign + 1));
  }
  return state;
}

Result<> make(const Sysctl& sysctl, ThisHost& host) {
  const State found = TRY(observe(sysctl, host));
  if (!found.contains("now"))
    return fail(Error(ErrorKind::missing, fmt::format("the kernel has no setting '{}'", sysctl.key))
                    .with_id("VENT_NO_SYSCTL")
                    .with_hint("a module that brings it may not be loaded, or the kernel was built without it"));
  TRY(make_directories(host.at("/etc/sysctl.d")));
  TRY(write_file(host.at(boot_file_path(sysctl)), boot_line(sysctl), NewFile{.durability = Durability::later}));
  if (found.at("now") == sysctl.value) return Ok{};
  return write_kernel_file(host.at(kernel_file(sysctl)), sysctl.value);
}

Result<> undo(const Sysctl& sysctl, const State& before, ThisHost& host) {
  const auto at_boot = before.find("at boot");
  if (at_boot == before.end()) {
    TRY(remove_tree(host.at(boot_file_path(sysctl))));
  } else {
    TRY(write_file(host.at(boot_file_path(sysctl)), boot_line({.key = sysctl.key, .value = at_boot->second})));
  }
  const auto now = before.find("now");
  if (now == before.end() || !path_exists(host.at(kernel_file(sysctl)))) return Ok{};
  return write_kernel_file(host.at(kernel_file(sysctl)), now->second);
}

std::string as_shell(const Sysctl& sysctl) {
  const std::string file = shell_quote(boot_file_path(sysctl).string());
  return fmt::format("echo {} > {}\nsysctl -p {}", shell_quote(fmt::format("{} = {}", sysctl.key, sysctl.value)), file,
                     file);
}

Json to_json(const Sysctl& sysctl) { return Json::object().set("key", sysctl.key).set("value", sysctl.value); }

Result<Sysctl> sysctl_from_json(const Json& json) {
  Sysctl sysctl;
  sysctl.key = TRY(json.text("key"));
  sysctl.value = TRY(json.text("value"));
  return sysctl;
}

}  // namespace vent
