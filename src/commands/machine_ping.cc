// vent machine ping: a login everywhere at once.

#include "commands/machine_ping.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "base/thread_pool.h"
#include "commands/machine_hosts.h"
#include "events/activity.h"
#include "remote/run_on_host.h"

namespace vent {
namespace {

constexpr int kAtOnce = 8;
constexpr std::chrono::seconds kPingDeadline{40};
constexpr std::chrono::seconds kPause{1};

Pong ping(CommandContext& context, const MachineScope& scope, const Host& host, MachineAge age) {
  Pong pong{.host = host, .error = std::nullopt};
  const Moment begin = context.clock.now();
  const SshPlaces places{.known_hosts = scope.known_hosts(), .control_path = std::nullopt};
  const Result<std::string> answer =
      run_on_host(host, places, {.line = "true", .deadline = kPingDeadline, .age = age}, context.stop);
  pong.took = context.clock.now() - begin;
  if (!answer) pong.error = answer.error();
  return pong;
}

MachineListing pongs_view(const std::vector<Pong>& pongs) {
  MachineListing listing;
  listing.key = "hosts";
  listing.narrow_columns = 4;
  listing.rows = {{"HOST", "ADDRESS", "ANSWER", "TOOK"}};
  for (const Pong& pong : pongs) {
    const std::string answer = !pong.error ? "pong" : pong.error->id.empty() ? "failed" : pong.error->id;
    listing.rows.push_back({pong.host.name, pong.host.address, answer, format_duration(pong.took)});
    listing.items.push(Json::object()
                           .set("name", pong.host.name)
                           .set("address", pong.host.address)
                           .set("ping", pong.error ? Json() : Json("pong"))
                           .set("problem", pong.error ? Json(pong.error->message) : Json())
                           .set("seconds", std::chrono::duration<double>(pong.took).count()));
    listing.names.push_back(pong.host.name);
  }
  return listing;
}

}  // namespace

std::vector<Pong> ping_hosts(CommandContext& context, const MachineScope& scope, const std::vector<Host>& hosts,
                             MachineAge age) {
  std::vector<Pong> pongs(hosts.size());
  ThreadPool pool("ping", kAtOnce);
  for (std::size_t i = 0; i < hosts.size(); ++i)
    pool.add([&, i](const std::stop_token&) { pongs[i] = ping(context, scope, hosts[i], age); });
  pool.wait_until_idle();
  return pongs;
}

Result<> wait_for_logins(CommandContext& context, const MachineScope& scope, const std::vector<Host>& hosts,
                         Moment deadline) {
  Activity activity(context.bus, "logins by SSH", Amount{hosts.size(), "machines"});
  std::vector<Host> left = hosts;
  while (true) {
    std::optional<Error> last;
    std::vector<Host> silent;
    for (const Pong& pong : ping_hosts(context, scope, left, MachineAge::young)) {
      if (!pong.error) continue;
      const bool may_pass = pong.error->retry == Retry::later || pong.error->kind == ErrorKind::timed_out;
      if (!may_pass || context.clock.now() >= deadline) return fail(*pong.error);
      silent.push_back(pong.host);
      last = pong.error;
    }
    left = std::move(silent);
    activity.progress(hosts.size() - left.size(), last ? last->message : "");
    if (left.empty()) break;
    if (!context.clock.sleep_for(kPause, context.stop)) return fail(*std::move(last));
  }
  activity.finish(Outcome::done);
  return Ok{};
}

Result<int> machine_ping(CommandContext& context, const MachinePingOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::unique_ptr<MachineScope> scope = TRY(open_scope_for(context, options.common, options.names));
  const std::vector<Host> hosts = TRY(hosts_to_ask(context, *scope, options.names));
  const std::vector<Pong> pongs = ping_hosts(context, *scope, hosts, MachineAge::settled);
  show(pongs_view(pongs), format);
  int code = 0;
  for (const Pong& pong : pongs) {
    if (!pong.error) continue;
    context.bus.send(Failed{*pong.error});
    if (code == 0) code = exit_code(pong.error->kind);
  }
  if (hosts.empty()) context.bus.say("there is no machine to ask");
  return code;
}

}  // namespace vent
