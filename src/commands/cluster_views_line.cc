#include "commands/cluster_views_line.h"

#include <CLI/CLI.hpp>

namespace vent {
namespace {

constexpr const char* kFileHelp = "the cluster file (cluster.yaml)";
constexpr int kMostLines = 1'000'000;
constexpr int kMostProcesses = 100;

void add_status(CLI::App& app, StatusOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand(
      "status", "how the cluster is: hosts, units, etcd, nodes, certificates (exit code 0: well; 3: something isn't)");
  verb->add_option("-f,--file", options.cluster_file, kFileHelp);
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return status(context, options); }; });
}

void add_certificates(CLI::App& app, CertificatesOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand(
      "certificates", "the cluster's certificates: whose, by whom, where, how long (exit code 3: one isn't well)");
  verb->add_option("-f,--file", options.cluster_file, kFileHelp);
  verb->add_flag("--hosts", options.hosts, "look whether the hosts have the same");
  verb->add_option("-o,--output", options.format, "text, wide or json")->check(CLI::IsMember({"text", "wide", "json"}));
  verb->callback([&] {
    if (options.format == "json") chosen.output_name = "json";
    chosen.action = [&](CommandContext& context) { return certificates(context, options); };
  });
}

void add_logs(CLI::App& app, LogsOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand("logs", "what a host's journal says about the cluster's units there");
  // As kubectl and journalctl have it, -f is to follow here, and the cluster file has only its long name.
  verb->add_option("--file", options.cluster_file, kFileHelp);
  verb->add_option("host", options.host, "the host's name")->required();
  verb->add_option("-u,--unit", options.units, "only this unit, as kubelet; may be given again");
  verb->add_flag("-f,--follow", options.follow, "go on with what comes, until Ctrl-C");
  verb->add_option("--since", options.since, "from then on: 10m, yesterday, \"2026-11-21 10:15\"");
  verb->add_option("-n,--lines", options.lines, "the last so many lines (100; with --since all)")
      ->check(CLI::Range(1, kMostLines));
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return logs(context, options); }; });
}

void add_validate(CLI::App& app, ValidateOptions& options, Chosen& chosen) {
  CLI::App* verb = app.add_subcommand(
      "validate", "try what a working cluster does, in a namespace of its own (exit code 0: all passed; 3: not)");
  verb->add_option("-f,--file", options.cluster_file, kFileHelp);
  CLI::Option* only = verb->add_option("--only", options.only, "only this check; may be given again");
  CLI::Option* list = verb->add_flag("--list", options.list, "say which checks there are, and try nothing");
  CLI::Option* keep =
      verb->add_flag("--keep", options.keep, "leave the namespace and its pods there, to look at them; or the images");
  CLI::Option* cis = verb->add_flag("--cis", options.cis, "judge by the CIS benchmark instead, which only reads");
  for (CLI::Option* other : {only, list, keep}) cis->excludes(other);
  CLI::Option* conformance = verb->add_flag("--conformance", options.conformance, "upstream's own tests instead");
  for (CLI::Option* other : {only, list, cis}) conformance->excludes(other);
  CLI::Option* quick = verb->add_flag("--quick", options.quick, "of them forty quick ones")->needs(conformance);
  verb->add_option("--focus", options.focus, "of them only those whose name this regular expression fits")
      ->needs(conformance)
      ->excludes(quick);
  verb->add_option("--skip", options.skip, "none of them whose name this regular expression fits")->needs(conformance);
  verb->add_option("--processes", options.processes, "how many of them at once (8)")
      ->check(CLI::Range(1, kMostProcesses))
      ->needs(conformance);
  verb->callback([&] {
    chosen.action = [&](CommandContext& context) {
      if (options.cis) return validate_cis(context, options);
      return options.conformance ? validate_conformance(context, options) : validate(context, options);
    };
  });
}

}  // namespace

void add_cluster_views(CLI::App& app, ClusterViewsLine& line, Chosen& chosen) {
  add_status(app, line.status, chosen);
  add_certificates(app, line.certificates, chosen);
  add_logs(app, line.logs, chosen);
  add_validate(app, line.validate, chosen);
}

}  // namespace vent
