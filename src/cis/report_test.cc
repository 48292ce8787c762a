#include "cis/report.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

std::vector<CisItem> some_items() {
  const All is_off = {FlagSays{"kubelet", "profiling", {Asks::is, "false", "true"}}};
  return {{"1.1.1", "a pod's file", On::controllers, NotHere{"there is no pod"}},
          {"4.2.1", "a flag", On::every_host, is_off},
          {"4.2.2", "another flag", On::every_host, All{FlagSays{"kubelet", "v", {Asks::is, "2"}}}},
          {"4.2.3", "the same on purpose", On::every_host, is_off, "because it is so"}};
}

std::vector<HostFacts> some_hosts() {
  return {{.host = "one", .is_controller = true, .commands = {{"kubelet", {"--profiling=false", "--v=2"}}}},
          {.host = "two", .commands = {{"kubelet", {"--v=2"}}}},
          {.host = "three", .commands = {{"kubelet", {"--v=2"}}}}};
}

const std::vector<CisItem>& items() {
  static const std::vector<CisItem> all = some_items();
  return all;
}

CisReport some_report() {
  CisReport report = judge_all_hosts(items(), some_hosts());
  report.unread.push_back({"four", Error(ErrorKind::not_reachable, "four gave no answer")});
  return report;
}

TEST(CisReport, IsToldInWords) { expect_golden("cis.txt", cis_text(some_report())); }

TEST(CisReport, AndAsData) { expect_golden("cis.json", cis_json(some_report()).pretty() + "\n"); }

TEST(CisReport, IsWellOnlyWhenAllThatFailedIsExplained) {
  CisReport report = judge_all_hosts(items(), some_hosts());
  EXPECT_EQ(report.count(CisEnd::failed), 2U);
  EXPECT_EQ(report.explained(), 1U);
  EXPECT_FALSE(report.is_well());
  std::erase_if(report.results, [](const CisResult& one) { return one.is_unexplained(); });
  EXPECT_TRUE(report.is_well());
  report.unread.push_back({"four", Error(ErrorKind::not_reachable, "four gave no answer")});
  EXPECT_FALSE(report.is_well());
}

}  // namespace
}  // namespace vent
