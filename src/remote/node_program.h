#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// vent-node as it is sent to hosts: for each architecture (as `uname -m` says it) the gzipped program.
struct NodeProgram {
  std::string version;                        // changes with any bit of it
  std::map<std::string, std::string> packed;  // architecture → gzipped program
};

// Those that lie beside a program: vent-node-x86_64.gz and so on.
Result<NodeProgram> load_node_program(const Path& folder);

// The one POSIX sh command that a connection runs: it starts vent-node when the host has this version, or takes it from
// its input before that. It first says "vent have" or "vent need ARCHITECTURE"; the answer to the latter is the number
// of bytes in a line, and the bytes.
std::string bootstrap_command(const NodeProgram& program, std::string_view user,
                              std::string_view folder = "/var/lib/vent");

// What a host said first.
struct FirstWords {
  bool is_there = false;
  std::string architecture;  // when it is not
};
// Lines that a login shell printed before are not ours and pass by. Nothing when this is such a line.
std::optional<FirstWords> first_words(std::string_view line);

}  // namespace vent
