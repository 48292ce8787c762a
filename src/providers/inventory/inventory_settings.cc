#include "providers/inventory/inventory_settings.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/ini.h"

namespace vent {
namespace {

constexpr const char* kSection = "packet";
constexpr std::string_view kTrue[] = {"1", "yes", "true", "on"};
constexpr std::string_view kFalse[] = {"0", "no", "false", "off"};

std::string in_lower_case(std::string text) {
  for (char& character : text)
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  return text;
}

std::vector<std::string> listed(const std::string& value) {
  std::vector<std::string> all;
  for (const std::string& part : split(value, ','))
    if (const std::string name(trim(part)); !name.empty()) all.push_back(name);
  return all;
}

Error wrong(const IniEntry& entry, const std::string& what) {
  return Error(ErrorKind::bad_input, fmt::format("{}: {}", entry.key, what))
      .with_id("VENT_INVENTORY_SETTING")
      .with_place(entry.value_place);
}

// Each takes the value of one key; a problem is an error with its place.
using Take = Result<> (*)(InventorySettings& settings, const IniEntry& entry);

template <bool InventorySettings::*member>
Result<> take_switch(InventorySettings& settings, const IniEntry& entry) {
  const std::string value = in_lower_case(entry.value);
  const bool is_true = std::ranges::find(kTrue, value) != std::end(kTrue);
  if (!is_true && std::ranges::find(kFalse, value) == std::end(kFalse))
    return fail(wrong(entry, fmt::format("{} is neither True nor False", in_quotes(entry.value))));
  settings.*member = is_true;
  return Ok{};
}

template <std::optional<PythonPattern> InventorySettings::*member>
Result<> take_pattern(InventorySettings& settings, const IniEntry& entry) {
  if (entry.value.empty()) return Ok{};
  Result<PythonPattern> pattern = PythonPattern::parse(entry.value);
  if (!pattern) return fail(std::move(pattern).error().with_place(entry.value_place));
  settings.*member = *std::move(pattern);
  return Ok{};
}

Result<> take_projects(InventorySettings& settings, const IniEntry& entry) {
  settings.projects = entry.value == "all" ? std::vector<std::string>() : listed(entry.value);
  if (entry.value.empty()) return fail(wrong(entry, "it is empty: write all, or the names of projects"));
  return Ok{};
}

Result<> take_excluded_projects(InventorySettings& settings, const IniEntry& entry) {
  settings.projects_exclude = entry.value;
  return Ok{};
}

Result<> take_states(InventorySettings& settings, const IniEntry& entry) {
  const std::set<std::string> known = InventorySettings().device_states;
  settings.device_states.clear();
  for (const std::string& state : listed(entry.value)) {
    if (known.contains(state))
      settings.device_states.insert(state);
    else
      settings.warnings.push_back(wrong(entry, fmt::format("there is no state {}, only active, inactive, queued and "
                                                           "provisioning",
                                                           in_quotes(state))));
  }
  return Ok{};
}

Result<> take_page_size(InventorySettings& settings, const IniEntry& entry) {
  const std::optional<long long> number = parse_integer(entry.value, 1, 1000);
  if (!number) return fail(wrong(entry, fmt::format("{} is no number from 1 to 1000", in_quotes(entry.value))));
  settings.items_per_page = static_cast<int>(*number);
  return Ok{};
}

Result<> take_cache_path(InventorySettings& settings, const IniEntry& entry) {
  if (entry.value.empty()) return fail(wrong(entry, "it is empty: name a folder"));
  settings.cache_path = entry.value;
  return Ok{};
}

Result<> take_age(InventorySettings& settings, const IniEntry& entry) {
  constexpr long long kTenYears = 10LL * 365 * 24 * 3600;
  const std::optional<long long> number = parse_integer(entry.value, 0, kTenYears);
  if (!number)
    return fail(wrong(entry, fmt::format("{} is no number of seconds (0: no cache)", in_quotes(entry.value))));
  settings.cache_max_age = std::chrono::seconds(*number);
  return Ok{};
}

struct Key {
  const char* name;
  Take take;
};
constexpr Key kKeys[] = {
    {"projects", take_projects},
    {"projects_exclude", take_excluded_projects},
    {"device_states", take_states},
    {"items_per_page", take_page_size},
    {"cache_path", take_cache_path},
    {"cache_max_age", take_age},
    {"nested_groups", take_switch<&InventorySettings::nested_groups>},
    {"replace_dash_in_groups", take_switch<&InventorySettings::replace_dash_in_groups>},
    {"group_by_device_id", take_switch<&InventorySettings::group_by_device_id>},
    {"group_by_hostname", take_switch<&InventorySettings::group_by_hostname>},
    {"group_by_facility", take_switch<&InventorySettings::group_by_facility>},
    {"group_by_project", take_switch<&InventorySettings::group_by_project>},
    {"group_by_operating_system", take_switch<&InventorySettings::group_by_operating_system>},
    {"group_by_plan_type", take_switch<&InventorySettings::group_by_plan_type>},
    {"group_by_tags", take_switch<&InventorySettings::group_by_tags>},
    {"group_by_tag_none", take_switch<&InventorySettings::group_by_tag_none>},
    {"pattern_include", take_pattern<&InventorySettings::pattern_include>},
    {"pattern_exclude", take_pattern<&InventorySettings::pattern_exclude>},
    {"management_address_only", take_switch<&InventorySettings::management_address_only>},
};

// Old files exist, and others read them too: what we don't know is told, and no reason to stop.
Error unknown_key(const IniEntry& entry) {
  const std::optional<std::string> near = nearest(entry.key, inventory_setting_names());
  Error error(ErrorKind::bad_input, fmt::format("the key {} is not known, it is left aside{}", in_quotes(entry.key),
                                                near ? fmt::format(" (is it {}?)", *near) : ""));
  error.place = entry.place;
  return error;
}

}  // namespace

std::vector<std::string> inventory_setting_names() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) names.emplace_back(key.name);
  return names;
}

Result<InventorySettings> read_inventory_settings(std::string_view text, const std::string& file_name) {
  Problems problems;
  const IniFile file = parse_ini(text, file_name, problems);
  InventorySettings settings;
  const IniSection* section = file.find(kSection);
  if (section == nullptr && problems.empty())
    problems.push_back(Error(ErrorKind::bad_input, "there is no section [packet]")
                           .with_id("VENT_INVENTORY_SETTING")
                           .with_place({.file = file_name}));
  for (const IniEntry& entry : section == nullptr ? std::vector<IniEntry>() : section->entries) {
    const auto key = std::ranges::find(kKeys, entry.key, &Key::name);
    if (key == std::end(kKeys))
      settings.warnings.push_back(unknown_key(entry));
    else if (Result<> taken = key->take(settings, entry); !taken)
      problems.push_back(std::move(taken).error());
  }
  if (!problems.empty()) return fail(as_one_error(text, std::move(problems)));
  return settings;
}

std::string expand_path(const std::string& path, const Environment& environment) {
  std::string expanded;
  const std::optional<std::string> home = environment("HOME");
  const bool begins_at_home = home && (path == "~" || path.starts_with("~/"));
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t dollar = rest.find('$');
    expanded += rest.substr(0, dollar);
    if (dollar == rest.npos) break;
    rest.remove_prefix(dollar);
    const bool in_braces = rest.starts_with("${");
    const std::size_t begin = in_braces ? 2 : 1;
    std::size_t end = begin;
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (end < rest.size() && is_word(rest[end])) ++end;
    const std::string name(rest.substr(begin, end - begin));
    if (in_braces && end < rest.size() && rest[end] == '}') ++end;
    const std::optional<std::string> value = name.empty() ? std::nullopt : environment(name);
    expanded += value ? *value : std::string(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return begins_at_home ? *home + expanded.substr(1) : expanded;
}

}  // namespace vent
