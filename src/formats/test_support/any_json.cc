#include "formats/test_support/any_json.h"

#include <cmath>

#include "events/utf8.h"

namespace vent {
namespace {

std::string without_bad_bytes(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const Utf8Character character = first_character(bytes);
    if (character.valid) text += bytes.substr(0, character.bytes);
    bytes.remove_prefix(character.bytes);
  }
  return text;
}

}  // namespace

rc::Gen<std::string> any_awkward_text() {
  const auto pieces = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "b", "word", " ", "  ", "\n", "\n\n", "\t", "\r\n", ":", ": ", " #", "#", "- ", "-", "---", "...", "'", "\"",
      "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "? ", "~", "=", "<<", "$", ";", "0",
      "1", "1.5", "0x1F", "1e3", "true", "no", "null", "é", "名", "\xF0\x9F\x98\x80", "\xC2\x85", "\xC2\xA0",
      "\xE2\x80\xA8", "\xEF\xBB\xBF", "\x01", "\x1B", "\x7F"));
  const auto joined = rc::gen::map(pieces, [](const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += part;
    return text;
  });
  const auto words = rc::gen::element<std::string>(
      "", "true", "True", "yes", "no", "on", "off", "y", "null", "Null", "~", "0", "-1", "+1", "007", "0o17", "0x1F",
      "1_000", "1.0", ".5", "5.", "1e3", ".inf", "-.INF", ".nan", "2026-01-31", "12:30:45", "=", "<<", "-", "--", "---",
      "...", "--flag", "-x", "10.0.0.1", "a:b", "a: b", "a:", "a #b", "a#b", " a", "a ", "\n", "a\n", "a\n\n", "\na",
      " a\nb\n", "a\n b\n", "a\n\n\nb", "a \nb", "\ta\nb\n", "a\n\tb\n", "a\n  ", "[a]", "{a}", "/etc/x", "./x", "a,b",
      "é");
  return rc::gen::oneOf(joined, words, rc::gen::map(rc::gen::string<std::string>(), without_bad_bytes));
}

rc::Gen<double> any_finite_number() {
  return rc::gen::suchThat(rc::gen::oneOf(rc::gen::arbitrary<double>(),
                                          rc::gen::element(0.0, -0.5, 1.0, 1e20, 1e300, 5e-324, 0.1, 123456789.125)),
                           [](double number) { return std::isfinite(number); });
}

rc::Gen<Json> any_json(int depth) {
  auto scalar = rc::gen::oneOf(
      rc::gen::map(any_awkward_text(), [](const std::string& text) { return Json(text); }),
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t number) { return Json(number); }),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t number) { return Json(number); }),
      rc::gen::map(any_finite_number(), [](double number) { return Json(number); }),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool value) { return Json(value); }), rc::gen::just(Json()));
  if (depth == 0) return scalar;
  const auto list = rc::gen::map(rc::gen::scale(0.2, rc::gen::container<std::vector<Json>>(any_json(depth - 1))),
                                 [](const std::vector<Json>& items) {
                                   Json all = Json::array();
                                   for (const Json& item : items) all.push(item);
                                   return all;
                                 });
  const auto entry = rc::gen::pair(any_awkward_text(), any_json(depth - 1));
  const auto object =
      rc::gen::map(rc::gen::scale(0.2, rc::gen::container<std::vector<std::pair<std::string, Json>>>(entry)),
                   [](const std::vector<std::pair<std::string, Json>>& entries) {
                     Json all = Json::object();
                     for (const auto& [key, value] : entries) all.set(key, value);
                     return all;
                   });
  return rc::gen::oneOf(scalar, list, object);
}

}  // namespace vent
