// The verbs of `vent metal` that are about the lab as a whole.

#include <fmt/core.h>

#include "commands/metal.h"
#include "events/activity.h"
#include "formats/json.h"
#include "metal/client.h"
#include "metal/daemon.h"
#include "metal/image.h"
#include "metal/ownership.h"
#include "metal/take_down.h"

namespace vent {
namespace {

using metal::Lab;

// Exit code of `status` when the lab doesn't run, as systemctl has it.
constexpr int kNotRunning = 3;

// The lab with what the options change. Addresses in use by hosts can't change under them.
Result<Lab> lab_with(const MetalStartOptions& options) {
  Lab lab = TRY(metal::open_lab(options.lab));
  const metal::LabSettings before = lab.settings;
  if (!options.private_range.empty()) lab.settings.private_range = options.private_range;
  if (!options.public_range.empty()) lab.settings.public_range = options.public_range;
  if (options.port != 0) lab.settings.port = options.port;
  TRY(metal::check_settings(lab.settings));
  const bool has_hosts = !TRY(list_directory(lab.hosts_directory())).empty();
  const bool moves =
      before.private_range != lab.settings.private_range || before.public_range != lab.settings.public_range;
  if (has_hosts && moves)
    return fail(Error(ErrorKind::conflict, fmt::format("lab '{}' has hosts in {} and {}", lab.settings.name,
                                                       before.private_range, before.public_range))
                    .with_id("VENT_LAB_HAS_HOSTS")
                    .with_hint(fmt::format("give another lab other ranges (--lab NAME), or erase this one: {} --erase",
                                           lab.command("stop"))));
  return lab;
}

}  // namespace

Result<int> metal_start(CommandContext& context, const MetalStartOptions& options) {
  TRY(metal::check_root());
  const Lab lab = TRY(lab_with(options));
  TRY(metal::check_owner(lab));
  if (const std::optional<FileLock::Holder> holder = TRY(metal::running_daemon(lab, context.clock, context.stop))) {
    const Lab running = TRY(metal::open_lab(options.lab));
    if (!(running.settings == lab.settings))
      return fail(
          Error(ErrorKind::conflict, fmt::format("lab '{}' already runs with other settings", lab.settings.name))
              .with_id("VENT_METAL_RUNNING")
              .with_hint(fmt::format("{}, then start it again", lab.command("stop"))));
    context.bus.say(fmt::format("lab '{}' already runs (process {}, since {})", lab.settings.name, holder->process_id,
                                holder->since));
    return 0;
  }
  TRY(metal::check_machine(lab));
  TRY(metal::ensure_image(lab.images, metal::base_recipe(), context.bus, context.stop));
  TRY(metal::save_settings(lab));  // the daemon reads them
  Activity activity(context.bus, fmt::format("lab '{}'", lab.settings.name));
  TRY(activity.finish_as(metal::start_daemon(lab, context.clock, context.stop)));
  return 0;
}

Result<int> metal_serve(CommandContext& context, const MetalStartOptions& options) {
  TRY(metal::check_root());
  TRY(metal::serve(TRY(lab_with(options)), context.bus, context.clock, context.stop));
  context.bus.say("hosts keep running; `vent metal stop` ends them");
  return 0;
}

Result<int> metal_stop(CommandContext& context, const std::string& name, Erase erase) {
  TRY(metal::check_root());
  const Lab lab = TRY(metal::open_lab(name));
  // Also when there is no state any more: what is on the machine is found by its names.
  const FileLock lock = TRY(metal::take_from_daemon(lab, context.clock, context.stop));
  TRY(metal::take_down(lab, context.bus, context.clock, context.stop));
  TRY(metal::forget_owner(lab));
  if (erase == Erase::yes) TRY(remove_tree(lab.state));
  return 0;
}

Result<int> metal_status(CommandContext& context, const std::string& name) {
  const Lab lab = TRY(metal::open_lab(name));
  const std::optional<FileLock::Holder> holder = TRY(metal::running_daemon(lab, context.clock, context.stop));
  std::optional<metal::LabStatus> status;
  if (holder) status = TRY(metal::Client(lab).status());
  if (context.output == OutputChoice::json) {
    print(Json::object()
              .set("schemaVersion", 1)
              .set("lab", lab.settings.name)
              .set("running", status.has_value())
              .set("process_id", status ? Json(status->process_id) : Json())
              .set("since", holder ? Json(holder->since) : Json())
              .set("api", fmt::format("http://127.0.0.1:{}", lab.settings.port))
              .set("private_range", lab.settings.private_range)
              .set("public_range", lab.settings.public_range)
              .set("cgroups", status ? Json(status->cgroups) : Json())
              .set("hosts", status ? Json(status->hosts) : Json())
              .pretty() +
          "\n");
  } else if (status) {
    print(
        fmt::format("lab '{}' runs: process {}, since {}\n"
                    "  api       http://127.0.0.1:{}\n"
                    "  private   {}\n"
                    "  public    {}\n"
                    "  cgroups   {}\n"
                    "  hosts     {}\n",
                    lab.settings.name, holder->process_id, holder->since, lab.settings.port, lab.settings.private_range,
                    lab.settings.public_range, status->cgroups, status->hosts));
  } else {
    print(fmt::format("lab '{}' does not run\n", lab.settings.name));
  }
  return status ? 0 : kNotRunning;
}

}  // namespace vent
