#include "cis/report.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

std::string_view name_of(CisEnd end) {
  switch (end) {
    case CisEnd::passed:
      return "passed";
    case CisEnd::failed:
      return "failed";
    case CisEnd::does_not_apply:
      break;
  }
  return "does not apply";
}

CisResult judge_on_all(const CisItem& item, const std::vector<HostFacts>& hosts) {
  CisResult result{.item = &item, .hosts = {}};
  for (const HostFacts& facts : hosts)
    if (item.on == On::every_host || facts.is_controller) result.hosts.push_back({facts.host, judge(item, facts)});
  const auto any = [&](CisEnd end) {
    return std::ranges::any_of(result.hosts, [&](const OnHostJudged& one) { return one.judgement.end == end; });
  };
  result.end = any(CisEnd::failed) ? CisEnd::failed : any(CisEnd::passed) ? CisEnd::passed : CisEnd::does_not_apply;
  return result;
}

}  // namespace

// The hosts that say the same are told together.
std::string CisResult::reason() const {
  std::vector<std::pair<std::string, std::vector<std::string>>> said;
  for (const OnHostJudged& one : hosts) {
    if (one.judgement.end != end) continue;
    const auto same = std::ranges::find(said, one.judgement.reason, &decltype(said)::value_type::first);
    if (same == said.end())
      said.push_back({one.judgement.reason, {one.host}});
    else
      same->second.push_back(one.host);
  }
  if (said.size() == 1 && end != CisEnd::failed) return said.front().first;
  std::vector<std::string> parts;
  for (const auto& [reason, names] : said) parts.push_back(join(names, ", ") + ": " + reason);
  return join(parts, "; ");
}

std::size_t CisReport::count(CisEnd end) const {
  return static_cast<std::size_t>(std::ranges::count(results, end, &CisResult::end));
}

std::size_t CisReport::explained() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      results, [](const CisResult& one) { return one.end == CisEnd::failed && !one.is_unexplained(); }));
}

bool CisReport::is_well() const {
  return unread.empty() && std::ranges::none_of(results, [](const CisResult& one) { return one.is_unexplained(); });
}

CisReport judge_all_hosts(const std::vector<CisItem>& items, const std::vector<HostFacts>& hosts) {
  CisReport report;
  for (const CisItem& item : items) report.results.push_back(judge_on_all(item, hosts));
  return report;
}

std::string cis_text(const CisReport& report) {
  std::size_t width = 0;
  for (const CisResult& one : report.results) width = std::max(width, one.item->title.size());
  std::string text;
  for (const CisResult& one : report.results) {
    const bool has_failed = one.end == CisEnd::failed;
    text += fmt::format("{:<14}  {:<6}  {:<{}}  {}", has_failed ? "FAILED" : name_of(one.end), one.item->number,
                        one.item->title, has_failed ? 0 : width, has_failed ? "" : one.reason());
    text = std::string(trim_end(text)) + "\n";
    if (has_failed) text += fmt::format("    {}\n", one.reason());
    if (has_failed && !one.item->explained.empty()) text += fmt::format("    on purpose: {}\n", one.item->explained);
  }
  for (const HostUnread& one : report.unread) text += indent(one.error.text(), "") + "\n";
  text += fmt::format("\n{} passed, {} failed", report.count(CisEnd::passed), report.count(CisEnd::failed));
  if (report.explained() > 0) text += fmt::format(" ({} of them on purpose)", report.explained());
  if (!report.unread.empty()) text += fmt::format(", {} hosts not read", report.unread.size());
  return text + fmt::format(", {} do not apply\n", report.count(CisEnd::does_not_apply));
}

Json cis_json(const CisReport& report) {
  Json list = Json::array();
  for (const CisResult& one : report.results) {
    Json hosts = Json::array();
    for (const OnHostJudged& host : one.hosts)
      hosts.push(Json::object()
                     .set("host", host.host)
                     .set("outcome", name_of(host.judgement.end))
                     .set("reason", host.judgement.reason));
    list.push(Json::object()
                  .set("number", one.item->number)
                  .set("title", one.item->title)
                  .set("outcome", name_of(one.end))
                  .set("reason", one.reason())
                  .set("onPurpose", one.item->explained.empty() ? Json() : Json(one.item->explained))
                  .set("hosts", std::move(hosts)));
  }
  Json unread = Json::array();
  for (const HostUnread& one : report.unread)
    unread.push(Json::object().set("host", one.host).set("error", one.error.text()));
  return Json::object()
      .set("schemaVersion", 1)
      .set("passed", report.count(CisEnd::passed))
      .set("failed", report.count(CisEnd::failed))
      .set("failedOnPurpose", report.explained())
      .set("doesNotApply", report.count(CisEnd::does_not_apply))
      .set("items", std::move(list))
      .set("unread", std::move(unread));
}

}  // namespace vent
