// An INI file from anybody: it is read or refused with reasons that can be shown, and what was read comes back when it
// is written.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "formats/ini.h"
#include "fuzz/require.h"

namespace vent {
namespace {

std::string written(const IniFile& file) {
  std::string text;
  for (const IniSection& section : file.sections) {
    text += "[" + section.name + "]\n";
    for (const IniEntry& entry : section.entries)
      text += entry.key + " = " + replace_all(entry.value, "\n", "\n  ") + "\n";
  }
  return text;
}

void check(std::string_view text) {
  Problems problems;
  const IniFile file = parse_ini(text, "a.ini", problems);
  const std::string shown = render_problems(text, problems);
  for (const char c : shown) require(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  require(parse_ini(text, "a.ini").has_value() == problems.empty());

  const Result<IniFile> again = parse_ini(written(file), "again.ini");
  require(again.has_value());
  require(again->sections.size() == file.sections.size());
  for (std::size_t i = 0; i < file.sections.size(); ++i) {
    const IniSection& before = file.sections[i];
    const IniSection& after = again->sections[i];
    require(after.name == before.name && after.entries.size() == before.entries.size());
    for (std::size_t j = 0; j < before.entries.size(); ++j) {
      require(after.entries[j].key == before.entries[j].key);
      require(after.entries[j].value == before.entries[j].value);
    }
  }
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
