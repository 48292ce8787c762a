#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "remote/byte_stream.h"

namespace vent {

// What the journal of a host says about units, as it comes.
struct JournalWish {
  std::vector<std::string> units = {};
  std::vector<std::string> only_if_there = {};  // of them: an error when the host has no such unit
  bool follow = false;
  std::string since = {};  // as journalctl takes it, or as kubectl does: "10m"
  int lines = 100;         // the last of them; 0 with `since`: all
};

// For the login shell of the host's user, as root.
std::string journal_command(const JournalWish& wish, const std::string& user);

// Hands on what the command writes, until it ends or is stopped. When the host lacks a unit, the error names those that
// it has and that are near.
Result<> read_journal(ByteStream& stream, const JournalWish& wish, const std::string& host, std::stop_token stop,
                      const std::function<void(std::string_view)>& take);

// "kubelet" is meant as "kubelet.service".
std::string full_unit_name(const std::string& name);

}  // namespace vent
