#include "metal/daemon.h"

#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "base/process.h"
#include "base/text.h"
#include "metal/address_plan.h"
#include "metal/api.h"
#include "metal/client.h"
#include "metal/cloud.h"
#include "metal/image.h"
#include "metal/machine_limits.h"
#include "metal/network.h"
#include "metal/ownership.h"
#include "net/port.h"

namespace vent::metal {
namespace {

constexpr std::chrono::seconds kReadyDeadline{30};
constexpr std::chrono::seconds kEndDeadline{15};
constexpr std::chrono::seconds kOtherStopDeadline{60};
constexpr std::chrono::milliseconds kPause{10};
constexpr int kLogLinesShown = 15;

struct NeededProgram {
  const char* name;
  const char* package;
};
constexpr NeededProgram kPrograms[] = {
    {"systemd-nspawn", "systemd-container"}, {"debootstrap", "debootstrap"}, {"ip", "iproute2"},
    {"ssh-keygen", "openssh-client"},        {"unshare", "util-linux"},      {"flock", "util-linux"}};

Result<> check_programs() {
  std::vector<std::string> programs, packages;
  for (const NeededProgram& needed : kPrograms) {
    if (find_program(needed.name)) continue;
    programs.emplace_back(needed.name);
    if (std::ranges::find(packages, needed.package) == packages.end()) packages.emplace_back(needed.package);
  }
  if (programs.empty()) return Ok{};
  return fail(Error(ErrorKind::missing, fmt::format("not installed: {}", join(programs, ", ")))
                  .with_id("VENT_PROGRAM_MISSING")
                  .with_hint("apt-get install " + join(packages, " ")));
}

// The overlay's options are a comma-separated text, and a colon parts its layers.
Result<> check_directories(const Lab& lab) {
  for (const auto& [directory, variable] : {std::pair(lab.state, "XDG_STATE_HOME"), {lab.images, "XDG_CACHE_HOME"}})
    if (directory.string().find_first_of(",:\\") != std::string::npos)
      return fail(Error(ErrorKind::bad_input,
                        fmt::format("the directory {} has a comma, colon or backslash in its name", directory.string()))
                      .with_id("VENT_DIRECTORY_NAME")
                      .with_hint(fmt::format("set {} to another directory", variable)));
  return Ok{};
}

Error already_running(const Lab& lab, const FileLock::Holder& holder) {
  return Error(ErrorKind::conflict, fmt::format("lab '{}' is in the hands of process {} since {} ({})",
                                                lab.settings.name, holder.process_id, holder.since, holder.purpose))
      .with_id("VENT_METAL_RUNNING")
      .with_hint(lab.command("status"));
}

// A daemon keeps nothing that a kill could harm.
void end_daemon(const std::optional<ProcessHandle>& daemon) {
  if (!daemon || daemon->has_ended()) return;
  daemon->send(SIGTERM);
  if (daemon->wait(kEndDeadline)) return;
  daemon->send(SIGKILL);
  daemon->wait(kEndDeadline);
}

}  // namespace

Result<> check_root() {
  if (::geteuid() != 0)
    return fail(Error(ErrorKind::not_permitted,
                      "bare metal on this machine needs root: it makes namespaces, mounts and control groups")
                    .with_id("VENT_NOT_ROOT")
                    .with_hint("run the same command with sudo"));
  return Ok{};
}

Result<> check_machine(const Lab& lab) {
  TRY(check_root());
  TRY(check_settings(lab.settings));
  TRY(check_programs());
  TRY(check_directories(lab));
  TRY(CgroupMounts::find());
  const AddressPlan plan = TRY(address_plan(lab.settings));
  TRY(Network(lab, plan).check_ranges_are_free());
  if (!TRY(tcp_port_is_free(TRY(Ipv4::parse("127.0.0.1")), lab.settings.port)))
    return fail(Error(ErrorKind::conflict, fmt::format("port {} on 127.0.0.1 is in use", lab.settings.port))
                    .with_id("VENT_PORT_IN_USE")
                    .with_hint(fmt::format("see who uses it: ss -ltnp 'sport = :{}'; or choose another: {} --port {}",
                                           lab.settings.port, lab.command("start"), lab.settings.port + 1)));
  return Ok{};
}

Result<> serve(const Lab& lab, EventBus& bus, Clock& clock, std::stop_token stop) {
  if (const std::optional<FileLock::Holder> holder = TRY(FileLock::holder(lab.lock_file())))
    return fail(already_running(lab, *holder));
  TRY(check_machine(lab));
  ::signal(SIGPIPE, SIG_IGN);  // a client or a terminal that went away is no reason to end
  const FileLock lock = TRY(take_lab(lab, kServing));
  const Path image = TRY(ensure_image(lab.images, base_recipe(), bus, stop));
  // Only now: what went wrong before has left nothing.
  TRY(save_settings(lab));
  TRY(write_owner(lab));
  // Few hosts do without.
  if (const Result<> raised = raise_limit(kInotifyInstances, kEnoughInotifyInstances); !raised)
    bus.warn(raised.error().text());
  const std::unique_ptr<Cloud> cloud = TRY(while_doing("opening the lab", Cloud::open(lab, image, bus, clock)));
  const std::unique_ptr<Api> api = TRY(Api::start(*cloud, bus));
  bus.say(fmt::format("lab '{}' answers at {}", lab.settings.name, api->address()));
  clock.sleep_until(Moment::max(), stop);
  return Ok{};
}

Result<std::optional<FileLock::Holder>> running_daemon(const Lab& lab, Clock& clock, std::stop_token stop) {
  const Moment deadline = clock.now() + kReadyDeadline;
  while (true) {
    const std::optional<FileLock::Holder> holder = TRY(FileLock::holder(lab.lock_file()));
    if (!holder || Client(lab).status()) return holder;
    if (clock.now() > deadline)
      return fail(
          Error(ErrorKind::conflict, fmt::format("process {} holds lab '{}' since {} ({}) and does not answer yet",
                                                 holder->process_id, lab.settings.name, holder->since, holder->purpose))
              .with_id("VENT_METAL_BUSY")
              .with_hint(fmt::format("wait, or look at it: ps -fp {}; {}", holder->process_id, lab.log_file().string()))
              .with_retry(Retry::later));
    if (!clock.sleep_for(kPause, stop))
      return fail(Error(ErrorKind::interrupted, "waiting for the lab's daemon was stopped"));
  }
}

Result<> start_daemon(const Lab& lab, Clock& clock, std::stop_token stop) {
  std::error_code unknown;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const pid_t process =
      TRY(start_detached({.arguments = {program.string(), "metal", "serve", "--lab", lab.settings.name},
                          .environment = {},
                          .output_file = lab.log_file().string()}));
  const std::optional<ProcessHandle> handle = ProcessHandle::open(process);
  const Moment deadline = clock.now() + kReadyDeadline;
  while (handle && !handle->has_ended() && clock.now() < deadline) {
    if (Client(lab).status()) return Ok{};
    if (clock.sleep_for(kPause, stop)) continue;
    end_daemon(handle);
    return fail(
        Error(ErrorKind::interrupted, "starting the lab was stopped").with_hint("nothing runs; start it again"));
  }
  const bool ended = !handle || handle->has_ended();
  end_daemon(handle);
  return fail(Error(ended ? ErrorKind::failed : ErrorKind::timed_out,
                    ended ? "the lab's daemon ended at once"
                          : fmt::format("the lab's daemon did not answer within {}", format_duration(kReadyDeadline)))
                  .with_id("VENT_METAL_START")
                  .with_details(last_lines(read_file(lab.log_file()).value_or(""), kLogLinesShown))
                  .with_hint(fmt::format("the whole log: {}", lab.log_file().string())));
}

Result<FileLock> take_from_daemon(const Lab& lab, Clock& clock, std::stop_token stop) {
  TRY(check_owner(lab));
  const Moment deadline = clock.now() + kOtherStopDeadline;
  while (true) {
    const std::optional<FileLock::Holder> holder = TRY(FileLock::holder(lab.lock_file()));
    // Another stop is not ended: hosts are shutting down, and would lose their power.
    if (holder && holder->purpose == kServing) end_daemon(ProcessHandle::open(holder->process_id));
    Result<FileLock> lock = take_lab(lab, kStopping);
    if (lock || lock.error().id != "VENT_LOCKED" || clock.now() > deadline) return lock;
    if (!clock.sleep_for(kPause, stop)) return fail(Error(ErrorKind::interrupted, "waiting for the lab was stopped"));
  }
}

}  // namespace vent::metal
