#include "cis/item.h"

#include <fmt/core.h>
#include <fnmatch.h>

#include <algorithm>

#include "base/text.h"
#include "formats/yaml.h"
#include "formats/yaml_json.h"

namespace vent {
namespace {

// The groups that have one member, a part, and nobody else's files.
constexpr std::string_view kOwnGroups[] = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"};
constexpr unsigned kGroupLooks = 050;  // into a folder; of a file: reads

bool is_of_part(const std::string& group) { return std::ranges::find(kOwnGroups, group) != std::end(kOwnGroups); }

bool is_right(const FilesAre& rule, const FileFacts& file) {
  const unsigned counted = is_of_part(file.group) ? file.mode & ~kGroupLooks : file.mode;
  const bool is_owned = file.owner == rule.owner && (file.group == rule.owner || is_of_part(file.group));
  return (counted & ~rule.most) == 0 && is_owned;
}

Judgement judge_files(const FilesAre& rule, const HostFacts& facts) {
  std::vector<std::string> wrong;
  std::size_t count = 0;
  std::string last;
  for (const FileFacts& file : facts.files) {
    const bool is_meant = std::ranges::any_of(rule.patterns, [&](std::string_view pattern) {
      return ::fnmatch(std::string(pattern).c_str(), file.path.c_str(), FNM_PATHNAME) == 0;
    });
    if (!is_meant) continue;
    ++count;
    last = file.text();
    if (!is_right(rule, file)) wrong.push_back(last);
  }
  if (count == 0) return {CisEnd::does_not_apply, "there is no such file"};
  if (!wrong.empty()) return {CisEnd::failed, join(wrong, ", ")};
  return {CisEnd::passed, count == 1 ? last : fmt::format("{} files", count)};
}

bool lists(std::string_view list, std::string_view word) {
  const std::vector<std::string> words = split(list, ',');
  return std::ranges::find(words, word) != words.end();
}

bool holds(const Asked& asked, const std::optional<std::string>& value) {
  const std::string seen = value.value_or(std::string(asked.by_default));
  switch (asked.asks) {
    case Asks::is:
      return seen == asked.value;
    case Asks::is_not:
      return seen != asked.value;
    case Asks::is_set:
      return value.has_value() && !value->empty();
    case Asks::is_not_set:
      return !value.has_value();
    case Asks::lists:
      return lists(seen, asked.value);
    case Asks::lists_not:
      return !lists(seen, asked.value);
    case Asks::at_least:
      return parse_integer(seen, 0, 1'000'000'000).value_or(-1) >= parse_integer(asked.value, 0, 1'000'000'000);
    case Asks::only:
      return !seen.empty() &&
             std::ranges::all_of(split(seen, ','), [&](const std::string& word) { return lists(asked.value, word); });
  }
  return false;
}

std::string told(const std::string& name, const Asked& asked, const std::optional<std::string>& value) {
  if (value) return name + "=" + *value;
  return asked.by_default.empty() ? name + " is not set" : fmt::format("{} is {} by default", name, asked.by_default);
}

// A list is told as words behind commas.
std::string as_text(const Json& value) {
  if (value.is_array()) {
    std::string all;
    for (const Json& one : value.items()) all += (all.empty() ? "" : ",") + as_text(one);
    return all;
  }
  return value.text().value_or(value.compact());
}

std::optional<std::string> setting(const HostFacts& facts, const SettingSays& says) {
  const auto text = facts.texts.find(std::string(says.path));
  if (text == facts.texts.end()) return std::nullopt;
  const Result<YamlDocument> document = parse_yaml(text->second, std::string(says.path));
  if (!document) return std::nullopt;
  Json value = yaml_as_json(document->root);
  for (const std::string& key : split(says.field, '.')) {
    if (!value.has(key)) return std::nullopt;
    value = *value.field(key);
  }
  return as_text(value);
}

struct Answer {
  bool holds;
  std::string told;
};

Answer answer_of(const FlagSays& says, const HostFacts& facts) {
  const std::optional<std::string> value = facts.flag(std::string(says.unit), says.flag);
  return {holds(says.asked, value), told(fmt::format("--{}", says.flag), says.asked, value)};
}

Answer answer_of(const SettingSays& says, const HostFacts& facts) {
  const std::optional<std::string> value = setting(facts, says);
  return {holds(says.asked, value), told(std::string(says.field), says.asked, value)};
}

// A part that doesn't run, or settings that aren't there, say nothing good.
std::string missing(const Says& says, const HostFacts& facts) {
  if (const auto* flag = std::get_if<FlagSays>(&says))
    return facts.commands.contains(std::string(flag->unit)) ? "" : fmt::format("{} doesn't run", flag->unit);
  const auto& setting = std::get<SettingSays>(says);
  return facts.texts.contains(std::string(setting.path)) ? "" : fmt::format("there is no {}", setting.path);
}

Judgement judge_all(const All& all, const HostFacts& facts) {
  Judgement judgement;
  for (const Says& says : all) {
    if (const std::string lack = missing(says, facts); !lack.empty()) return {CisEnd::failed, lack};
    const Answer answer = std::visit([&](const auto& one) { return answer_of(one, facts); }, says);
    if (!answer.holds) return {CisEnd::failed, answer.told};
    judgement.reason += (judgement.reason.empty() ? "" : ", ") + answer.told;
  }
  return judgement;
}

}  // namespace

Judgement judge(const CisItem& item, const HostFacts& facts) {
  if (item.on == On::controllers && !facts.is_controller) return {CisEnd::does_not_apply, "it is no controller"};
  if (const auto* not_here = std::get_if<NotHere>(&item.look))
    return {CisEnd::does_not_apply, std::string(not_here->reason)};
  if (const auto* files = std::get_if<FilesAre>(&item.look)) return judge_files(*files, facts);
  if (const auto* judged_by = std::get_if<JudgedBy>(&item.look)) return (*judged_by)(facts);
  return judge_all(std::get<All>(item.look), facts);
}

const std::vector<CisItem>& all_cis_items() {
  static const std::vector<CisItem> all = [] {
    std::vector<CisItem> items;
    for (const auto part : {control_plane_file_items, api_server_items, control_plane_items, etcd_items,
                            configuration_items, worker_items})
      for (CisItem& item : part()) items.push_back(std::move(item));
    return items;
  }();
  return all;
}

}  // namespace vent
