#include "remote/node_program.h"

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/ssh_command.h"

namespace vent {
namespace {

constexpr std::string_view kPrefix = "vent-node-", kSuffix = ".gz";
constexpr std::size_t kVersionDigits = 16;

// The new program stands beside its final name until it is whole: a connection that breaks leaves nothing that runs.
constexpr std::string_view kScript =
    "LC_ALL=C; export LC_ALL; d=@FOLDER@; f=$d/node-@VERSION@; "
    "if [ -x \"$f\" ]; then echo vent have; "
    "else echo vent need $(uname -m); "
    "mkdir -p -m 0700 \"$d\" && read -r n && head -c \"$n\" | gzip -dc >\"$f.$$\" && chmod 0755 \"$f.$$\" && "
    "mv \"$f.$$\" \"$f\" || { rm -f \"$f.$$\"; exit 1; }; fi; "
    "exec \"$f\" serve";

}  // namespace

Result<NodeProgram> load_node_program(const Path& folder) {
  NodeProgram program;
  Sha256 hash;
  for (const std::string& name : TRY(list_directory(folder))) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const std::string architecture = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
    std::string bytes = TRY(read_file(folder / name));
    hash.add(name + bytes);
    program.packed[architecture] = std::move(bytes);
  }
  if (program.packed.empty())
    return fail(Error(ErrorKind::missing, fmt::format("there is no vent-node in '{}'", folder.string()))
                    .with_id("VENT_NODE_MISSING")
                    .with_hint("it is built with vent and belongs beside it: ./dev build"));
  program.version = hex(hash.finish()).substr(0, kVersionDigits);
  return program;
}

std::string bootstrap_command(const NodeProgram& program, std::string_view user, std::string_view folder) {
  std::string script = replace_all(std::string(kScript), "@VERSION@", program.version);
  script = replace_all(std::move(script), "@FOLDER@", shell_quote(folder));
  return as_root(script, user);
}

std::optional<FirstWords> first_words(std::string_view line) {
  const std::vector<std::string> words = split_words(line);
  if (words.size() == 2 && words[0] == "vent" && words[1] == "have")
    return FirstWords{.is_there = true, .architecture = ""};
  if (words.size() == 3 && words[0] == "vent" && words[1] == "need")
    return FirstWords{.is_there = false, .architecture = words[2]};
  return std::nullopt;
}

}  // namespace vent
