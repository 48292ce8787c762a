#include "readings/guide.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr const char* kOwnMachine = "your machine";
constexpr const char* kDownloaded = "/root/vent-guide/programs";
constexpr const char* kKeys = "/root/vent-guide/keys";

// A block of shell, with the hosts on which it is the same.
struct Block {
  std::string shell;
  std::vector<std::string> hosts;
};

// What one resource is on all hosts that have it.
struct Entry {
  std::string id;
  std::string why;
  std::vector<Block> blocks;
};

void add(std::vector<Block>& blocks, const std::string& shell, const std::string& host) {
  const auto same = std::ranges::find(blocks, shell, &Block::shell);
  if (same != blocks.end()) {
    same->hosts.push_back(host);
  } else {
    blocks.push_back({.shell = shell, .hosts = {host}});
  }
}

// In the order of the first host that has each; what another host has more comes where it first stands there.
std::vector<Entry> entries_of(const Chapter& chapter, const Design& design) {
  std::vector<Entry> entries;
  for (const Host& host : design.cluster.hosts) {
    if (!runs_on(chapter, host)) continue;
    std::size_t after = 0;
    for (const Resource& resource : chapter.resources(design, host)) {
      const std::string id = id_of(resource);
      auto entry = std::ranges::find(entries, id, &Entry::id);
      if (entry == entries.end())
        entry = entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(after),
                               {.id = id, .why = resource.why, .blocks = {}});
      after = static_cast<std::size_t>(entry - entries.begin()) + 1;
      add(entry->blocks, as_shell(resource.spec), host.name);
    }
  }
  return entries;
}

std::string block_text(const std::vector<std::string>& places, const std::string& shell) {
  std::vector<std::string> names;
  for (const std::string& place : places) names.push_back("**" + place + "**");
  // A fence longer than any in the text.
  std::string fence = "```";
  while (shell.find(fence) != std::string::npos) fence += "`";
  return fmt::format("On {}:\n\n{}sh\n{}\n{}\n\n", join(names, ", "), fence, trim_end(shell), fence);
}

// What a chapter takes on a host from the operator's machine.
struct Luggage {
  std::vector<const ArtifactFile*> artifacts;
  std::vector<std::string> keys;  // names of files
};

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::count(names, name) == 0) names.push_back(name);
}

Luggage luggage_of(const std::vector<Resource>& resources) {
  Luggage luggage;
  for (const Resource& resource : resources) {
    if (const ArtifactFile* artifact = std::get_if<ArtifactFile>(&resource.spec)) luggage.artifacts.push_back(artifact);
    if (const File* file = std::get_if<File>(&resource.spec); file != nullptr && file->from_keys)
      for (const std::string& name : file->from_keys->names) add_once(luggage.keys, name);
  }
  return luggage;
}

// Sends what a tar file on the standard input holds into a folder of a host; as root, as everything is typed there.
std::string unpack_on(const Host& host, const char* folder) {
  std::vector<std::string> ssh = {"ssh"};
  if (host.ssh.port != 22) ssh.insert(ssh.end(), {"-p", std::to_string(host.ssh.port)});
  if (!host.ssh.key_file.empty()) ssh.insert(ssh.end(), {"-i", host.ssh.key_file});
  if (!host.ssh.jump_host.empty()) ssh.insert(ssh.end(), {"-J", host.ssh.jump_host});
  ssh.push_back(host.ssh.user.empty() ? host.address : fmt::format("{}@{}", host.ssh.user, host.address));
  const std::string unpack =
      fmt::format("mkdir -p -m 0700 {0} && tar -C {0} --no-same-owner --no-overwrite-dir -xf -", folder);
  ssh.push_back(host.ssh.user == "root" ? unpack : "sudo sh -c " + shell_quote(unpack));
  return shell_quote(ssh);
}

std::string copy_to(const Host& host, const Luggage& luggage) {
  std::string shell;
  if (!luggage.artifacts.empty()) {
    const std::string folder = "programs/" + host.name;
    shell += fmt::format("mkdir -p {}\n", folder);
    for (const ArtifactFile* artifact : luggage.artifacts)
      shell += fmt::format("ln -sfn {} {}/{}\n", shell_quote(artifact->content.file.string()), folder, artifact->name);
    shell += fmt::format("tar -C {} -chf - . |\n  {}\n", folder, unpack_on(host, kDownloaded));
  }
  if (!luggage.keys.empty())
    shell += fmt::format("tar -C keys -cf - \\\n  {} |\n  {}\n", join(luggage.keys, " \\\n  "), unpack_on(host, kKeys));
  return shell;
}

// What is to be typed on the operator's machine, before what is on the hosts.
std::string own_machine_text(const Chapter& chapter, const Design& design) {
  std::string text;
  if (chapter.on_own_machine != nullptr)
    text += "## On your machine\n\n" + block_text({kOwnMachine}, chapter.on_own_machine(design.cluster));
  bool is_first = true;
  for (const Host& host : design.cluster.hosts) {
    if (!runs_on(chapter, host)) continue;
    const std::vector<Resource> resources = chapter.resources(design, host);
    const std::string shell = copy_to(host, luggage_of(resources));
    if (shell.empty()) continue;
    if (is_first) text += "## To the hosts\n\nWhat the blocks below take from your machine.\n\n";
    is_first = false;
    text += block_text({kOwnMachine}, shell);
  }
  return text;
}

// What the pages count on.
std::string preparations() {
  return fmt::format(
      "\nWhat stands under **your machine** is typed there, in one folder of your own for all pages. It makes the keys "
      "of the "
      "cluster by openssl, so they are yours and not those that vent has: of these no page shows any, and `vent audit` "
      "finds no difference but them. Programs are taken from vent's store, where `vent artifacts make` puts them.\n\n"
      "On a host, begin with where that goes:\n\n```sh\nexport DOWNLOADED={} KEYS={}\n```\n\n"
      "When all is done, nobody needs it there any more: `rm -r /root/vent-guide`.\n",
      kDownloaded, kKeys);
}

std::string page_text(const Chapter& chapter, const Design& design) {
  std::string text = fmt::format("# {}\n\nWhen this is done: {}.\n\n", chapter.title, chapter.holds_after);
  if (!chapter.checks.empty()) text += "## To be looked at\n\n";
  for (const Check& check : chapter.checks)
    text += fmt::format("**{}.** {}\n\n```sh\n{}\n```\n\n", check.name, check.why, check.by_hand);
  if (chapter.resources == nullptr) return text;
  text += own_machine_text(chapter, design);
  for (const Entry& entry : entries_of(chapter, design)) {
    text += fmt::format("## {}\n\n{}\n\n", entry.id, entry.why);
    for (const Block& block : entry.blocks) text += block_text(block.hosts, block.shell);
  }
  return text;
}

}  // namespace

std::vector<GuidePage> guide_pages(const Design& design, const std::vector<Chapter>& chapters) {
  const Cluster& cluster = design.cluster;
  std::string contents = fmt::format(
      "# {}, the hard way\n\nWhat `vent apply` does to this cluster, to be typed as root on the hosts that stand above "
      "each block, in this order. `vent audit` tells whether all is as it should be.\n\n"
      "| host | role | address | private address |\n|---|---|---|---|\n",
      cluster.name);
  for (const Host& host : cluster.hosts)
    contents += fmt::format("| {} | {} | {} | {} |\n", host.name, role_name(host.role), host.address,
                            host.private_address.text());
  contents += "\n";
  std::vector<GuidePage> pages;
  for (const Chapter& chapter : chapters) {
    pages.push_back({.file_name = fmt::format("{}.md", chapter.name), .text = page_text(chapter, design)});
    contents += fmt::format("1. [{}]({}): {}\n", chapter.title, pages.back().file_name, chapter.holds_after);
  }
  if (std::ranges::any_of(chapters, &Chapter::needs_parts)) contents += preparations();
  pages.insert(pages.begin(), {.file_name = "README.md", .text = contents});
  return pages;
}

}  // namespace vent
