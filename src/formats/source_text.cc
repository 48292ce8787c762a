#include "formats/source_text.h"

#include <fmt/core.h>

#include "events/utf8.h"

namespace vent {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error bad_character(std::string message, std::string hint, Place place) {
  return Error(ErrorKind::bad_input, std::move(message))
      .with_id("VENT_BAD_CHARACTER")
      .with_place(std::move(place))
      .with_hint(std::move(hint));
}

bool is_invisible(char32_t code) {
  const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool breaks_lines_elsewhere = code == 0x2028 || code == 0x2029;
  return (is_control && code != '\n' && code != '\t') || breaks_lines_elsewhere || code == 0xFEFF || code == 0xFFFE ||
         code == 0xFFFF;
}

}  // namespace

Result<std::string_view> check_source(std::string_view text, const std::string& file) {
  if (text.size() > kLargestSource)
    return fail(Error(ErrorKind::bad_input, fmt::format("the file is too large: {} bytes", text.size()))
                    .with_id("VENT_FILE_TOO_LARGE")
                    .with_place(Place{file, 0, 0})
                    .with_hint(fmt::format("{} bytes are the limit; is it the right file?", kLargestSource)));
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());

  Place place{file, 1, 1};
  for (std::string_view rest = text; !rest.empty();) {
    const Utf8Character character = first_character(rest);
    if (!character.valid)
      return fail(
          bad_character(fmt::format("this is not UTF-8: byte 0x{:02X}", static_cast<unsigned char>(rest.front())),
                        "save the file as UTF-8", place));
    rest.remove_prefix(character.bytes);
    if (character.code == '\n') {
      ++place.line;
      place.column = 1;
      continue;
    }
    const bool ends_a_line = character.code == '\r' && rest.starts_with('\n');
    if (is_invisible(character.code) && !ends_a_line)
      return fail(
          bad_character(fmt::format("an invisible character is here: U+{:04X}", static_cast<unsigned>(character.code)),
                        "remove it (it may have come along with copied text)", place));
    ++place.column;
  }
  return text;
}

std::string_view source_line(std::string_view text, int number) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace vent
