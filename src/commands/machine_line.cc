#include "commands/machine_line.h"

#include <CLI/CLI.hpp>

namespace vent {
namespace {

enum class Shown { no, as_listing };

void add_common(CLI::App& verb, MachineOptions& options, Shown shown) {
  verb.add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml, when it is there)");
  verb.add_option("--project", options.project, "the project's name or id (PACKET_PROJECT_ID, or the only one)");
  verb.add_option("--lab", options.lab, "the lab to ask, when VENT_PACKET_URL names no other API")
      ->envname("VENT_LAB")
      ->default_val("metal");
  verb.add_option("--provider", options.provider, "packet, or static: the hosts of the cluster file")
      ->check(CLI::IsMember({"packet", "static"}));
  if (shown == Shown::as_listing)
    verb.add_option("-o,--output", options.format, "table, wide, json, yaml or name")
        ->check(CLI::IsMember({"table", "text", "wide", "json", "yaml", "name"}));
}

// What is said while it runs follows the verb's own -o too.
void choose_output(const MachineOptions& options, Chosen& chosen) {
  if (options.format == "json") chosen.output_name = "json";
}

// Options that a command line of the rented cloud had under these names.
void add_create(CLI::App& machine, MachineLine& line, Chosen& chosen) {
  MachineCreateOptions& options = line.create;
  CLI::App* verb = machine.add_subcommand("create", "rent machines; those that exist are left as they are");
  add_common(*verb, options.common, Shown::as_listing);
  verb->add_option("--hostname,hostname", options.host_name, "the name; with --count a pattern, as worker-%02d")
      ->required();
  verb->add_option("--count", options.count, "how many, numbered");
  verb->add_option("--first", options.first, "the first number (0)");
  verb->add_option("--facility,--metro", options.facilities, "where, by code; several by commas: the cheapest is taken")
      ->delimiter(',');
  verb->add_option("--plan", options.plan, "what kind of machine, as c2.medium.x86");
  verb->add_option("--os,--os-type", options.operating_system, "what is installed on it, as debian_12");
  verb->add_option("--tags", options.tags, "by commas; controller, worker, or the two of them say the role too")
      ->delimiter(',');
  verb->add_option("--role", options.role, "what for")->check(CLI::IsMember({"controller", "worker", "both"}));
  verb->add_flag("--spot-instance,--spot", options.spot,
                 "rent by bid: cheaper, and taken away when somebody bids more");
  verb->add_option("--spot-price-max,--max-price", options.max_price, "the bid: the most you pay for an hour");
  verb->add_option("--termination-time", options.termination_time,
                   "when it is to be given back: 2026-11-21T10:15:00Z, or seconds since 1970");
  CLI::Option* file = verb->add_option("--userfile,--user-data", options.user_data_file,
                                       "a script (#!) or #cloud-config for the first boot");
  verb->add_option("--userdata", options.user_data, "the same as a text")->excludes(file);
  verb->add_option("--custom-data", options.custom_data_file, "a JSON file that is kept with the machine");
  verb->add_option("--storage", options.storage_file, "a JSON file with the layout of its disks");
  verb->add_option("--ipxe-script-url", options.ipxe_script_url, "boots this instead of an installed system");
  verb->add_flag("--always-pxe", options.always_pxe, "at every boot");
  verb->add_option("--billing", options.billing_cycle, "hourly or monthly")
      ->check(CLI::IsMember({"hourly", "monthly"}));
  verb->add_flag("--locked", options.locked, "can't be deleted until it is unlocked");
  verb->add_option("--ssh-key", options.key_files, "a public key that may log in (those of the project)");
  verb->add_option("--state", options.state, "present, absent, active, inactive or rebooted");
  CLI::Option* wait = verb->add_flag("--wait", options.wait, "return when they are up");
  verb->add_flag("-s,--silent", line.is_silent, "return at once, as without --wait")->excludes(wait);
  verb->add_option("--timeout", options.timeout_seconds, "seconds to wait at most (900)")
      ->check(CLI::Range(1, 100'000));
  verb->callback([&] {
    choose_output(options.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_create(context, options); };
  });
}

struct ActVerb {
  const char* name;
  const char* action;
  const char* help;
};
constexpr ActVerb kActVerbs[] = {
    {"power-on", "power_on", "switch machines on"},
    {"power-off", "power_off", "switch machines off; they are paid for all the same"},
    {"reboot", "reboot", "power-cycle machines; their disks are kept"},
    {"rescue", "rescue", "boot machines into the provider's rescue system"},
    {"reinstall", "reinstall", "install machines anew; what is on their disks is lost"},
    {"lock", "lock", "keep machines from being deleted"},
    {"unlock", "unlock", "let machines be deleted again"},
};

void add_acts(CLI::App& machine, MachineLine& line, Chosen& chosen) {
  for (const ActVerb& act : kActVerbs) {
    CLI::App* verb = machine.add_subcommand(act.name, act.help);
    add_common(*verb, line.act.common, Shown::no);
    verb->add_option("machines", line.act.names, "names or ids")->required();
    verb->add_flag("--wait", line.act.wait, "return when it is done");
    verb->add_option("--timeout", line.act.timeout_seconds, "seconds to wait at most (900)");
    if (std::string(act.name) == "reinstall")
      verb->add_option("--os,--os-type", line.act.operating_system, "another system than it has");
    verb->callback([&line, &chosen, &act] {
      line.act.action = act.action;
      chosen.action = [&line](CommandContext& context) { return machine_act(context, line.act); };
    });
  }
  CLI::App* remove = machine.add_subcommand("delete", "give machines back; what is on their disks is lost");
  add_common(*remove, line.act.common, Shown::no);
  remove->add_option("machines", line.act.names, "names or ids")->required();
  remove->add_flag("--wait", line.act.wait, "return when they are gone");
  remove->add_option("--timeout", line.act.timeout_seconds, "seconds to wait at most (900)");
  remove->callback([&] { chosen.action = [&](CommandContext& context) { return machine_delete(context, line.act); }; });

  CLI::App* get = machine.add_subcommand("get", "show machines");
  add_common(*get, line.act.common, Shown::as_listing);
  get->add_option("machines", line.act.names, "names or ids")->required();
  get->callback([&] {
    choose_output(line.act.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_get(context, line.act); };
  });
}

void add_looks(CLI::App& machine, MachineLine& line, Chosen& chosen) {
  CLI::App* list = machine.add_subcommand("list", "list the machines, also those that no cluster file knows");
  add_common(*list, line.list.common, Shown::as_listing);
  list->add_option("--tag", line.list.tag, "only those with this tag");
  list->add_option("--state", line.list.state, "only those in this state");
  list->add_flag("-w,--watch", line.list.watch, "go on and show every change");
  list->callback([&] {
    choose_output(line.list.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_list(context, line.list); };
  });

  CLI::App* wait = machine.add_subcommand("wait", "wait until machines are up, off or gone");
  add_common(*wait, line.wait.common, Shown::as_listing);
  wait->add_option("machines", line.wait.names, "names or ids (all)");
  wait->add_option("--for", line.wait.goal, "active, inactive or gone; ssh: active, and one can log in (active)")
      ->check(CLI::IsMember({"active", "inactive", "gone", "ssh"}));
  wait->add_option("--timeout", line.wait.timeout_seconds, "seconds to wait at most (900)")
      ->check(CLI::Range(1, 100'000));
  wait->callback([&] {
    choose_output(line.wait.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_wait(context, line.wait); };
  });

  CLI::App* events = machine.add_subcommand("events", "what happened to machines, as the provider tells it");
  add_common(*events, line.events.common, Shown::as_listing);
  events->add_option("machines", line.events.names, "names or ids (all)");
  // -f is the cluster file's everywhere else; here it is what everybody expects of events.
  events->remove_option(events->get_option("--file"));
  events->add_option("--file", line.events.common.cluster_file, "the cluster file (cluster.yaml, when it is there)");
  events->add_flag("-f,--follow", line.events.follow, "go on and show what happens");
  events->callback([&] {
    choose_output(line.events.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_events(context, line.events); };
  });
}

void add_offers(CLI::App& machine, MachineLine& line, Chosen& chosen) {
  CLI::App* prices = machine.add_subcommand("prices", "what a bid must offer, and what renting without one costs");
  add_common(*prices, line.prices.common, Shown::as_listing);
  prices->add_option("--plan", line.prices.plan, "only of this plan");
  prices->add_option("--facility,--metro", line.prices.facility, "only at this place");
  prices->add_flag("--history", line.prices.history, "how the price of one plan at one place went");
  prices->add_option("--days", line.prices.days, "how far back (7)")->check(CLI::Range(1, 90));
  prices->callback([&] {
    choose_output(line.prices.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_prices(context, line.prices); };
  });

  const auto add = [&](const char* name, const char* help, auto verb_action) {
    CLI::App* verb = machine.add_subcommand(name, help);
    add_common(*verb, line.offers, Shown::as_listing);
    verb->callback([&line, &chosen, verb_action] {
      choose_output(line.offers, chosen);
      chosen.action = [&line, verb_action](CommandContext& context) { return verb_action(context, line.offers); };
    });
  };
  add("plans", "kinds of machines", machine_plans);
  add("facilities", "places", machine_facilities);
  add("os", "systems that can be installed", machine_systems);
  add("capacity", "how many machines are left", machine_capacity);
}

void add_logins(CLI::App& app, CLI::App& machine, MachineLine& line, Chosen& chosen) {
  CLI::App* ping = machine.add_subcommand("ping", "whether hosts answer over SSH, by their pinned keys");
  add_common(*ping, line.ping.common, Shown::as_listing);
  ping->add_option("hosts", line.ping.names, "names or ids (those of the cluster file, else all machines)");
  ping->callback([&] {
    choose_output(line.ping.common, chosen);
    chosen.action = [&](CommandContext& context) { return machine_ping(context, line.ping); };
  });

  CLI::App* ssh = app.add_subcommand("ssh", "log in to a host, or run a command there: vent ssh HOST -- COMMAND");
  add_common(*ssh, line.ssh.common, Shown::no);
  ssh->add_option("host", line.ssh.host, "a host of the cluster file, or a machine")->required();
  ssh->add_option("command", line.ssh.command, "what to run there");
  ssh->callback([&] { chosen.action = [&](CommandContext& context) { return ssh_to_host(context, line.ssh); }; });
}

}  // namespace

void add_machine(CLI::App& app, MachineLine& line, Chosen& chosen) {
  CLI::App* machine = app.add_subcommand("machine", "machines that are rented, or owned");
  machine->require_subcommand(1);
  add_looks(*machine, line, chosen);
  add_create(*machine, line, chosen);
  add_acts(*machine, line, chosen);
  add_offers(*machine, line, chosen);
  add_logins(app, *machine, line, chosen);
}

}  // namespace vent
