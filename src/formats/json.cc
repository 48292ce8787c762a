#include "formats/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/text.h"
#include "events/printable.h"
#include "events/utf8.h"
#include "formats/problems.h"

namespace vent {
namespace {

using Tree = nlohmann::ordered_json;

constexpr int kDeepest = 128;
constexpr int kWidestReason = 240;
// Ends the path of a whole text, whose name is not part of the path: "the device: ".
constexpr std::string_view kAfterName = ": ";

Tree& tree_of(const std::shared_ptr<void>& tree) { return *static_cast<Tree*>(tree.get()); }

JsonKind kind_of(const Tree& tree) {
  if (tree.is_null()) return JsonKind::null;
  if (tree.is_object()) return JsonKind::object;
  if (tree.is_array()) return JsonKind::array;
  if (tree.is_string()) return JsonKind::text;
  if (tree.is_boolean()) return JsonKind::boolean;
  return tree.is_number_float() ? JsonKind::number : JsonKind::integer;
}

std::string in_words(const Tree& tree) {
  switch (kind_of(tree)) {
    case JsonKind::null:
      return "null";
    case JsonKind::object:
      return "an object";
    case JsonKind::array:
      return "a list";
    case JsonKind::text:
      return "text";
    case JsonKind::boolean:
      return tree.get<bool>() ? "true" : "false";
    case JsonKind::integer:
    case JsonKind::number:
      return "the number " + tree.dump();
  }
  return "nothing";
}

// The path of a field: "devices[3]" and "id" give "devices[3].id".
std::string field_path(const std::string& path, std::string_view key) {
  const bool is_word = !key.empty() && std::ranges::all_of(key, [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-';
  });
  if (!is_word) return fmt::format("{}[{}]", path, in_quotes(key));
  const bool is_first = path.empty() || path.ends_with(kAfterName);
  return fmt::format("{}{}{}", path, is_first ? "" : ".", key);
}

std::string item_path(const std::string& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

// Behind the name or path that a message begins with.
std::string with_colon(const std::string& path) {
  return path.empty() || path.ends_with(kAfterName) ? path : path + std::string(kAfterName);
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: …": the last part is for people.
std::string reason_for_people(std::string reason) {
  for (const std::string_view end_of_prefix : {"] ", ": "}) {
    if (!reason.starts_with('[') && !reason.starts_with("parse error")) break;
    const std::size_t end = reason.find(end_of_prefix);
    if (end != std::string::npos) reason.erase(0, end + end_of_prefix.size());
  }
  return elide_middle(printable_line(reason), kWidestReason);
}

// Builds the tree from the parser's events, so that depth and duplicate keys can be refused on the way.
class Builder final : public nlohmann::json_sax<Tree> {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Tree::object()); }
  bool start_array(std::size_t) override { return open(Tree::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    Level& level = open_.back();
    level.key = std::move(name);
    if (level.keys.insert(level.key).second) return true;
    problem_ = fmt::format("the key {} stands twice", in_quotes(level.key));
    return false;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& problem) override {
    problem_ = reason_for_people(problem.what());
    problem_position_ = position;
    return false;
  }

  Tree root;

  // After a failure: where and why.
  std::string problem(std::string_view text, const std::string& what) const {
    std::string path = what + std::string(kAfterName);
    for (const Level& level : open_) {
      // An item that is itself a container is in its list since it was opened.
      const std::size_t open_item = &level == &open_.back() ? 0 : 1;
      if (level.tree->is_array()) path = item_path(path, level.tree->size() - open_item);
      if (level.tree->is_object() && !level.keys.empty()) path = field_path(path, level.key);
    }
    if (problem_position_ == 0) return with_colon(path) + problem_;
    int line = 1;
    int column = 0;
    for (std::string_view rest = text.substr(0, problem_position_); !rest.empty();) {
      const Utf8Character character = first_character(rest);
      rest.remove_prefix(character.bytes);
      ++column;
      if (character.code != '\n' || rest.empty()) continue;
      ++line;
      column = 0;
    }
    return fmt::format("{}not JSON at line {}, column {}: {}", with_colon(path), line, std::max(column, 1), problem_);
  }

 private:
  // A container that is not closed yet. Its tree doesn't move while it is open: only the innermost one grows.
  struct Level {
    Tree* tree;
    std::string key;                       // the last one read
    std::unordered_set<std::string> keys;  // the library's own look-up would make large objects quadratic
  };

  Tree* place(Tree value) {
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    Level& level = open_.back();
    if (level.tree->is_array()) {
      level.tree->push_back(std::move(value));
      return &level.tree->back();
    }
    return &level.tree->get_ref<Tree::object_t&>().Container::emplace_back(level.key, std::move(value)).second;
  }
  bool add(Tree value) {
    place(std::move(value));
    return true;
  }
  bool open(Tree value) {
    if (open_.size() >= kDeepest) {
      problem_ = fmt::format("nested deeper than {} levels", kDeepest);
      return false;
    }
    open_.push_back(Level{place(std::move(value)), {}, {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Level> open_;
  std::string problem_;
  std::size_t problem_position_ = 0;
};

}  // namespace

Json::Json(std::shared_ptr<void> tree, std::string path) : tree_(std::move(tree)), path_(std::move(path)) {}
Json::Json() : tree_(std::make_shared<Tree>()) {}
Json::Json(std::string_view text) : tree_(std::make_shared<Tree>(std::string(text))) {}
Json::Json(const std::string& text) : Json(std::string_view(text)) {}
Json::Json(const char* text) : Json(std::string_view(text)) {}
Json::Json(std::int64_t number) : tree_(std::make_shared<Tree>(number)) {}
Json::Json(std::uint64_t number) : tree_(std::make_shared<Tree>(number)) {}
Json::Json(double number) : tree_(std::make_shared<Tree>(number)) {}
Json::Json(bool value) : tree_(std::make_shared<Tree>(value)) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json Json::object() { return {std::make_shared<Tree>(Tree::object()), ""}; }
Json Json::array() { return {std::make_shared<Tree>(Tree::array()), ""}; }

void Json::own() {
  if (tree_.use_count() > 1) tree_ = std::make_shared<Tree>(tree_of(tree_));
}

Json& Json::set(const std::string& key, Json value) {
  own();
  value.own();
  Tree& tree = tree_of(tree_);
  if (!tree.is_object()) tree = Tree::object();
  tree[key] = std::move(tree_of(value.tree_));
  return *this;
}

Json& Json::push(Json value) {
  own();
  value.own();
  Tree& tree = tree_of(tree_);
  if (!tree.is_array()) tree = Tree::array();
  tree.push_back(std::move(tree_of(value.tree_)));
  return *this;
}

JsonKind Json::kind() const { return kind_of(tree_of(tree_)); }
bool Json::is_null() const { return kind() == JsonKind::null; }
bool Json::is_object() const { return kind() == JsonKind::object; }
bool Json::is_array() const { return kind() == JsonKind::array; }
bool Json::has(const std::string& key) const { return is_object() && tree_of(tree_).contains(key); }

Error Json::wrong_type(std::string_view expected) const {
  return Error(ErrorKind::bad_input,
               fmt::format("{}expected {}, found {}", with_colon(path_), expected, in_words(tree_of(tree_))))
      .with_id("VENT_JSON_TYPE");
}

Result<std::string> Json::text() const {
  const Tree& tree = tree_of(tree_);
  if (!tree.is_string()) return fail(wrong_type("text"));
  return tree.get_ref<const std::string&>();
}

Result<std::int64_t> Json::integer() const {
  const Tree& tree = tree_of(tree_);
  const bool is_too_large = tree.is_number_unsigned() && tree.get<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if (!tree.is_number_integer() || is_too_large) return fail(wrong_type("a whole number of 64 bits"));
  return tree.get<std::int64_t>();
}

Result<double> Json::number() const {
  if (!tree_of(tree_).is_number()) return fail(wrong_type("a number"));
  return tree_of(tree_).get<double>();
}

Result<bool> Json::boolean() const {
  if (!tree_of(tree_).is_boolean()) return fail(wrong_type("true or false"));
  return tree_of(tree_).get<bool>();
}

std::vector<Json> Json::items() const {
  std::vector<Json> all;
  if (!is_array()) return all;
  for (Tree& item : tree_of(tree_))
    all.push_back(Json(std::shared_ptr<void>(tree_, &item), item_path(path_, all.size())));
  return all;
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> all;
  if (is_object())
    for (const auto& entry : tree_of(tree_).items()) all.push_back(entry.key());
  return all;
}

std::vector<JsonEntry> Json::entries() const {
  std::vector<JsonEntry> all;
  if (!is_object()) return all;
  for (auto& [key, value] : tree_of(tree_).get_ref<Tree::object_t&>())
    all.push_back({key, Json(std::shared_ptr<void>(tree_, &value), field_path(path_, key))});
  return all;
}

// The caller has seen that it is there.
Json Json::child(const std::string& key) const {
  return {std::shared_ptr<void>(tree_, &tree_of(tree_)[key]), field_path(path_, key)};
}

Result<Json> Json::field(const std::string& key) const {
  if (!is_object()) return fail(wrong_type("an object"));
  if (has(key)) return child(key);
  return fail(Error(ErrorKind::bad_input, fmt::format("{}{} is missing", with_colon(path_), in_quotes(key)))
                  .with_id("VENT_JSON_MISSING"));
}

Result<std::string> Json::text(const std::string& key) const { return TRY(field(key)).text(); }
Result<std::int64_t> Json::integer(const std::string& key) const { return TRY(field(key)).integer(); }
Result<double> Json::number(const std::string& key) const { return TRY(field(key)).number(); }
Result<bool> Json::boolean(const std::string& key) const { return TRY(field(key)).boolean(); }

Result<std::vector<Json>> Json::list(const std::string& key) const {
  const Json found = TRY(field(key));
  if (!found.is_array()) return fail(found.wrong_type("a list"));
  return found.items();
}

Result<std::vector<std::string>> Json::texts(const std::string& key) const {
  std::vector<std::string> all;
  for (const Json& item : TRY(list(key))) all.push_back(TRY(item.text()));
  return all;
}

Result<std::optional<Json>> Json::optional_field(const std::string& key) const {
  if (!is_object() && !is_null()) return fail(wrong_type("an object"));
  if (!has(key) || child(key).is_null()) return std::optional<Json>();
  return std::optional<Json>(child(key));
}

Result<std::optional<std::string>> Json::optional_text(const std::string& key) const {
  const std::optional<Json> found = TRY(optional_field(key));
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(TRY(found->text()));
}

Result<std::optional<std::int64_t>> Json::optional_integer(const std::string& key) const {
  const std::optional<Json> found = TRY(optional_field(key));
  if (!found) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(TRY(found->integer()));
}

Result<std::optional<double>> Json::optional_number(const std::string& key) const {
  const std::optional<Json> found = TRY(optional_field(key));
  if (!found) return std::optional<double>();
  return std::optional<double>(TRY(found->number()));
}

Result<std::optional<bool>> Json::optional_boolean(const std::string& key) const {
  const std::optional<Json> found = TRY(optional_field(key));
  if (!found) return std::optional<bool>();
  return std::optional<bool>(TRY(found->boolean()));
}

std::string Json::compact() const { return tree_of(tree_).dump(-1, ' ', false, Tree::error_handler_t::replace); }
std::string Json::pretty() const { return tree_of(tree_).dump(2, ' ', false, Tree::error_handler_t::replace); }
bool Json::operator==(const Json& other) const { return tree_of(tree_) == tree_of(other.tree_); }

Result<Json> parse_json(std::string_view text, const std::string& what) {
  // The library takes a NUL byte for the end and would not look at the rest.
  if (text.find('\0') != std::string_view::npos)
    return fail(Error(ErrorKind::bad_input, what + ": not JSON: it has a NUL byte").with_id("VENT_JSON"));
  Builder builder;
  if (!Tree::sax_parse(text, &builder))
    return fail(Error(ErrorKind::bad_input, builder.problem(text, what)).with_id("VENT_JSON"));
  return Json(std::make_shared<Tree>(std::move(builder.root)), what + std::string(kAfterName));
}

}  // namespace vent
