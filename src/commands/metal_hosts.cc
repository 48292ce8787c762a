// The verbs of `vent metal` that are about hosts.

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/become.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "commands/machine_keys.h"
#include "commands/metal.h"
#include "commands/quantity.h"
#include "commands/table.h"
#include "events/activity.h"
#include "events/utf8.h"
#include "formats/json.h"
#include "metal/client.h"
#include "metal/hostname.h"

namespace vent {
namespace {

using metal::Client;
using metal::HostView;
using metal::Lab;

constexpr std::chrono::minutes kWaitDeadline{5};
constexpr std::chrono::milliseconds kPause{50};

Json host_json(const HostView& host) {
  return Json::object()
      .set("name", host.name)
      .set("id", host.id)
      .set("state", host.state)
      .set("private_address", host.private_address)
      .set("public_address", host.public_address)
      .set("seconds_to_ssh", host.seconds_to_ssh ? Json(*host.seconds_to_ssh) : Json())
      .set("created_at", host.created_at)
      .set("problem", host.problem.empty() ? Json() : Json(host.problem));
}

std::string host_table(const std::vector<HostView>& hosts) {
  std::vector<std::vector<std::string>> rows = {{"NAME", "STATE", "PRIVATE", "PUBLIC", "BOOT"}};
  for (const HostView& host : hosts)
    rows.push_back({host.name, host.state, host.private_address, host.public_address,
                    host.seconds_to_ssh ? fmt::format("{:.1f} s", *host.seconds_to_ssh) : "-"});
  std::string text = render_table(rows);
  for (const HostView& host : hosts)
    if (!host.problem.empty()) text += fmt::format("\n{}:\n{}\n", host.name, host.problem);
  return text;
}

void print_hosts(const CommandContext& context, const std::vector<HostView>& hosts) {
  if (context.output == OutputChoice::text) return print(host_table(hosts));
  Json list = Json::array();
  for (const HostView& host : hosts) list.push(host_json(host));
  print(Json::object().set("schemaVersion", 1).set("hosts", std::move(list)).pretty() + "\n");
}

std::vector<HostView> chosen(const std::vector<HostView>& all, const std::vector<HostView>& wanted) {
  std::vector<HostView> found;
  for (const HostView& host : all)
    if (std::ranges::find(wanted, host.id, &HostView::id) != wanted.end()) found.push_back(host);
  return found;
}

enum class Expect { there, gone };

// Waits until nothing more happens to these hosts by itself; returns how they stand then.
Result<std::vector<HostView>> wait_until_settled(CommandContext& context, const Lab& lab, Client& client,
                                                 const std::vector<HostView>& wanted, Expect expect) {
  const Moment deadline = context.clock.now() + kWaitDeadline;
  Activity activity(context.bus, fmt::format("{} {}", wanted.size(), wanted.size() == 1 ? "host" : "hosts"),
                    Amount{wanted.size(), "hosts"});
  while (true) {
    std::vector<HostView> now = chosen(TRY(client.hosts()), wanted);
    const std::size_t busy = static_cast<std::size_t>(std::ranges::count(now, false, &HostView::is_settled));
    activity.progress(wanted.size() - busy);
    if (busy == 0) {
      for (const HostView& host : now)
        if (host.state == "failed")
          return fail(Error(ErrorKind::failed, fmt::format("host {} has failed", host.name))
                          .with_id("VENT_HOST_FAILED")
                          .with_details(host.problem)
                          .with_hint(fmt::format("{} {}", lab.command("console"), host.name)));
      if (expect == Expect::there && now.size() < wanted.size())
        return fail(Error(ErrorKind::conflict, "somebody deleted a host that was waited for")
                        .with_id("VENT_NO_HOST")
                        .with_hint(lab.command("hosts")));
      activity.finish(Outcome::done);
      return now;
    }
    if (context.clock.now() > deadline)
      return fail(Error(ErrorKind::timed_out, fmt::format("{} of {} hosts are still on their way after {}", busy,
                                                          wanted.size(), format_duration(kWaitDeadline)))
                      .with_id("VENT_DEADLINE")
                      .with_hint(fmt::format("{}; {} NAME", lab.command("hosts"), lab.command("console"))));
    if (!context.clock.sleep_for(kPause, context.stop))
      return fail(
          Error(ErrorKind::interrupted, "waiting was stopped; the hosts go on").with_hint(lab.command("hosts")));
  }
}

// The request is JSON, where bytes that are no text would silently become others.
Result<std::string> read_user_data(const std::string& file) {
  std::string text = TRY(while_doing("reading the user data", read_file(file)));
  for (std::string_view left = text; !left.empty(); left.remove_prefix(first_character(left).bytes))
    if (!first_character(left).valid)
      return fail(Error(ErrorKind::bad_input, fmt::format("the user data in {} is not UTF-8 text", file))
                      .with_id("VENT_USER_DATA")
                      .with_hint("give a #! script or a #cloud-config document as plain text, not compressed"));
  return text;
}

// All names are looked up before anything is done, so that a wrong one changes nothing.
Result<std::vector<HostView>> find_hosts(Client& client, const std::vector<std::string>& names) {
  std::vector<HostView> hosts;
  for (const std::string& name : names) hosts.push_back(TRY(client.host(name)));
  return hosts;
}

Result<int> do_to_hosts(CommandContext& context, const MetalActOptions& options, Expect expect,
                        const std::function<Result<>(Client&, const HostView&)>& act) {
  const Lab lab = TRY(metal::open_lab(options.lab));
  Client client(lab);
  const std::vector<HostView> hosts = TRY(find_hosts(client, options.names));
  for (const HostView& host : hosts) TRY(act(client, host));
  if (options.wait == Waiting::yes) TRY(wait_until_settled(context, lab, client, hosts, expect));
  return 0;
}

}  // namespace

Result<int> metal_hosts(CommandContext& context, const std::string& name) {
  const Lab lab = TRY(metal::open_lab(name));
  print_hosts(context, TRY(Client(lab).hosts()));
  return 0;
}

Result<int> metal_create(CommandContext& context, const MetalCreateOptions& options) {
  for (const std::string& host_name : options.names) TRY(metal::check_hostname(host_name));
  const Lab lab = TRY(metal::open_lab(options.lab));
  Client client(lab);
  std::string user_data;
  if (!options.user_data_file.empty()) user_data = TRY(read_user_data(options.user_data_file));
  std::vector<std::string> keys;
  for (const std::string& file : options.key_files) keys.push_back(TRY(read_public_key_file(file)));
  std::vector<HostView> existing = TRY(client.hosts());
  std::erase_if(existing, [](const HostView& host) { return host.state == "deprovisioning"; });  // on its way out
  std::vector<HostView> hosts;
  for (const std::string& host_name : options.names) {
    // The API allows a name twice; a person who repeats a name means the host that is there.
    const auto found = std::ranges::find(existing, host_name, &HostView::name);
    if (found == existing.end()) {
      hosts.push_back(TRY(client.create(host_name, user_data, keys)));
      existing.push_back(hosts.back());
    } else {
      context.bus.say(fmt::format("{} exists already", host_name));
      hosts.push_back(*found);
    }
  }
  if (options.wait == Waiting::yes) {
    hosts = TRY(wait_until_settled(context, lab, client, hosts, Expect::there));
  } else {
    hosts = chosen(TRY(client.hosts()), hosts);
  }
  print_hosts(context, hosts);
  return 0;
}

Result<int> metal_delete(CommandContext& context, const MetalActOptions& options) {
  return do_to_hosts(context, options, Expect::gone,
                     [](Client& client, const HostView& host) { return client.remove(host); });
}

Result<int> metal_act(CommandContext& context, const MetalActOptions& options, const std::string& action) {
  return do_to_hosts(context, options, Expect::there,
                     [&](Client& client, const HostView& host) { return client.act(host, action); });
}

Result<int> metal_console(CommandContext& context, const std::string& name, const std::string& host_name,
                          Follow follow) {
  const Lab lab = TRY(metal::open_lab(name));
  Client client(lab);
  const HostView host = TRY(client.host(host_name));
  std::size_t seen = 0;
  do {
    const metal::ConsolePiece piece = TRY(client.console(host, seen));
    seen = piece.end;
    print(piece.text);
  } while (follow == Follow::yes && context.clock.sleep_for(kPause, context.stop));
  return 0;
}

Result<int> metal_ssh(CommandContext&, const std::string& name, const std::string& host_name,
                      const std::vector<std::string>& command) {
  const Lab lab = TRY(metal::open_lab(name));
  // Hosts run without the daemon, and the configuration that it wrote knows their names.
  const Result<HostView> host = Client(lab).host(host_name);
  if (!host && host.error().id != "VENT_METAL_NOT_RUNNING") return fail(host.error());
  const std::string target = host && !host->private_address.empty() ? host->private_address : host_name;
  const std::optional<std::string> ssh = find_program("ssh");
  if (!ssh) return fail(Error(ErrorKind::missing, "ssh is not installed").with_hint("apt-get install openssh-client"));
  std::vector<std::string> arguments = {"ssh", "-F", lab.ssh_config_file().string(), target};
  if (!command.empty()) arguments.emplace_back("--");
  arguments.insert(arguments.end(), command.begin(), command.end());
  // We become ssh: the terminal, its size and its signals are then ssh's own.
  return become(*ssh, arguments);
}

Result<int> metal_links(CommandContext& context, const std::string& name) {
  const Lab lab = TRY(metal::open_lab(name));
  Client client(lab);
  std::map<std::string, std::string> names = {{metal::kOperator, metal::kOperator}};
  for (const HostView& host : TRY(client.hosts())) names[host.id] = host.name;
  std::vector<std::vector<std::string>> rows = {{"A", "B", "DELAY", "LOSS", "BLOCKED"}};
  Json list = Json::array();
  for (const metal::Link& link : TRY(client.links())) {
    if (!names.contains(link.a) || !names.contains(link.b)) continue;  // of a host that is gone
    rows.push_back({names[link.a], names[link.b], fmt::format("{:g} ms", link.delay_milliseconds),
                    fmt::format("{:g} %", link.loss * 100), link.blocked ? "yes" : "no"});
    list.push(link_json(link).set("a", names[link.a]).set("b", names[link.b]));
  }
  if (context.output == OutputChoice::json) {
    print(Json::object().set("schemaVersion", 1).set("links", std::move(list)).pretty() + "\n");
  } else {
    print(render_table(rows));
  }
  return 0;
}

Result<int> metal_link(CommandContext&, const MetalLinkOptions& options) {
  metal::Link link;
  if (!options.delay.empty()) link.delay_milliseconds = TRY(parse_quantity(options.delay, "ms", "a delay, as 40ms"));
  if (!options.loss.empty()) link.loss = TRY(parse_quantity(options.loss, "%", "a loss, as 2%")) / 100;
  link.blocked = options.blocked;
  const Lab lab = TRY(metal::open_lab(options.lab));
  Client client(lab);
  for (auto [party, into] : {std::pair(&options.a, &link.a), std::pair(&options.b, &link.b)})
    *into = *party == metal::kOperator ? *party : TRY(client.host(*party)).id;
  TRY(client.set_link(link));
  return 0;
}

}  // namespace vent
