#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

namespace vent {

enum class JsonKind { null, boolean, integer, number, text, array, object };  // number: with a fraction

struct JsonEntry;

// A JSON value that never throws. Reading names the path of what is wrong ("devices[3].id: expected text, found a
// number"); writing keeps the order in which keys were set, and replaces what isn't UTF-8.
//
//   const Json device = TRY(parse_json(body, "the device"));
//   const std::string id = TRY(device.text("id"));
//   Json::object().set("hostname", name).set("tags", Json::array().push("worker")).compact();
class Json {
 public:
  static Json object();
  static Json array();
  Json();                         // null
  Json(std::string_view text);    // NOLINT(google-explicit-constructor): so that set() and push() take plain values
  Json(const std::string& text);  // NOLINT(google-explicit-constructor)
  Json(const char* text);         // NOLINT(google-explicit-constructor)
  Json(std::int64_t number);      // NOLINT(google-explicit-constructor)
  Json(std::uint64_t number);     // NOLINT(google-explicit-constructor)
  template <std::integral Number>
  Json(Number number)  // NOLINT(google-explicit-constructor)
      : Json(std::conditional_t<std::is_signed_v<Number>, std::int64_t, std::uint64_t>{number}) {}
  Json(double number);                 // NOLINT(google-explicit-constructor)
  Json(bool value);                    // NOLINT(google-explicit-constructor)
  Json(const void* pointer) = delete;  // which would else be a boolean
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  // Both make an empty value an object or an array, and give the value back for chaining.
  Json& set(const std::string& key, Json value);
  Json& push(Json value);

  JsonKind kind() const;
  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool has(const std::string& key) const;  // also when its value is null

  // This value itself.
  Result<std::string> text() const;
  Result<std::int64_t> integer() const;
  Result<double> number() const;
  Result<bool> boolean() const;
  std::vector<Json> items() const;         // of an array; none of anything else
  std::vector<std::string> keys() const;   // of an object, in order
  std::vector<JsonEntry> entries() const;  // of an object, in order

  // A field of an object.
  Result<Json> field(const std::string& key) const;
  Result<std::string> text(const std::string& key) const;
  Result<std::int64_t> integer(const std::string& key) const;
  Result<double> number(const std::string& key) const;
  Result<bool> boolean(const std::string& key) const;
  Result<std::vector<Json>> list(const std::string& key) const;
  Result<std::vector<std::string>> texts(const std::string& key) const;
  // Nothing when it is absent or null; another type is an error.
  Result<std::optional<Json>> optional_field(const std::string& key) const;
  Result<std::optional<std::string>> optional_text(const std::string& key) const;
  Result<std::optional<std::int64_t>> optional_integer(const std::string& key) const;
  Result<std::optional<double>> optional_number(const std::string& key) const;
  Result<std::optional<bool>> optional_boolean(const std::string& key) const;

  std::string compact() const;
  std::string pretty() const;  // two spaces, no newline at the end

  bool operator==(const Json& other) const;

 private:
  Json(std::shared_ptr<void> tree, std::string path);
  Error wrong_type(std::string_view expected) const;
  Json child(const std::string& key) const;
  void own();  // before a change: what others see stays as it is
  friend Result<Json> parse_json(std::string_view text, const std::string& what);

  // The JSON library's tree, or a part of one that is kept alive as a whole: reading copies nothing. Its type stays in
  // the .cc file, the library's header takes seconds to compile.
  std::shared_ptr<void> tree_;
  std::string path_;  // for messages: "the device: ip_addresses[0]"
};

struct JsonEntry {
  std::string key;
  Json value;
};

// `what` names the text in messages. Nesting is limited, and a key that stands twice is an error.
Result<Json> parse_json(std::string_view text, const std::string& what);

}  // namespace vent
