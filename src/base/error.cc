#include "base/error.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"

namespace vent {
namespace {

struct KindFacts {
  ErrorKind kind;
  std::string_view name;
  int exit_code;
};

// The codes are those of sysexits.h where one fits.
constexpr std::array<KindFacts, 10> kKinds = {{
    {ErrorKind::bad_input, "bad_input", 64},
    {ErrorKind::not_permitted, "not_permitted", 77},
    {ErrorKind::missing, "missing", 69},
    {ErrorKind::conflict, "conflict", 75},
    {ErrorKind::not_reachable, "not_reachable", 68},
    {ErrorKind::timed_out, "timed_out", 74},
    {ErrorKind::failed, "failed", 1},
    {ErrorKind::no_space, "no_space", 73},
    {ErrorKind::interrupted, "interrupted", 130},
    {ErrorKind::bug, "bug", 70},
}};

constexpr const KindFacts& facts_of(ErrorKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

constexpr bool each_kind_is_at_its_index() {
  for (std::size_t index = 0; index < kKinds.size(); ++index) {
    if (static_cast<std::size_t>(kKinds[index].kind) != index) return false;
  }
  return true;
}
static_assert(each_kind_is_at_its_index());

// The text's first line behind `first`, the others behind `others`, each with a newline before it but the very first.
void add_lines(std::string& result, std::string_view text, std::string_view first, std::string_view others) {
  std::string_view prefix = first;
  for (const std::string& line : split_lines(text)) {
    if (!result.empty()) result += '\n';
    result += trim_end(fmt::format("{}{}", prefix, line));
    prefix = others;
  }
}

}  // namespace

std::string Place::text() const {
  if (line <= 0) return file;
  if (column <= 0) return fmt::format("{}:{}", file, line);
  return fmt::format("{}:{}:{}", file, line, column);
}

Error&& Error::with_id(std::string value) && {
  id = std::move(value);
  return std::move(*this);
}

Error&& Error::with_place(Place value) && {
  place = std::move(value);
  return std::move(*this);
}

Error&& Error::with_context(std::string value) && {
  context.push_back(std::move(value));
  return std::move(*this);
}

Error&& Error::with_hint(std::string value) && {
  hint = std::move(value);
  return std::move(*this);
}

Error&& Error::with_details(std::string value) && {
  details = std::move(value);
  return std::move(*this);
}

Error&& Error::with_retry(Retry value) && {
  retry = value;
  return std::move(*this);
}

std::string Error::text() const {
  std::string headline = "error: ";
  if (place) headline += place->text() + ": ";
  headline += message;
  if (!id.empty()) headline += fmt::format(" [{}]", id);

  std::string result;
  add_lines(result, headline, "", "    ");
  for (const std::string& doing : context) add_lines(result, doing, "  while ", "    ");
  add_lines(result, details, "  | ", "  | ");
  add_lines(result, hint, "  next: ", "        ");
  return result;
}

int exit_code(ErrorKind kind) { return facts_of(kind).exit_code; }

std::string_view kind_name(ErrorKind kind) { return facts_of(kind).name; }

}  // namespace vent
