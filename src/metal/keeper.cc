#include "metal/keeper.h"

#include <fmt/core.h>
#include <poll.h>

#include <array>

#include "base/stop_event.h"
#include "metal/api/device_events.h"
#include "metal/api/elastic_routes.h"
#include "metal/first_disk.h"
#include "metal/ssh_files.h"
#include "net/port.h"

namespace vent::metal {
namespace {

constexpr std::chrono::seconds kSshDeadline{120};
constexpr std::chrono::milliseconds kSshPause{40};
constexpr int kConsoleLinesShown = 15;

// Whatever `since` says: a boot that nobody asked for moves it too.
bool asks_for_the_same(const Wanted& one, const Wanted& other) {
  return one.powered == other.powered && one.deleted == other.deleted && one.reboots == other.reboots &&
         one.reinstalls == other.reinstalls;
}

}  // namespace

Result<> Workshop::publish_ssh_files() {
  const std::scoped_lock lock(ssh_files);
  return write_ssh_files(store.hosts(), plan, lab);
}

Keeper::Keeper(Workshop& workshop, std::string host_id)
    : workshop_(workshop),
      id_(std::move(host_id)),
      machine_(workshop.machine_of(id_)),
      thread_([this](std::stop_token stop) { work(stop); }) {}

void Keeper::work(std::stop_token stop) {
  while (!stop.stop_requested()) {
    // Both before looking: what changes after the look wakes us again.
    wakeup_.clear();
    const std::optional<ProcessHandle> launcher = machine_.launcher();
    const std::optional<Host> host = workshop_.store.host(id_);
    if (!host) break;
    const bool is_on = machine_.is_on();
    const KeeperStep step = next_step(*host, is_on, machine_.last_end());
    Result<> taken = Ok{};
    if (!is_on) taken = machine_.clear_remains(workshop_.clock);
    if (taken) taken = take(step, *host, stop);
    if (!taken && !stop.stop_requested()) {
      // The fault stands in the host's record, for whoever asks; the next wish of the owner is the next try.
      workshop_.bus.warn(taken.error().text());
      const Result<> noted = change([&](Host& changed) {
        // The owner has asked for something else meanwhile: that is tried, and this fault is no answer to it.
        if (!asks_for_the_same(changed.wanted, host->wanted)) return;
        changed.state = HostState::failed;
        changed.problem = taken.error().text();
      });
      if (!noted) workshop_.bus.warn(noted.error().text());
      rest(launcher, stop);
    } else if (step == KeeperStep::rest) {
      rest(launcher, stop);
    }
  }
  finished_ = true;
}

Result<> Keeper::take(KeeperStep step, const Host& host, std::stop_token stop) {
  const std::string doing = fmt::format("looking after host {}", host.name);
  switch (step) {
    case KeeperStep::rest:
      if (host.wanted.powered || host.state == HostState::inactive || host.state == HostState::failed) return Ok{};
      return change([](Host& changed) { changed.state = HostState::inactive; });
    case KeeperStep::pull_plug:
      return while_doing(doing, machine_.power_off(workshop_.clock));
    case KeeperStep::make_disk:
      return while_doing(doing, make_disk(host));
    case KeeperStep::boot:
      return while_doing(doing, boot(host));
    case KeeperStep::wait_for_ssh:
      return while_doing(doing, wait_for_ssh(host, stop));
    case KeeperStep::note_shut_down:
      return change([](Host& changed) {
        // Not when its owner has asked for something since we looked.
        if (next_step(changed, false, MachineEnd::shut_down) != KeeperStep::note_shut_down) return;
        changed.wanted.powered = false;
        changed.state = HostState::inactive;
      });
    case KeeperStep::note_broken:
      return while_doing(
          doing, Result<>(fail(Error(ErrorKind::failed, "the host ended by a fault, not by a shutdown")
                                   .with_id("VENT_HOST_BROKEN")
                                   .with_details(machine_.console_tail(kConsoleLinesShown))
                                   .with_hint(fmt::format("{} {}", workshop_.lab.command("console"), host.name)))));
    case KeeperStep::erase:
      return while_doing(doing, erase(host));
    case KeeperStep::pretend_stuck:
      return change([](Host& changed) { changed.state = HostState::provisioning; });
    case KeeperStep::pretend_broken:
      return while_doing(doing, Result<>(fail(Error(ErrorKind::failed, "the host fails because it was asked to")
                                                  .with_id("VENT_HOST_FAULT")
                                                  .with_hint("delete it, and create it again without the fault"))));
  }
  return Ok{};
}

Result<> Keeper::make_disk(const Host& host) {
  TRY(change([&](Host& changed) {
    changed.state = host.done.reinstalls < 0 ? HostState::provisioning : HostState::reinstalling;
    changed.seconds_to_ssh.reset();
  }));
  const FirstDisk disk = TRY(prepare_first_disk(host, workshop_.lab));
  TRY(make_directories(workshop_.lab.host_directory(id_), 0700));
  TRY(vent::metal::make_disk(workshop_.lab.host_directory(id_), workshop_.image, disk.entries));
  TRY(machine_.forget_last_end());  // which was that of the disk before
  TRY(change([&](Host& changed) {
    changed.image = workshop_.image.filename().string();
    changed.machine_id = disk.machine_id;
    changed.host_keys = disk.host_keys;
    changed.done.reinstalls = host.wanted.reinstalls;
    changed.done.reboots = host.wanted.reboots;  // a first boot is as good as a reboot
  }));
  return workshop_.publish_ssh_files();
}

Result<> Keeper::boot(const Host& host) {
  const Path image = workshop_.lab.images / host.image;
  if (!path_exists(image))
    return fail(
        Error(ErrorKind::missing, fmt::format("the image {} that this host was installed from is gone", image.string()))
            .with_id("VENT_IMAGE_GONE")
            .with_hint(fmt::format("{} {}, or bring the image back", workshop_.lab.command("reinstall"), host.name)));
  const bool was_asked_inside = machine_.last_end() == MachineEnd::asked_reboot;
  // Before the boot counts as done: killed in between, the next keeper would take an old shutdown for a new one.
  TRY(machine_.forget_last_end());
  TRY(change([&](Host& changed) {
    // A first boot goes on being called what it is; only a host that was at rest is now being powered on.
    if (host.state == HostState::active || host.state == HostState::inactive || host.state == HostState::failed) {
      changed.state = was_asked_inside ? HostState::rebooting : HostState::powering_on;
      changed.wanted.since = workshop_.clock.wall();  // nobody asked; the boot's time counts from here
    }
    changed.done.reboots = host.wanted.reboots;
    changed.problem.clear();
    if (changed.rental.fault == DeviceFault::early_active) changed.state = HostState::active;
  }));
  TRY(workshop_.network.make_host(host.slot));
  for (const Ipv4Range& block : TRY(elastic_blocks(workshop_.store, id_)))
    TRY(workshop_.network.send_block(block, host.slot));
  return machine_.power_on({.hostname = host.name,
                            .machine_id = host.machine_id,
                            .directory = workshop_.lab.host_directory(id_),
                            .image = image,
                            .network_namespace = workshop_.lab.host_namespace(host.slot),
                            .cgroup_directories = workshop_.cgroup_of(id_).directories()},
                           workshop_.clock);
}

Result<> Keeper::wait_for_ssh(const Host& host, std::stop_token stop) {
  const Moment deadline = workshop_.clock.now() + kSshDeadline;
  const Ipv4 address = workshop_.plan.host(host.slot).private_address;
  std::string last_seen = "nothing";
  while (machine_.is_on()) {
    const std::optional<Host> current = workshop_.store.host(id_);
    if (!current || next_step(*current, true, MachineEnd::none) != KeeperStep::wait_for_ssh) return Ok{};
    const Result<std::string> banner = read_tcp_banner(address, 22, std::chrono::seconds(2), stop);
    if (banner && banner->starts_with("SSH-")) {
      return change([&](Host& changed) {
        if (next_step(changed, true, MachineEnd::none) != KeeperStep::wait_for_ssh) return;  // wanted otherwise by now
        changed.state = HostState::active;
        changed.problem.clear();
        changed.seconds_to_ssh = std::chrono::duration<double>(workshop_.clock.wall() - changed.wanted.since).count();
      });
    }
    last_seen = banner ? *banner : banner.error().message;
    if (workshop_.clock.now() > deadline)
      return fail(Error(ErrorKind::timed_out, fmt::format("sshd on {} did not answer within {}; last seen: {}",
                                                          address.text(), format_duration(kSshDeadline), last_seen))
                      .with_id("VENT_HOST_SILENT")
                      .with_details(machine_.console_tail(kConsoleLinesShown))
                      .with_hint(fmt::format("{} {}", workshop_.lab.command("console"), host.name)));
    if (!workshop_.clock.sleep_for(kSshPause, stop)) return Ok{};
  }
  return Ok{};
}

Result<> Keeper::erase(const Host& host) {
  TRY(workshop_.cgroup_of(id_).remove(workshop_.clock));
  TRY(workshop_.network.remove_host(host.slot));
  TRY(remove_tree(workshop_.lab.host_directory(id_)));
  TRY(note_gone(workshop_.store, host));
  TRY(workshop_.store.remove_host(id_));
  return workshop_.publish_ssh_files();
}

Result<> Keeper::change(const std::function<void(Host&)>& change_host) {
  std::vector<DeviceEvent> events;
  const std::optional<Host> changed = TRY(workshop_.store.change_host(id_, [&](Host& host) {
    const Host before = host;
    change_host(host);
    events = events_between(before, host);
    if (!events.empty()) host.rental.updated_at = workshop_.clock.wall();
  }));
  for (const DeviceEvent& event : events) TRY(write_event(workshop_.store, *changed, event, workshop_.clock.wall()));
  return Ok{};
}

void Keeper::rest(const std::optional<ProcessHandle>& launcher, std::stop_token stop) const {
  const StopEvent stopping(stop);
  std::array<pollfd, 3> waits = {{{.fd = wakeup_.descriptor(), .events = POLLIN, .revents = 0},
                                  {.fd = stopping.descriptor(), .events = POLLIN, .revents = 0},
                                  // A negative descriptor is passed over by poll.
                                  {.fd = launcher ? launcher->descriptor() : -1, .events = POLLIN, .revents = 0}}};
  ::poll(waits.data(), waits.size(), -1);
  if (launcher && launcher->has_ended()) return;  // asked so that a child of ours is reaped
}

}  // namespace vent::metal
