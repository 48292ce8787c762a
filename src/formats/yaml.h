#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "formats/problems.h"

namespace vent {

// YAML as people write it in configuration files, with the place of everything, so that any later check can point at
// line and column.
//
// It is a strict part of YAML 1.2: one document of mappings, lists and scalars. Refused, each with its place and a hint:
// keys given twice, anchors and aliases, tags, further documents, keys that aren't scalars, and depth beyond
// kDeepestYaml. Only plain `true` and `false` are meant as booleans (`no`, `yes` and `on` are texts), and a quoted scalar is
// always text. What a plain scalar means is up to its reader; the tree keeps what was written.
constexpr int kDeepestYaml = 64;

enum class YamlKind { null, scalar, sequence, mapping };
enum class YamlStyle { plain, quoted };  // a block text (| or >) counts as quoted

struct YamlPosition {
  int line = 1;
  int column = 1;  // in characters

  bool operator==(const YamlPosition&) const = default;
};

struct YamlEntry;

struct YamlNode {
  YamlKind kind = YamlKind::null;      // null: nothing, `~` or `null`
  YamlStyle style = YamlStyle::plain;  // of a scalar
  std::string text;                    // of a scalar
  std::vector<YamlNode> items;         // of a sequence
  std::vector<YamlEntry> entries;      // of a mapping, in the order written
  YamlPosition begin;
  YamlPosition end;  // behind the last character

  // The value of a key; null pointer when this is no mapping or has no such key.
  const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  YamlPosition key_begin;
  YamlPosition key_end;
  YamlNode value;
};

struct YamlDocument {
  std::string file;  // for places
  YamlNode root;     // null for an empty document

  Place place(YamlPosition position) const;
};

// Adds all problems found. There is a tree even so when the only problems are keys given twice (the first one counts);
// nothing when it would not be what the person meant.
std::optional<YamlDocument> parse_yaml(std::string_view text, const std::string& file, Problems& problems);

// For those who have nothing to add to the problems: the document, or one error for all that is wrong with it.
Result<YamlDocument> parse_yaml(std::string_view text, const std::string& file);

}  // namespace vent
