#include "resources/kernel_module.h"

#include <fmt/core.h>
#include <sys/utsname.h>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kLoadDeadline{30};

// The kernel writes underscores where file names may have dashes.
std::string kernel_name(const KernelModule& module) { return replace_all(module.name, "-", "_"); }

bool is_built_in(const KernelModule& module, const ThisHost& host) {
  utsname kernel{};
  if (::uname(&kernel) != 0) return false;
  const auto list = read_file_if_present(host.at(Path("/lib/modules") / kernel.release / "modules.builtin"));
  if (!list || !*list) return false;
  for (const std::string& line : split_lines(**list))
    if (replace_all(Path(line).stem().string(), "-", "_") == kernel_name(module)) return true;
  return false;
}

}  // namespace

Path boot_file_path(const KernelModule& module) { return fmt::format("/etc/modules-load.d/vent-{}.conf", module.name); }

std::string id_of(const KernelModule& module) { return "kernel_module " + module.name; }

State wanted(const KernelModule& /*module*/) { return {{"loaded", "yes"}, {"at boot", "yes"}}; }

Result<State> observe(const KernelModule& module, const ThisHost& host) {
  // Below /sys/module stand loaded ones, and those built in that have parameters.
  const bool is_there = path_exists(host.at(Path("/sys/module") / kernel_name(module))) || is_built_in(module, host) ||
                        (!module.evidence.empty() && path_exists(host.at(module.evidence)));
  const auto line = TRY(read_file_if_present(host.at(boot_file_path(module))));
  return State{{"loaded", is_there ? "yes" : "no"}, {"at boot", line == module.name + "\n" ? "yes" : "no"}};
}

Result<> make(const KernelModule& module, ThisHost& host) {
  const State found = TRY(observe(module, host));
  if (found.at("loaded") == "no") {
    const auto loaded = host.change({"modprobe", module.name}, kLoadDeadline);
    if (!loaded)
      return fail(Error(ErrorKind::missing, fmt::format("the kernel can't load the module '{}'", module.name))
                      .with_id("VENT_NO_MODULE")
                      .with_hint("install the modules of the running kernel, and reboot if that brings a newer kernel")
                      .with_details(loaded.error().details));
  }
  TRY(make_directories(host.at("/etc/modules-load.d")));
  return write_file(host.at(boot_file_path(module)), module.name + "\n", NewFile{.durability = Durability::later});
}

Result<> undo(const KernelModule& module, const State& before, ThisHost& host) {
  const auto was = [&](const char* property) {
    const auto found = before.find(property);
    return found != before.end() && found->second == "yes";
  };
  if (!was("at boot")) TRY(remove_tree(host.at(boot_file_path(module))));
  if (was("loaded")) return Ok{};
  // One that others use by now stays until the next boot.
  static_cast<void>(host.change({"modprobe", "--remove", module.name}, kLoadDeadline));
  return Ok{};
}

std::string as_shell(const KernelModule& module) {
  const std::string unless =
      module.evidence.empty() ? "" : fmt::format("[ -e {} ] || ", shell_quote(module.evidence.string()));
  return fmt::format("echo {} > {}\n{}modprobe {}", shell_quote(module.name),
                     shell_quote(boot_file_path(module).string()), unless, shell_quote(module.name));
}

Json to_json(const KernelModule& module) {
  return Json::object().set("name", module.name).set("evidence", module.evidence.string());
}

Result<KernelModule> kernel_module_from_json(const Json& json) {
  KernelModule module;
  module.name = TRY(json.text("name"));
  module.evidence = TRY(json.text("evidence"));
  return module;
}

}  // namespace vent
