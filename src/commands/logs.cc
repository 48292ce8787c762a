// vent logs.

#include <fmt/core.h>

#include <cstdio>

#include "base/text.h"
#include "chapters/outline.h"
#include "commands/cluster_views.h"
#include "commands/whole_cluster.h"
#include "formats/problems.h"
#include "remote/known_hosts.h"
#include "status/gather.h"
#include "status/journal.h"

namespace vent {
namespace {

constexpr int kLines = 100;

Result<const Host*> host_named(const Cluster& cluster, const std::string& name) {
  if (const Host* host = cluster.find(name)) return host;
  std::vector<std::string> names;
  for (const Host& host : cluster.hosts) names.push_back(host.name);
  const std::optional<std::string> meant = nearest(name, names);
  return fail(Error(ErrorKind::bad_input, fmt::format("{} has no host {}", cluster.name, in_quotes(name)))
                  .with_id("VENT_NO_HOST")
                  .with_hint(meant ? fmt::format("did you mean '{}'?", *meant) : "there are: " + join(names, ", ")));
}

JournalWish wish_of(const LogsOptions& options, const Design& outline, const Host& host) {
  JournalWish wish{.units = {}, .follow = options.follow, .since = options.since, .lines = options.lines};
  for (const std::string& unit : options.units) wish.units.push_back(full_unit_name(unit));
  wish.only_if_there = wish.units;
  if (wish.units.empty()) wish.units = units_of(outline, host);
  // Who says since when wants all from then on.
  if (options.lines < 0) wish.lines = options.since.empty() ? kLines : 0;
  return wish;
}

}  // namespace

Result<int> logs(CommandContext& context, const LogsOptions& options) {
  if (context.output == OutputChoice::json)
    return fail(
        Error(ErrorKind::bad_input, "logs are lines of text, and have no -o json").with_id("VENT_COMMAND_LINE"));
  const Design outline = outline_of(TRY(whole_cluster(options.cluster_file)));
  const Host& host = *TRY(host_named(outline.cluster, options.host));
  const ClusterState state = TRY(ClusterState::open(outline.cluster.name));
  TRY(pin_given_keys(state.known_hosts(), outline.cluster));
  const JournalWish wish = wish_of(options, outline, host);
  // A reader that has gone (`| head`) ends it as Ctrl-C does.
  std::stop_source end;
  const std::stop_callback stopped(context.stop, [&] { end.request_stop(); });
  const std::unique_ptr<ByteStream> stream = TRY(by_ssh(state)(host, journal_command(wish, host.ssh.user)));
  TRY(read_journal(*stream, wish, host.name, end.get_token(), [&](std::string_view text) {
    print(text);
    if (std::ferror(stdout) != 0) end.request_stop();
  }));
  return 0;
}

}  // namespace vent
