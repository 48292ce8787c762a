#include "commands/vent.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>

#include "commands/adopt.h"
#include "commands/artifacts_line.h"
#include "commands/cluster_views_line.h"
#include "commands/destroy.h"
#include "commands/explain.h"
#include "commands/history.h"
#include "commands/init.h"
#include "commands/inventory_line.h"
#include "commands/kubeconfig.h"
#include "commands/line.h"
#include "commands/line_error.h"
#include "commands/machine_line.h"
#include "commands/metal.h"
#include "commands/readings.h"
#include "commands/remove.h"
#include "commands/support.h"
#include "commands/up.h"
#include "graph/command_line.h"

namespace vent {
namespace {

void add_lab(CLI::App& verb, std::string& lab) {
  verb.add_option("--lab", lab, "which lab, when several run on this machine")->default_val("metal");
}

void add_start_options(CLI::App& verb, MetalStartOptions& options) {
  add_lab(verb, options.lab);
  verb.add_option("--private", options.private_range, "range of the private addresses (10.80.0.0/16)");
  verb.add_option("--public", options.public_range, "range of the public addresses (198.51.100.0/24)");
  verb.add_option("--port", options.port, "port of the API on 127.0.0.1 (7480)")->check(CLI::Range(1, 65535));
}

// The lists of options live as long as the program: one line is read, one command is run.
struct MetalLine {
  MetalStartOptions start;
  MetalCreateOptions create;
  MetalActOptions act;
  MetalLinkOptions link;
  MetalMarketOptions market;
  std::string lab, host;
  std::vector<std::string> command;
  bool erase = false, wait = false, no_follow = false, plain_link = false;
};

struct ActVerb {
  const char* name;
  const char* action;
  const char* help;
};
constexpr ActVerb kActVerbs[] = {
    {"power-on", "power_on", "switch hosts on"},
    {"power-off", "power_off", "switch hosts off, like pulling the plug"},
    {"reboot", "reboot", "power-cycle hosts; their disks are kept"},
    {"reinstall", "reinstall", "give hosts a new disk and boot them"},
};

using MarketVerb = Result<int> (*)(CommandContext&, const MetalMarketOptions&);

void add_market(CLI::App& metal, MetalMarketOptions& options, Chosen& chosen) {
  CLI::App* market = metal.add_subcommand("market", "the spot market: prices and free machines");
  market->require_subcommand(1);
  const auto verb = [&](const char* name, const char* help, const char* value, MarketVerb run) {
    CLI::App* added = market->add_subcommand(name, help);
    add_lab(*added, options.lab);
    const bool is_list = run == metal_market_list;
    if (run != metal_market_notice) {
      added->add_option("facility", options.facility, "the place, as ams1")->required(!is_list);
      added->add_option("plan", options.plan, "the plan, as c2.medium.x86")->required(!is_list);
    }
    if (!is_list) added->add_option("value", options.value, value)->required();
    added->callback([&options, &chosen, run] {
      chosen.action = [&options, run](CommandContext& context) { return run(context, options); };
    });
  };
  verb("list", "show what each plan costs in each place", "", metal_market_list);
  verb("set", "set a price by hand", "dollars an hour, or `auto`", metal_market_set);
  verb("capacity", "say how many machines there are", "a number, or `auto` for any number", metal_market_capacity);
  verb("notice", "set the time from being outbid to being deleted", "seconds", metal_market_notice);
}

void add_metal(CLI::App& app, MetalLine& line, Chosen& chosen) {
  CLI::App* metal = app.add_subcommand("metal", "a bare-metal cloud on this machine");
  metal->require_subcommand(1);

  CLI::App* start = metal->add_subcommand("start", "start the cloud (builds the base image the first time)");
  add_start_options(*start, line.start);
  start->callback([&] { chosen.action = [&](CommandContext& context) { return metal_start(context, line.start); }; });

  CLI::App* serve = metal->add_subcommand("serve", "run the cloud in the foreground");
  add_start_options(*serve, line.start);
  serve->callback([&] { chosen.action = [&](CommandContext& context) { return metal_serve(context, line.start); }; });

  CLI::App* stop = metal->add_subcommand("stop", "shut all hosts down and remove every trace but their disks");
  add_lab(*stop, line.lab);
  stop->add_flag("--erase", line.erase, "delete the hosts and their disks too");
  stop->callback([&] {
    chosen.action = [&](CommandContext& context) {
      return metal_stop(context, line.lab, line.erase ? Erase::yes : Erase::no);
    };
  });

  CLI::App* status = metal->add_subcommand("status", "whether the cloud runs, and where it answers (exit code 3: no)");
  add_lab(*status, line.lab);
  status->callback([&] { chosen.action = [&](CommandContext& context) { return metal_status(context, line.lab); }; });

  CLI::App* hosts = metal->add_subcommand("hosts", "list the hosts");
  add_lab(*hosts, line.lab);
  hosts->callback([&] { chosen.action = [&](CommandContext& context) { return metal_hosts(context, line.lab); }; });

  CLI::App* create = metal->add_subcommand("create", "create hosts; those that exist are left as they are");
  add_lab(*create, line.create.lab);
  create->add_option("names", line.create.names, "their host names")->required();
  create->add_option("--user-data", line.create.user_data_file, "a script (#!) or #cloud-config for the first boot");
  create->add_option("--ssh-key", line.create.key_files, "a public key that may log in as root, beside the lab's own");
  create->add_flag("--wait", line.wait, "return when sshd answers on all of them");
  create->callback([&] {
    line.create.wait = line.wait ? Waiting::yes : Waiting::no;
    chosen.action = [&](CommandContext& context) { return metal_create(context, line.create); };
  });

  const auto add_act = [&](const char* name, const char* help,
                           const std::function<Result<int>(CommandContext&)>& action) {
    CLI::App* verb = metal->add_subcommand(name, help);
    add_lab(*verb, line.act.lab);
    verb->add_option("hosts", line.act.names, "names or ids")->required();
    verb->add_flag("--wait", line.wait, "return when it is done");
    verb->callback([&line, &chosen, action] {
      line.act.wait = line.wait ? Waiting::yes : Waiting::no;
      chosen.action = action;
    });
  };
  for (const ActVerb& verb : kActVerbs)
    add_act(verb.name, verb.help,
            [&line, &verb](CommandContext& context) { return metal_act(context, line.act, verb.action); });
  add_act("delete", "delete hosts and their disks",
          [&line](CommandContext& context) { return metal_delete(context, line.act); });

  CLI::App* console = metal->add_subcommand("console", "show a host's console and go on showing it");
  add_lab(*console, line.lab);
  console->add_option("host", line.host, "name or id")->required();
  console->add_flag("--no-follow", line.no_follow, "show what there is and end");
  console->callback([&] {
    chosen.action = [&](CommandContext& context) {
      return metal_console(context, line.lab, line.host, line.no_follow ? Follow::no : Follow::yes);
    };
  });

  CLI::App* ssh =
      metal->add_subcommand("ssh", "log in to a host, or run a command there: vent metal ssh HOST -- COMMAND");
  add_lab(*ssh, line.lab);
  ssh->add_option("host", line.host, "name or id")->required();
  ssh->add_option("command", line.command, "what to run there");
  ssh->callback([&] {
    chosen.action = [&](CommandContext& context) { return metal_ssh(context, line.lab, line.host, line.command); };
  });

  CLI::App* link = metal->add_subcommand("link", "make the way between two parties slow, lossy or blocked, for tests");
  add_lab(*link, line.link.lab);
  link->add_option("a", line.link.a, "a host, or `operator` for this machine")->required();
  link->add_option("b", line.link.b, "likewise")->required();
  link->add_option("--delay", line.link.delay, "added one way in each direction, as 40ms");
  link->add_option("--loss", line.link.loss, "packets lost in each direction, as 2%");
  link->add_flag("--block", line.link.blocked, "nothing passes");
  CLI::Option* plain = link->add_flag("--plain", line.plain_link, "an ordinary link again (as without any option)");
  for (const char* other : {"--delay", "--loss", "--block"}) plain->excludes(link->get_option(other));
  link->callback([&] { chosen.action = [&](CommandContext& context) { return metal_link(context, line.link); }; });

  CLI::App* links = metal->add_subcommand("links", "list the links that are not ordinary");
  add_lab(*links, line.lab);
  links->callback([&] { chosen.action = [&](CommandContext& context) { return metal_links(context, line.lab); }; });

  add_market(*metal, line.market, chosen);
}

void add_init(CLI::App& app, InitOptions& options, Chosen& chosen) {
  CLI::App* init = app.add_subcommand("init", "write a cluster file to begin with");
  init->add_option("-f,--file", options.file, "the file to write (cluster.yaml)");
  init->add_option("--name", options.name, "the cluster's name");
  CLI::Option* from = init->add_option("--from", options.from, "convert a machines.txt or an inventory of Ansible");
  CLI::Option* metal = init->add_flag("--metal", options.from_lab, "take the hosts of a lab on this machine");
  metal->excludes(from);
  CLI::Option* machines = init->add_option("--for", options.machines,
                                           "where the machines come from: packet (rented), static (yours), local")
                              ->check(CLI::IsMember({"packet", "static", "local"}));
  machines->excludes(from);
  machines->excludes(metal);
  add_lab(*init, options.lab);
  init->callback([&, init, metal] {
    if (init->count("--lab") > 0 && !*metal && options.machines != "local")
      throw CLI::RequiresError("--lab", "--metal or --for local");
    chosen.action = [&](CommandContext& context) { return vent::init(context, options); };
  });
}

void add_adopt(CLI::App& app, AdoptOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("adopt", "look at the host keys of the cluster's hosts and pin them");
  verb->add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml)");
  verb->add_flag("-y,--yes", options.yes, "the fingerprints have been compared: don't ask");
  verb->add_option("hosts", options.hosts, "only these (all)");
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return adopt(context, options); }; });
}

void add_cluster_options(CLI::App& verb, ClusterOptions& options) {
  verb.add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml)");
  verb.add_option("--host", options.selection.hosts, "only this host; may be given again");
}

void add_selection(CLI::App& verb, ClusterOptions& options) {
  add_cluster_options(verb, options);
  verb.add_option("--chapter", options.selection.chapters, "only this chapter, as 03; may be given again");
  verb.add_option("--from", options.selection.from, "this chapter and those behind it");
}

// The readings of the one list.
struct ReadingLine {
  UpOptions up;
  DestroyOptions destroy;
  PlanOptions plan;
  ApplyOptions apply;
  ClusterOptions audit;
  GuideOptions guide;
  RemoveOptions remove;
  ResetOptions reset;
};

void add_readings(CLI::App& app, ReadingLine& line, Chosen& chosen) {
  CLI::App* up = app.add_subcommand(
      "up",
      "rent machines, build the cluster, make kubectl know it; without a cluster file in the cloud of this machine");
  up->add_option("-f,--file", line.up.cluster.cluster_file, "the cluster file (cluster.yaml)");
  up->add_option("--lab", line.up.lab, "which lab, when there is no cluster file (metal)");
  up->add_flag("-y,--yes", line.up.yes, "machines that the file no longer wants may be given back: don't ask");
  up->add_flag("--profile", line.up.profile, "tell at the end what the time went into");
  up->callback([&] { chosen.action = [&](CommandContext& context) { return vent::up(context, line.up); }; });

  CLI::App* destroy = app.add_subcommand("destroy", "give rented machines back, reset the others, forget the cluster");
  destroy->add_option("-f,--file", line.destroy.cluster.cluster_file, "the cluster file (cluster.yaml)");
  destroy->add_option("--name", line.destroy.confirmed_name, "the cluster's name, so that nobody is asked for it");
  destroy->callback(
      [&] { chosen.action = [&](CommandContext& context) { return vent::destroy(context, line.destroy); }; });

  CLI::App* plan = app.add_subcommand("plan", "show what apply would do (exit code 0: nothing; 2: something)");
  add_selection(*plan, line.plan.cluster);
  plan->add_flag("--full", line.plan.full, "show files whole");
  plan->callback([&] { chosen.action = [&](CommandContext& context) { return vent::plan(context, line.plan); }; });

  CLI::App* apply = app.add_subcommand("apply", "make the cluster what its file says");
  add_selection(*apply, line.apply.cluster);
  apply->add_flag("-y,--yes", line.apply.yes, "don't show the plan and don't ask");
  apply->add_flag("--profile", line.apply.profile, "tell at the end what the time went into");
  apply->callback([&] { chosen.action = [&](CommandContext& context) { return vent::apply(context, line.apply); }; });

  CLI::App* audit =
      app.add_subcommand("audit", "tell what is not as it should be (exit code 0: nothing; 2: something)");
  add_selection(*audit, line.audit);
  audit->callback([&] { chosen.action = [&](CommandContext& context) { return vent::audit(context, line.audit); }; });

  CLI::App* guide = app.add_subcommand("guide", "write the cluster down as a tutorial: shell commands, and why");
  guide->add_option("-f,--file", line.guide.cluster_file, "the cluster file (cluster.yaml)");
  guide->add_option("--chapter", line.guide.chapters, "only this chapter, as 03; may be given again");
  guide->add_option("-o,--directory", line.guide.directory, "where the pages go")->required();
  guide->callback([&] { chosen.action = [&](CommandContext& context) { return vent::guide(context, line.guide); }; });

  CLI::App* remove = app.add_subcommand("remove", "take hosts of your own out of a cluster that goes on without them");
  remove->add_option("-f,--file", line.remove.cluster.cluster_file, "the cluster file (cluster.yaml)");
  remove->add_option("host", line.remove.hosts, "as it is called in the cluster file")->required();
  remove->add_flag("-y,--yes", line.remove.yes, "don't ask");
  remove->callback(
      [&] { chosen.action = [&](CommandContext& context) { return remove_hosts(context, line.remove); }; });

  CLI::App* reset = app.add_subcommand("reset", "take back all that vent ever made on the hosts");
  add_cluster_options(*reset, line.reset.cluster);
  reset->add_flag("-y,--yes", line.reset.yes, "don't ask");
  reset->callback([&] { chosen.action = [&](CommandContext& context) { return vent::reset(context, line.reset); }; });
}

// What the readings are told of the line as a whole.
void tell_command_line(ReadingLine& line, int count, char** words) {
  const std::vector<std::string> all(words, words + count);
  for (ClusterOptions* options : {&line.up.cluster, &line.destroy.cluster, &line.plan.cluster, &line.apply.cluster,
                                  &line.audit, &line.remove.cluster, &line.reset.cluster})
    options->command_line = command_line_without_secrets(all), options->version = VENT_VERSION;
}

void add_kubeconfig(CLI::App& app, KubeconfigOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("kubeconfig", "make kubectl on this machine know the cluster");
  verb->add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml)");
  verb->add_option("--user", options.user, "admin or developer: whom the API knows you as (admin)")
      ->check(CLI::IsMember({"admin", "developer"}));
  verb->add_option("--host", options.host, "the controller to ask (the first)");
  CLI::Option* only_print = verb->add_flag("--print", options.print, "write it to standard output, and change no file");
  verb->add_flag("--remove", options.remove, "forget the cluster again")->excludes(only_print);
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return kubeconfig(context, options); }; });
}

void add_history(CLI::App& app, HistoryOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("history", "what was done to the cluster, by whom, and how it went");
  verb->add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml)");
  verb->add_option("-n,--last", options.last, "how many runs to list (20)")->check(CLI::Range(1, 1000));
  verb->add_option("run", options.run, "the number of one run, to see its steps");
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return history(context, options); }; });
}

void add_support(CLI::App& app, SupportOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("support", "gather in one archive what helps to help: no key is in it");
  verb->add_option("-f,--file", options.cluster_file, "the cluster file (cluster.yaml)");
  verb->add_option("-o,--archive", options.archive,
                   "the archive to write: .tar.zst or .tar.gz (support-NAME-TIME.tar.zst)");
  options.version = VENT_VERSION;
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return support(context, options); }; });
}

void add_explain(CLI::App& app, std::string& field, Chosen& chosen) {
  CLI::App* explain = app.add_subcommand("explain", "what the fields of a cluster file mean");
  explain->add_option("field", field, "one field, as hosts.ssh.port");
  explain->callback([&] { chosen.action = [&](CommandContext& context) { return vent::explain(context, field); }; });
}

}  // namespace

int run_vent(int count, char** words, const std::function<CommandContext(const OutputOptions&)>& make_context) {
  CLI::App app("vent puts Kubernetes on bare metal, the hard way.", "vent");
  InitOptions init_options;
  AdoptOptions adopt_options;
  KubeconfigOptions kubeconfig_options;
  ClusterViewsLine cluster_views_line;
  HistoryOptions history_options;
  SupportOptions support_options;
  std::string field_to_explain;
  MetalLine metal_line;
  ReadingLine reading_line;
  ArtifactsLine artifacts_line;
  MachineLine machine_line;
  InventoryOptions inventory_options;
  tell_command_line(reading_line, count, words);
  Chosen chosen;
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", VENT_VERSION);
  app.add_option("-o,--output", chosen.output_name, "text or json")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--plain", chosen.output.plain, "lines only, nothing overprinted");
  add_init(app, init_options, chosen);
  add_adopt(app, adopt_options, chosen);
  add_readings(app, reading_line, chosen);
  add_kubeconfig(app, kubeconfig_options, chosen);
  add_cluster_views(app, cluster_views_line, chosen);
  add_history(app, history_options, chosen);
  add_support(app, support_options, chosen);
  add_explain(app, field_to_explain, chosen);
  add_artifacts(app, artifacts_line, chosen);
  add_machine(app, machine_line, chosen);
  add_inventory(app, inventory_options, chosen);
  add_metal(app, metal_line, chosen);

  std::optional<Error> problem;
  try {
    const std::vector<std::string> line = meant_line({words, words + count});
    app.parse(
        std::vector<std::string>(line.rbegin(), line.rend() - 1));  // the program's name left out, last word first
  } catch (const CLI::Success& asked) {                             // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    problem = line_error(app, wrong);
  }
  if (chosen.output_name == "json") chosen.output.choice = OutputChoice::json;
  CommandContext context = make_context(chosen.output);
  Result<int> code = problem ? Result<int>(fail(*std::move(problem))) : chosen.action(context);
  if (code && std::ferror(stdout) != 0)
    code = fail(Error(ErrorKind::failed, "standard output could not be written").with_id("VENT_OUTPUT"));
  if (code) return *code;
  context.bus.send(Failed{code.error()});
  return exit_code(code.error().kind);
}

}  // namespace vent
