#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/yaml.h"

namespace vent::metal {

// Takes single values out of a #cloud-config document. What is not as it should be becomes a warning with its line, and
// no value; the caller goes on as if it had not been written.
class CloudConfigValues {
 public:
  void warn(YamlPosition at, std::string_view message);
  std::vector<std::string> take_warnings();  // "line 12: …", by line

  // Nothing for null, everywhere. Text has no NUL in it, since no program could be given it.
  std::optional<std::string> text(const YamlNode& node);
  // Text without control characters, and without white space around it.
  std::optional<std::string> line(const YamlNode& node);
  // Also yes and no, on and off, 1 and 0: clouds know them all.
  std::optional<bool> boolean(const YamlNode& node);
  // A list of lines; a single text is a list of one. A text of several lines is taken apart.
  std::vector<std::string> lines(const YamlNode& node);
  // The items of a list.
  std::span<const YamlNode> items(const YamlNode& node);

  // How the value of a key gets into a Target.
  template <class Target>
  struct Key {
    std::string_view name;
    void (*read)(CloudConfigValues& values, const YamlNode& node, Target& target);
  };

  // Reads a mapping key by key, in the order of the table and not of the text. `what` says whose keys these are.
  template <class Target>
  void mapping(const YamlNode& node, std::string_view what, std::span<const Key<Target>> keys, Target& target) {
    std::vector<std::string> names;
    for (const Key<Target>& key : keys) names.emplace_back(key.name);
    if (!check_keys(node, what, names)) return;
    for (const Key<Target>& key : keys) {
      if (const YamlNode* value = node.find(key.name)) key.read(*this, *value, target);
    }
  }

 private:
  // False when this is no mapping.
  bool check_keys(const YamlNode& node, std::string_view what, std::span<const std::string> known);

  struct Warning {
    int line = 0;
    std::string message;
  };
  std::vector<Warning> warnings_;
};

// What useradd and groupadd take, and what is safe in a path: letters, digits, '_', '-', '.', no digit, '-' or '.' first.
bool is_account_name(std::string_view name);
// Labels of letters, digits and inner '-', with dots between.
bool is_domain_name(std::string_view name);
std::string lower_case(std::string_view text);  // of ASCII letters

}  // namespace vent::metal
