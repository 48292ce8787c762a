#include "metal/api/lenient.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "metal/api/errors.h"

namespace vent::metal {
namespace {

constexpr std::size_t kLongestTag = 80;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

}  // namespace

Result<bool> flag(const Json& body, const std::string& key, bool usual) {
  const std::optional<Json> value = TRY(body.optional_field(key));
  if (!value) return usual;
  if (value->kind() == JsonKind::integer) return TRY(value->integer()) != 0;
  if (value->kind() != JsonKind::text) return value->boolean();
  const Result<std::string> text = value->text();
  if (text && is_one_of(*text, {"true", "True", "1"})) return true;
  if (text && is_one_of(*text, {"", "false", "False", "0"})) return false;
  return fail(unprocessable(fmt::format("{} must be true or false", key)));
}

Result<std::optional<double>> amount(const Json& body, const std::string& key) {
  const std::optional<Json> value = TRY(body.optional_field(key));
  if (!value) return std::nullopt;
  if (value->kind() != JsonKind::text) return TRY(value->number());
  const std::string text = TRY(value->text());
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return fail(unprocessable(fmt::format("{} must be a number", key)));
  return number;
}

Result<int> count(const Json& body, const std::string& key, int usual) {
  const std::optional<double> number = TRY(amount(body, key));
  if (!number) return usual;
  if (*number < 0 || *number > 1000 || *number != std::floor(*number))
    return fail(unprocessable(fmt::format("{} must be a whole number from 0 to 1000", key)));
  return static_cast<int>(*number);
}

Result<std::vector<std::string>> text_list(const Json& body, const std::string& key) {
  const std::optional<Json> value = TRY(body.optional_field(key));
  std::vector<std::string> texts;
  if (!value || (value->is_object() && value->keys().empty())) return texts;
  if (value->kind() == JsonKind::text) {
    texts.push_back(TRY(value->text()));
    if (texts.front().empty()) texts.clear();
    return texts;
  }
  return body.texts(key);
}

Result<std::vector<std::string>> tag_list(const Json& body) {
  const std::vector<std::string> tags = TRY(text_list(body, "tags"));
  for (const std::string& tag : tags)
    if (tag.size() > kLongestTag)
      return fail(unprocessable(fmt::format("Tags can have at most {} characters", kLongestTag)));
  return tags;
}

Result<std::string> any_json(const Json& body, const std::string& key, const std::string& usual) {
  const std::optional<Json> value = TRY(body.optional_field(key));
  if (!value) return usual;
  if (value->kind() != JsonKind::text) return value->compact();
  const std::string text = TRY(value->text());
  return text.empty() ? usual : TRY(parse_json(text, key)).compact();
}

}  // namespace vent::metal
