#include "commands/artifacts_line.h"

#include <CLI/CLI.hpp>

namespace vent {
namespace {

void add_choice(CLI::App& verb, ChoiceOptions& options) {
  verb.add_option("-f,--file", options.cluster_file, "take the versions of this cluster file");
  verb.add_option("--with", options.versions, "this version, as kubernetes=1.35.4; may be given again");
  verb.add_option("--arch", options.architecture, "amd64 or arm64 (as this machine)");
}

void add_verbs(CLI::App& artifacts, ArtifactsLine& line, Chosen& chosen) {
  CLI::App* make = artifacts.add_subcommand("make", "get what is missing: download it, or build it");
  add_choice(*make, line.make.choice);
  make->add_option("components", line.make.components, "only these (all that a cluster needs)");
  make->add_option("--origin", line.make.origin, "release, build, or auto: the release if it can be had");
  make->callback([&] { chosen.action = [&](CommandContext& context) { return artifacts_make(context, line.make); }; });

  CLI::App* list = artifacts.add_subcommand("list", "list what is in the store");
  list->callback([&] { chosen.action = [](CommandContext& context) { return artifacts_list(context); }; });

  CLI::App* verify = artifacts.add_subcommand("verify", "read every file of the store (exit code 2: one is damaged)");
  verify->callback([&] { chosen.action = [](CommandContext& context) { return artifacts_verify(context); }; });

  CLI::App* prune = artifacts.add_subcommand("prune", "remove from the store what the chosen versions don't need");
  add_choice(*prune, line.prune.choice);
  prune->add_flag("-y,--yes", line.prune.yes, "don't ask");
  prune->callback(
      [&] { chosen.action = [&](CommandContext& context) { return artifacts_prune(context, line.prune); }; });

  CLI::App* add = artifacts.add_subcommand("add", "take a file that was got elsewhere into the store");
  add_choice(*add, line.add.choice);
  add->add_option("component", line.add.component, "what it belongs to, as etcd")->required();
  add->add_option("name", line.add.artifact, "which of the component's files it is, as etcdctl")->required();
  add->add_option("path", line.add.file, "where it is")->required();
  add->add_option("--sha256", line.add.sha256, "what its SHA-256 must be");
  add->callback([&] { chosen.action = [&](CommandContext& context) { return artifacts_add(context, line.add); }; });
}

void add_bundle(CLI::App& app, ArtifactsLine& line, Chosen& chosen) {
  CLI::App* bundle = app.add_subcommand("bundle", "one file with all that is installed, for a place without a network");
  bundle->require_subcommand(1);

  CLI::App* save = bundle->add_subcommand("save", "write the bundle");
  add_choice(*save, line.bundle.choice);
  save->add_option("--also", line.bundle.also, "a component that no cluster needs, as conformance; may be given again");
  save->add_option("bundle", line.bundle.file, "the file to write, as vent.tar.zst")->required();
  save->callback([&] { chosen.action = [&](CommandContext& context) { return bundle_save(context, line.bundle); }; });

  CLI::App* load = bundle->add_subcommand("load", "take everything of a bundle into the store");
  load->add_option("bundle", line.bundle.file, "the file")->required();
  load->callback(
      [&] { chosen.action = [&](CommandContext& context) { return bundle_load(context, line.bundle.file); }; });

  CLI::App* list = bundle->add_subcommand("list", "list what is in a bundle");
  list->add_option("bundle", line.bundle.file, "the file")->required();
  list->callback(
      [&] { chosen.action = [&](CommandContext& context) { return bundle_list(context, line.bundle.file); }; });
}

}  // namespace

void add_artifacts(CLI::App& app, ArtifactsLine& line, Chosen& chosen) {
  CLI::App* artifacts = app.add_subcommand("artifacts", "the programs and images that clusters are made of");
  artifacts->require_subcommand(1);
  add_verbs(*artifacts, line, chosen);
  add_bundle(app, line, chosen);

  CLI::App* versions = app.add_subcommand("versions", "what would be installed, from where, and under which licence");
  add_choice(*versions, line.versions);
  versions->callback(
      [&] { chosen.action = [&](CommandContext& context) { return vent::versions(context, line.versions); }; });
}

}  // namespace vent
