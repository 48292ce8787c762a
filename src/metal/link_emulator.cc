#include "metal/link_emulator.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/files.h"
#include "base/process.h"
#include "base/stop_event.h"
#include "metal/link_namespace.h"
#include "metal/link_rules.h"

namespace vent::metal {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLargestPacket = 65535;
// Packets read before those due are sent.
constexpr int kBurst = 64;
// The kernel takes the device of a killed emulator away a moment after its process.
constexpr std::chrono::milliseconds kPredecessorDeadline = 1s;

Result<FileDescriptor> open_tunnel() {
  const Path path = "/dev/net/tun";
  FileDescriptor tunnel(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!tunnel.is_open()) return fail(file_error("open", path, errno));
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  kTunnelDevice.copy(request.ifr_name, IFNAMSIZ - 1);
  RealClock clock;
  const Moment deadline = clock.now() + kPredecessorDeadline;
  while (::ioctl(tunnel.number(), TUNSETIFF, &request) != 0) {
    const int error_number = errno;
    if (error_number == EBUSY && clock.now() < deadline) {
      clock.sleep_for(10ms);
      continue;
    }
    if (error_number == EBUSY)
      return fail(
          Error(ErrorKind::conflict, "another link emulator runs in this network").with_id("VENT_LINKS_IN_USE"));
    return fail(Error(error_number == EPERM ? ErrorKind::not_permitted : ErrorKind::failed,
                      fmt::format("can't make the network device {}: {}", kTunnelDevice, std::strerror(error_number)))
                    .with_hint(error_number == EPERM ? "this needs root" : ""));
  }
  return tunnel;
}

// The kernel would speak IPv6 on a new device by itself. Done inside the namespace.
Result<> silence_tunnel() {
  const Path no_ipv6 = Path("/proc/sys/net/ipv6/conf") / kTunnelDevice / "disable_ipv6";
  if (path_exists(no_ipv6)) TRY(write_kernel_file(no_ipv6, "1"));
  return Ok{};
}

Result<std::string> ip(const std::string& router_namespace, std::vector<std::string> arguments,
                       std::string input = {}) {
  arguments.insert(arguments.begin(), {"ip", "-n", router_namespace, "-4"});
  return run_checked({.arguments = std::move(arguments), .input = std::move(input)});
}

Result<> apply_rules(const std::string& router_namespace, const LinkTable& table) {
  const std::string present = TRY(ip(router_namespace, {"rule", "show"}));
  const std::string changes = rule_changes(present, table);
  if (!changes.empty()) TRY(ip(router_namespace, {"-batch", "-"}, changes));
  return Ok{};
}

}  // namespace

Result<std::unique_ptr<LinkEmulator>> LinkEmulator::open(const std::string& router_namespace,
                                                         const std::vector<LinkSetting>& settings, std::uint64_t seed) {
  const std::string doing = "starting the link emulator in " + router_namespace;
  FileDescriptor tunnel;
  TRY(while_doing(doing, in_network_namespace(router_namespace, [&]() -> Result<> {
                    tunnel = TRY(open_tunnel());
                    return silence_tunnel();
                  })));
  // The thread runs before the first packet can come: rules of an earlier run lead here as soon as the device is up.
  std::unique_ptr<LinkEmulator> emulator(new LinkEmulator(router_namespace, std::move(tunnel), seed));
  TRY(while_doing(doing, ip(router_namespace, {"-batch", "-"}, tunnel_commands())));
  TRY(while_doing(doing, emulator->set(settings)));
  return emulator;
}

LinkEmulator::LinkEmulator(std::string router_namespace, FileDescriptor tunnel, std::uint64_t seed)
    : router_namespace_(std::move(router_namespace)),
      tunnel_(std::move(tunnel)),
      queue_(LinkQueue(seed)),
      worker_([this](std::stop_token stop) { work(std::move(stop)); }) {}

Result<> LinkEmulator::set(const std::vector<LinkSetting>& settings) {
  LinkTable table = TRY(link_table(settings));
  const std::scoped_lock lock(setting_);
  TRY(while_doing("changing the links of " + router_namespace_, apply_rules(router_namespace_, table)));
  queue_.with([&](LinkQueue& queue) { queue.set(std::move(table)); });
  changed_.ring();
  return Ok{};
}

LinkQueue::Counts LinkEmulator::counts() const {
  return queue_.with([](const LinkQueue& queue) { return queue.counts(); });
}

void LinkEmulator::work(std::stop_token stop) {
  ::pthread_setname_np(::pthread_self(), "links");
  // By default the kernel rounds our waits up by 50 µs to save wakeups.
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  const StopEvent stop_event(stop);
  while (!stop.stop_requested()) {
    timespec wait{};
    const std::optional<Moment> due = queue_.with([](const LinkQueue& queue) { return queue.next_due(); });
    if (due) {
      const auto left = std::max<std::chrono::nanoseconds>(*due - std::chrono::steady_clock::now(), 0ns);
      wait.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
      wait.tv_nsec = (left % 1s).count();
    }
    pollfd waits[] = {
        {tunnel_.number(), POLLIN, 0}, {stop_event.descriptor(), POLLIN, 0}, {changed_.descriptor(), POLLIN, 0}};
    if (::ppoll(waits, std::size(waits), due ? &wait : nullptr, nullptr) < 0 && errno != EINTR) return;
    if (waits[2].revents != 0) changed_.clear();
    if (waits[0].revents != 0 && !take_arrivals()) return;
    send_due();
  }
}

bool LinkEmulator::take_arrivals() {
  char packet[kLargestPacket];
  for (int count = 0; count < kBurst; ++count) {
    const ssize_t size = ::read(tunnel_.number(), packet, sizeof packet);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    queue_.with([&](LinkQueue& queue) {
      queue.arrive(std::chrono::steady_clock::now(), std::string(packet, static_cast<std::size_t>(size)));
    });
  }
  return true;
}

void LinkEmulator::send_due() {
  const Moment now = std::chrono::steady_clock::now();
  while (const std::optional<std::string> packet = queue_.with([&](LinkQueue& queue) { return queue.take_due(now); })) {
    // A packet that the kernel doesn't take is lost, as packets are.
    [[maybe_unused]] const ssize_t written = ::write(tunnel_.number(), packet->data(), packet->size());
  }
}

}  // namespace vent::metal
