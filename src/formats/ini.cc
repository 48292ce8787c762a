#include "formats/ini.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "events/utf8.h"
#include "formats/source_text.h"

namespace vent {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

int characters(std::string_view text) {
  int count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).bytes);
  return count;
}

class IniReader {
 public:
  IniReader(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  void read_line(std::string_view line);
  IniFile take() {
    end_value();
    return std::move(result_);
  }

 private:
  void read_section(std::string_view header);
  void read_entry(std::string_view line);
  void end_value();
  Place place(std::size_t byte) const { return {file_, number_, characters(line_.substr(0, byte)) + 1}; }
  void add_problem(std::string id, Place place, std::string message, std::string hint);

  const std::string& file_;
  Problems& problems_;
  IniFile result_;
  IniSection refused_;                  // takes the entries that have no section of their own
  std::map<std::string, Place> names_;  // of the sections so far
  std::map<std::string, Place> keys_;   // of the section
  IniSection* section_ = nullptr;
  IniEntry* entry_ = nullptr;  // whose value may go on
  IniEntry ignored_;           // takes the value of a key that is already there
  std::size_t key_indentation_ = 0;
  std::string_view line_;
  int number_ = 0;
};

void IniReader::add_problem(std::string id, Place place, std::string message, std::string hint) {
  problems_.push_back(Error(ErrorKind::bad_input, std::move(message))
                          .with_id(std::move(id))
                          .with_place(std::move(place))
                          .with_hint(std::move(hint)));
}

void IniReader::read_line(std::string_view line) {
  line_ = line;
  ++number_;
  const std::string_view content = trim(line);
  if (content.starts_with('#') || content.starts_with(';')) return;
  if (content.empty()) {
    // It belongs to the value when the value goes on below.
    if (entry_ != nullptr) entry_->value += '\n';
    return;
  }
  const std::size_t indentation = line.find_first_not_of(kBlanks);
  if (entry_ != nullptr && indentation > key_indentation_) {
    entry_->value += '\n';
    entry_->value += content;
    return;
  }
  end_value();
  key_indentation_ = indentation;
  if (content.starts_with('['))
    read_section(content);
  else
    read_entry(content);
}

void IniReader::end_value() {
  if (entry_ == nullptr) return;
  std::string& value = entry_->value;
  value.erase(value.find_last_not_of('\n') + 1);
  entry_ = nullptr;
}

void IniReader::read_section(std::string_view header) {
  const Place at = place(key_indentation_);
  section_ = &refused_;
  keys_.clear();
  if (!header.ends_with(']') || header.size() < 3) {
    add_problem("VENT_INI_SYNTAX", at, "this is no section", "write it as [name], with nothing else on the line");
    return;
  }
  const std::string name(header.substr(1, header.size() - 2));
  const auto [first, is_new] = names_.try_emplace(name, at);
  if (!is_new) {
    add_problem("VENT_DUPLICATE_SECTION", at,
                fmt::format("section {} is given twice, first at {}", in_quotes(name), first->second.text()),
                "put its keys into one section");
    return;
  }
  section_ = &result_.sections.emplace_back();
  section_->name = name;
  section_->place = at;
}

void IniReader::read_entry(std::string_view line) {
  const Place at = place(key_indentation_);
  const std::size_t separator = line.find_first_of("=:");
  if (separator == std::string_view::npos || separator == 0) {
    add_problem("VENT_INI_SYNTAX", at, "expected a key and its value", "write 'key = value'; comments begin with #");
    return;
  }
  if (section_ == nullptr) {
    add_problem("VENT_INI_SYNTAX", at, "there is no section before this key", "put a line like [name] above it");
    section_ = &refused_;
  }
  const std::size_t value_begin = std::min(line.find_first_not_of(kBlanks, separator + 1), line.size());
  IniEntry entry{lower_case(trim(line.substr(0, separator))), std::string(line.substr(value_begin)), at,
                 place(key_indentation_ + value_begin)};
  const auto [first, is_new] = keys_.try_emplace(entry.key, at);
  if (is_new) {
    section_->entries.push_back(std::move(entry));
    entry_ = &section_->entries.back();
    return;
  }
  add_problem("VENT_DUPLICATE_KEY", at,
              fmt::format("{} is given twice, first at {}", in_quotes(entry.key), first->second.text()),
              "keep one of them");
  ignored_ = std::move(entry);
  entry_ = &ignored_;
}

}  // namespace

const IniEntry* IniSection::find(std::string_view key) const {
  const auto entry = std::ranges::find(entries, key, &IniEntry::key);
  return entry == entries.end() ? nullptr : &*entry;
}

const IniSection* IniFile::find(std::string_view section) const {
  const auto found = std::ranges::find(sections, section, &IniSection::name);
  return found == sections.end() ? nullptr : &*found;
}

IniFile parse_ini(std::string_view text, const std::string& file, Problems& problems) {
  Result<std::string_view> source = check_source(text, file);
  if (!source) {
    problems.push_back(std::move(source).error());
    return {};
  }
  IniReader reader(file, problems);
  for (const std::string& line : split_lines(*source)) reader.read_line(line);
  return reader.take();
}

Result<IniFile> parse_ini(std::string_view text, const std::string& file) {
  Problems problems;
  IniFile result = parse_ini(text, file, problems);
  if (!problems.empty()) return fail(as_one_error(text, std::move(problems)));
  return result;
}

}  // namespace vent
