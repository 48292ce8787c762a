#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "formats/problems.h"

namespace vent {

// INI files as Python's configparser reads them: [sections] of `key = value` or `key: value`, lines that begin with # or
// ; are comments, a line indented deeper than its key continues the value. Keys don't differ by case. As there, a
// comment behind a value is part of the value. There is no interpolation and no DEFAULT section.
//
// Stricter than there: a section given twice is refused everywhere, and every problem is reported with its place.
struct IniEntry {
  std::string key;  // in lower case
  std::string value;
  Place place;        // of the key
  Place value_place;  // of the value's first character, or where it would be
};

struct IniSection {
  std::string name;
  Place place;
  std::vector<IniEntry> entries;

  const IniEntry* find(std::string_view key) const;  // the key in lower case
};

struct IniFile {
  std::vector<IniSection> sections;

  const IniSection* find(std::string_view section) const;
};

// Adds all problems found. There is always a file: of what could be read, the first one where something is doubled.
IniFile parse_ini(std::string_view text, const std::string& file, Problems& problems);

// For those who have nothing to add to the problems.
Result<IniFile> parse_ini(std::string_view text, const std::string& file);

}  // namespace vent
