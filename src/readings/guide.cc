#include "readings/guide.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

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

std::string block_text(const std::vector<std::string>& hosts, const std::string& shell) {
  std::vector<std::string> names;
  for (const std::string& host : hosts) names.push_back("**" + host + "**");
  // A fence longer than any in the text.
  std::string fence = "```";
  while (shell.find(fence) != std::string::npos) fence += "`";
  return fmt::format("On {}:\n\n{}sh\n{}\n{}\n\n", join(names, ", "), fence, trim_end(shell), fence);
}

std::string page_text(const Chapter& chapter, const Design& design) {
  std::string text = fmt::format("# {}\n\nWhen this is done: {}.\n\n", chapter.title, chapter.holds_after);
  if (!chapter.checks.empty()) text += "## To be looked at\n\n";
  for (const Check& check : chapter.checks)
    text += fmt::format("**{}.** {}\n\n```sh\n{}\n```\n\n", check.name, check.why, check.by_hand);
  if (chapter.resources == nullptr) return text;
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
  pages.insert(pages.begin(), {.file_name = "README.md", .text = contents});
  return pages;
}

}  // namespace vent
