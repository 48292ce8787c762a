#include "formats/yaml.h"

#include <fmt/core.h>
#include <yaml.h>

#include <algorithm>
#include <unordered_map>

#include "formats/source_text.h"
#include "formats/yaml_syntax.h"

namespace vent {
namespace {

int from_one(std::size_t count) { return static_cast<int>(count) + 1; }

YamlPosition position(const yaml_mark_t& mark) { return {from_one(mark.line), from_one(mark.column)}; }

std::string text_of(const yaml_event_t& event) {
  // libyaml keeps texts as unsigned char.
  return {reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length};
}

bool is_plain(const yaml_event_t& event) { return event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE; }

// Builds the tree from libyaml's events, one after the other, by descent.
//
// The read_… functions begin at the first event of what they read and end at its last one. They return false when
// reading can't go on; the problem is noted then.
class TreeReader {
 public:
  TreeReader(std::string_view text, const std::string& file, Problems& problems)
      : text_(text), file_(file), problems_(problems) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  TreeReader(const TreeReader&) = delete;
  TreeReader& operator=(const TreeReader&) = delete;
  ~TreeReader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  std::optional<YamlNode> read() {
    YamlNode root;
    if (!read_stream(root) || !faithful_) return std::nullopt;
    return root;
  }

 private:
  bool next();
  bool read_stream(YamlNode& root);
  bool read_node(YamlNode& node, int depth);
  void read_scalar(YamlNode& node) const;
  bool read_sequence(YamlNode& node, int depth);
  bool read_mapping(YamlNode& node, int depth);
  bool read_key(YamlEntry& entry);
  void refuse_properties(const unsigned char* anchor, const unsigned char* tag);
  void note(std::string id, std::string message, std::string hint);

  std::string_view text_;
  const std::string& file_;
  Problems& problems_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool faithful_ = true;  // nothing was left out of the tree
};

void TreeReader::note(std::string id, std::string message, std::string hint) {
  const YamlPosition at = position(event_.start_mark);
  problems_.push_back(Error(ErrorKind::bad_input, std::move(message))
                          .with_id(std::move(id))
                          .with_place(Place{file_, at.line, at.column})
                          .with_hint(std::move(hint)));
}

bool TreeReader::next() {
  yaml_event_delete(&event_);
  if (yaml_parser_parse(&parser_, &event_) == 1) return true;
  event_ = {};
  YamlFault fault;
  fault.file = file_;
  fault.problem = parser_.problem != nullptr ? parser_.problem : "out of memory";
  fault.line = from_one(parser_.problem_mark.line);
  fault.column = from_one(parser_.problem_mark.column);
  if (parser_.context != nullptr) {
    fault.context_line = from_one(parser_.context_mark.line);
    fault.context_column = from_one(parser_.context_mark.column);
  }
  problems_.push_back(explain_yaml_fault(text_, fault));
  return false;
}

bool TreeReader::read_stream(YamlNode& root) {
  if (!next() || !next()) return false;  // the start of the stream, then of the document
  if (event_.type == YAML_STREAM_END_EVENT) return true;
  if (!next() || !read_node(root, 1)) return false;
  if (!next() || !next()) return false;  // the end of the document, then of the stream
  if (event_.type == YAML_STREAM_END_EVENT) return true;
  note("VENT_YAML_DOCUMENTS", "a second document begins here", "one file has one document; remove the rest");
  return false;
}

void TreeReader::refuse_properties(const unsigned char* anchor, const unsigned char* tag) {
  if (anchor != nullptr) {
    note("VENT_YAML_ANCHOR", "anchors (&name) are not supported", "write the value out where it is needed");
    faithful_ = false;
  }
  if (tag != nullptr) {
    note("VENT_YAML_TAG", "tags (!name) are not supported", "remove the tag; put a value that must be text in quotes");
    faithful_ = false;
  }
}

bool TreeReader::read_node(YamlNode& node, int depth) {
  node.begin = position(event_.start_mark);
  node.end = position(event_.end_mark);
  if (depth > kDeepestYaml) {
    note("VENT_YAML_DEPTH", fmt::format("this is nested deeper than {} levels", kDeepestYaml), "");
    return false;
  }
  switch (event_.type) {
    case YAML_SCALAR_EVENT:
      refuse_properties(event_.data.scalar.anchor, event_.data.scalar.tag);
      read_scalar(node);
      return true;
    case YAML_SEQUENCE_START_EVENT:
      refuse_properties(event_.data.sequence_start.anchor, event_.data.sequence_start.tag);
      return read_sequence(node, depth);
    case YAML_MAPPING_START_EVENT:
      refuse_properties(event_.data.mapping_start.anchor, event_.data.mapping_start.tag);
      return read_mapping(node, depth);
    case YAML_ALIAS_EVENT:
      note("VENT_YAML_ALIAS", "aliases (*name) are not supported", "write the value out, or quote it if it is text");
      faithful_ = false;
      return true;
    default:
      note("VENT_YAML_SYNTAX", "expected a value", "");
      return false;
  }
}

void TreeReader::read_scalar(YamlNode& node) const {
  node.text = text_of(event_);
  node.style = is_plain(event_) ? YamlStyle::plain : YamlStyle::quoted;
  const bool is_null = node.text.empty() || node.text == "~" || node.text == "null";
  if (node.style == YamlStyle::plain && is_null) {
    node.text.clear();
    return;
  }
  node.kind = YamlKind::scalar;
}

bool TreeReader::read_sequence(YamlNode& node, int depth) {
  node.kind = YamlKind::sequence;
  const bool is_block = event_.data.sequence_start.style == YAML_BLOCK_SEQUENCE_STYLE;
  while (next()) {
    if (event_.type == YAML_SEQUENCE_END_EVENT) {
      // A block ends for libyaml where the next thing begins, lines later.
      if (!is_block) node.end = position(event_.end_mark);
      return true;
    }
    if (!read_node(node.items.emplace_back(), depth + 1)) return false;
    node.end = node.items.back().end;
  }
  return false;
}

bool TreeReader::read_mapping(YamlNode& node, int depth) {
  node.kind = YamlKind::mapping;
  const bool is_block = event_.data.mapping_start.style == YAML_BLOCK_MAPPING_STYLE;
  std::unordered_map<std::string, YamlPosition> seen;
  while (next()) {
    if (event_.type == YAML_MAPPING_END_EVENT) {
      if (!is_block) node.end = position(event_.end_mark);
      return true;
    }
    YamlEntry entry;
    if (!read_key(entry)) return false;
    const auto [first, is_new] = seen.try_emplace(entry.key, entry.key_begin);
    if (!is_new) {
      const Place place{file_, first->second.line, first->second.column};
      note("VENT_DUPLICATE_KEY", fmt::format("{} is given twice, first at {}", in_quotes(entry.key), place.text()),
           "keep one of them");
    }
    if (!next() || !read_node(entry.value, depth + 1)) return false;
    node.end = entry.value.end;
    if (is_new) node.entries.push_back(std::move(entry));
  }
  return false;
}

bool TreeReader::read_key(YamlEntry& entry) {
  entry.key_begin = position(event_.start_mark);
  entry.key_end = position(event_.end_mark);
  if (event_.type == YAML_ALIAS_EVENT) {
    note("VENT_YAML_ALIAS", "aliases (*name) are not supported", "write the key out");
    faithful_ = false;
    return true;
  }
  if (event_.type != YAML_SCALAR_EVENT) {
    note("VENT_YAML_KEY", "a key must be a plain word or a quoted text",
         "a value in { } or [ ] that is meant as text needs quotes");
    return false;
  }
  refuse_properties(event_.data.scalar.anchor, event_.data.scalar.tag);
  entry.key = text_of(event_);
  if (entry.key.empty() && is_plain(event_)) {
    note("VENT_YAML_KEY", "there is no key before the ':'", "");
    return false;
  }
  return true;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto entry = std::ranges::find(entries, key, &YamlEntry::key);
  return entry == entries.end() ? nullptr : &entry->value;
}

Place YamlDocument::place(YamlPosition position) const { return {file, position.line, position.column}; }

std::optional<YamlDocument> parse_yaml(std::string_view text, const std::string& file, Problems& problems) {
  Result<std::string_view> source = check_source(text, file);
  if (!source) {
    problems.push_back(std::move(source).error());
    return std::nullopt;
  }
  std::optional<YamlNode> root = TreeReader(*source, file, problems).read();
  if (!root) return std::nullopt;
  return YamlDocument{file, std::move(*root)};
}

Result<YamlDocument> parse_yaml(std::string_view text, const std::string& file) {
  Problems problems;
  std::optional<YamlDocument> document = parse_yaml(text, file, problems);
  if (!problems.empty()) return fail(as_one_error(text, std::move(problems)));
  if (!document) return fail(Error(ErrorKind::bug, "YAML was refused without a problem"));
  return std::move(*document);
}

}  // namespace vent
