#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace vent {

// Bytes as they come from programs at their worst: ASCII, control characters, good, cut and wrong UTF-8 in any mix.
// Even random bytes hardly ever make a whole character, so good ones are put in on purpose.
inline rc::Gen<std::string> rough_bytes() {
  const rc::Gen<std::string> pieces = rc::gen::oneOf(
      rc::gen::element<std::string>("a", " ", "\n", "\r\n", "\r", "\t", "\"", "\\", "é", "容", "🚀", "\u009b", "\x1b[2J",
                                    "\xe2\x9c", "\xf0\x9f", "\xc0\x80", "\xed\xa0\x80", std::string(1, '\0')),
      rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return std::string(1, static_cast<char>(byte)); }));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(pieces), [](const std::vector<std::string>& all) {
    std::string bytes;
    for (const std::string& piece : all) bytes += piece;
    return bytes;
  });
}

}  // namespace vent
