#pragma once

#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vent {

// Writes a systemd unit file. Sections and keys stay in the order in which they were set; a key may be set again, as
// ExecStartPre or Environment often are.
//
//   UnitFile unit;
//   unit.section("Service").set("Type", "notify").set("ExecStart", exec_line({"/usr/bin/etcd", "--name", name}));
//   unit.text();
class UnitFile {
 public:
  class Section {
   public:
    // The value as systemd reads it, so %i is a specifier; see below for escaping. It stays one line whatever is in it:
    // line breaks become spaces, so no value can bring in a setting of its own.
    Section& set(std::string_view key, std::string_view value);

   private:
    friend class UnitFile;
    explicit Section(std::string name) : name_(std::move(name)) {}

    std::string name_;
    std::vector<std::pair<std::string, std::string>> settings_;
  };

  // The section of that name, new at the end when there is none yet. References stay good.
  Section& section(std::string_view name);

  std::string text() const;

 private:
  std::deque<Section> sections_;
};

// A command for ExecStart= and the like that runs exactly these arguments: no variable, specifier, quote or semicolon in
// them means anything. The program, which comes first, should be an absolute path. Bytes that aren't UTF-8 survive; a NUL
// byte can't be in an argument and is left out.
std::string exec_line(std::span<const std::string> arguments);
inline std::string exec_line(std::initializer_list<std::string> arguments) {
  return exec_line(std::span(arguments.begin(), arguments.size()));
}

// A value for Environment=: exactly this variable with exactly this content.
std::string environment_line(std::string_view name, std::string_view value);

// Text for settings that know specifiers (Description=, paths): a % stands for itself.
std::string without_specifiers(std::string_view text);

}  // namespace vent
