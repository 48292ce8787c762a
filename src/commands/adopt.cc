#include "commands/adopt.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/locked.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "commands/ask.h"
#include "commands/table.h"
#include "commands/whole_cluster.h"
#include "events/activity.h"
#include "formats/json.h"
#include "remote/adoption.h"
#include "remote/cluster_state.h"
#include "remote/known_hosts.h"
#include "remote/scan_host_key.h"

namespace vent {
namespace {

// A jump host takes no more than ten newcomers at once, and drops some of those.
constexpr int kAtOnce = 8;

struct Adoption {
  const Host* host;
  std::vector<HostKey> pinned;
  Result<HostKey> shown;
  Result<KeyStanding> standing;
  bool adopted = false;

  bool needs_a_person() const { return standing && *standing != KeyStanding::known; }
};

Result<std::vector<const Host*>> chosen_hosts(const Cluster& cluster, const std::vector<std::string>& names) {
  std::vector<const Host*> hosts;
  std::vector<std::string> all;
  for (const Host& host : cluster.hosts) {
    all.push_back(host.name);
    const bool is_wanted = names.empty() || std::ranges::find(names, host.name) != names.end();
    if (is_wanted) hosts.push_back(&host);
  }
  for (const std::string& name : names) {
    if (cluster.find(name) != nullptr) continue;
    const std::optional<std::string> meant = nearest(name, all);
    return fail(Error(ErrorKind::missing, fmt::format("there is no host '{}' in the cluster {}", name, cluster.name))
                    .with_id("VENT_NO_HOST")
                    .with_hint(meant ? fmt::format("did you mean '{}'?", *meant) : "hosts: " + join(all, ", ")));
  }
  return hosts;
}

Adoption look_at(const Host& host, const Path& known_hosts, std::stop_token stop) {
  Result<std::vector<HostKey>> pinned = read_pinned_keys(known_hosts, host.name);
  if (!pinned) return {&host, {}, fail(pinned.error()), fail(pinned.error())};
  Result<HostKey> shown = scan_host_key(host, std::move(stop));
  Result<KeyStanding> standing = shown ? standing_of(*shown, *pinned, host) : fail(shown.error());
  return {&host, *std::move(pinned), std::move(shown), std::move(standing)};
}

// In the order of the cluster file.
std::vector<Adoption> look_at_all(CommandContext& context, const std::vector<const Host*>& hosts,
                                  const Path& known_hosts) {
  Activity activity(context.bus, "host keys", Amount{hosts.size(), "hosts"});
  Locked<std::vector<Adoption>> seen;
  {
    ThreadPool pool("adopt", kAtOnce);
    for (const Host* host : hosts)
      pool.add([&, host](const std::stop_token&) {
        Adoption adoption = look_at(*host, known_hosts, context.stop);
        seen.with([&](std::vector<Adoption>& all) {
          all.push_back(std::move(adoption));
          activity.progress(all.size());
        });
      });
    pool.wait_until_idle();
  }
  return seen.with([&](std::vector<Adoption>& all) {
    std::ranges::sort(all, {}, &Adoption::host);  // they stand in one array
    const bool all_answered = std::ranges::all_of(all, [](const Adoption& one) { return one.shown.has_value(); });
    activity.finish(all_answered ? Outcome::done : Outcome::failed);
    return std::move(all);
  });
}

std::string table(const std::vector<Adoption>& all) {
  std::vector<std::vector<std::string>> rows = {{"HOST", "ADDRESS", "TYPE", "FINGERPRINT", "KEY"}};
  for (const Adoption& one : all) {
    if (!one.shown) continue;
    const std::string standing = one.standing ? std::string(standing_name(*one.standing)) : "refused";
    rows.push_back({one.host->name, one.host->address, short_type(*one.shown), fingerprint(*one.shown), standing});
    if (one.standing != KeyStanding::changed) continue;
    for (const HostKey& key : one.pinned)
      rows.push_back({"", "", short_type(key), fingerprint(key), "pinned until now"});
  }
  return rows.size() > 1 ? render_table(rows) : "";
}

Json json(const Adoption& one) {
  Json pinned = Json::array();
  for (const HostKey& key : one.pinned) pinned.push(fingerprint(key));
  return Json::object()
      .set("name", one.host->name)
      .set("address", one.host->address)
      .set("type", one.shown ? Json(one.shown->type) : Json())
      .set("fingerprint", one.shown ? Json(fingerprint(*one.shown)) : Json())
      .set("pinned", std::move(pinned))
      .set("standing", one.standing ? Json(standing_name(*one.standing)) : Json())
      .set("adopted", one.adopted)
      .set("problem", one.standing ? Json() : Json(one.standing.error().message));
}

std::string keys_in_words(std::size_t count) { return count == 1 ? "1 key" : fmt::format("{} keys", count); }

Result<> confirm(CommandContext& context, const AdoptOptions& options, std::size_t count) {
  if (options.yes) return Ok{};
  const std::string question = fmt::format(
      "Are these the keys that the machines themselves show (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)? Then "
      "{} will be pinned.",
      keys_in_words(count));
  if (TRY(ask(context, question, "compare the fingerprints with what the machines show, then: vent adopt --yes")))
    return Ok{};
  return fail(Error(ErrorKind::interrupted, "nothing was pinned"));
}

}  // namespace

Result<int> adopt(CommandContext& context, const AdoptOptions& options) {
  const Cluster cluster = TRY(whole_cluster(options.cluster_file));
  const std::vector<const Host*> hosts = TRY(chosen_hosts(cluster, options.hosts));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  const FileLock lock = TRY(FileLock::take(state.lock(), "vent adopt"));
  TRY(pin_given_keys(state.known_hosts(), cluster));

  std::vector<Adoption> all = look_at_all(context, hosts, state.known_hosts());
  if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "nothing was pinned"));
  if (context.output == OutputChoice::text) print(table(all));
  int code = 0;
  for (const Adoption& one : all) {
    if (one.standing) continue;
    context.bus.send(Failed{one.standing.error()});
    if (code == 0) code = exit_code(one.standing.error().kind);
  }
  const auto count = static_cast<std::size_t>(std::ranges::count_if(all, &Adoption::needs_a_person));
  if (count > 0) TRY(confirm(context, options, count));
  for (Adoption& one : all) {
    if (!one.needs_a_person()) continue;
    TRY(pin_host_keys(state.known_hosts(), one.host->name, {*one.shown}));
    one.adopted = true;
  }
  if (context.output == OutputChoice::text) {
    context.bus.say(count == 0 ? "nothing new to pin" : keys_in_words(count) + " pinned");
  } else {
    Json list = Json::array();
    for (const Adoption& one : all) list.push(json(one));
    print(Json::object().set("schemaVersion", 1).set("hosts", std::move(list)).pretty() + "\n");
  }
  return code;
}

}  // namespace vent
