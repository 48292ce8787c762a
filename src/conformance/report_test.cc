#include "conformance/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kServer = "198.51.100.1:6443";

std::string suite(const std::string& specs, const std::string& reasons = "[]") {
  return R"([{"SpecialSuiteFailureReasons": )" + reasons + R"(, "PreRunStats": {"TotalSpecs": 9, "SpecsThatWillRun": 3},
              "SpecReports": [)" +
         specs + "]}]";
}

std::string spec(const std::string& state, const std::string& message = "") {
  std::string failure;
  if (!message.empty())
    failure = R"(, "Failure": {"Message": ")" + message +
              R"(", "Location": {"FileName": "k8s.io/kubernetes/test/e2e/apps/job.go", "LineNumber": 42}})";
  return R"({"ContainerHierarchyTexts": ["[sig-apps]", "Job"], "LeafNodeType": "It", "LeafNodeText": "should end",
             "State": ")" +
         state + R"(", "RunTime": 1500000000)" + failure + "}";
}

TEST(SpecReport, TellsHowEachSpecEnded) {
  const Result<SpecReport> report =
      read_spec_report(suite(spec("passed") + "," + spec("failed", " no pod\\n ")), kServer);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->chosen, 3U);
  EXPECT_THAT(report->cut_off, IsEmpty());
  ASSERT_EQ(report->specs.size(), 2U);
  EXPECT_EQ(report->specs[0], (SpecOutcome{.name = "[sig-apps] Job should end", .took = 1500ms}));
  EXPECT_EQ(report->specs[1], (SpecOutcome{.name = "[sig-apps] Job should end",
                                           .end = SpecEnd::failed,
                                           .why = "no pod",
                                           .where = "test/e2e/apps/job.go:42",
                                           .took = 1500ms}));
}

TEST(SpecReport, LeavesOutWhatWasNotRun) {
  const std::string around = R"({"LeafNodeType": "SynchronizedBeforeSuite", "LeafNodeText": "", "State": "passed"})";
  const Result<SpecReport> report =
      read_spec_report(suite(spec("skipped") + "," + spec("pending") + "," + around), kServer);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->specs, IsEmpty());
}

TEST(SpecReport, ShowsWhatWentWrongBeforeAnySpec) {
  const std::string around =
      R"({"LeafNodeType": "SynchronizedBeforeSuite", "LeafNodeText": "", "State": "failed", "Failure": {"Message": "no node"}})";
  const Result<SpecReport> report = read_spec_report(suite(around), kServer);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->specs.size(), 1U);
  EXPECT_EQ(report->specs[0].name, "SynchronizedBeforeSuite");
  EXPECT_EQ(report->specs[0].end, SpecEnd::failed);
}

TEST(SpecReport, TellsACutOffFromAFailure) {
  const Result<SpecReport> report =
      read_spec_report(suite(spec("timedout", "A suite timeout occurred") + "," + spec("interrupted") + "," +
                                 spec("panicked", "index out of range"),
                             R"(["Suite Timeout Elapsed", "Detected Programmatic Focus"])"),
                       kServer);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->cut_off, ElementsAre("Suite Timeout Elapsed"));
  EXPECT_EQ(report->specs[0].end, SpecEnd::cut_off);
  EXPECT_EQ(report->specs[1].end, SpecEnd::cut_off);
  EXPECT_EQ(report->specs[2].end, SpecEnd::failed);
}

TEST(SpecReport, TakesNoVerdictFromAnApiThatIsAway) {
  const std::string away =
      "Get https://198.51.100.1:6443/api/v1: dial tcp 198.51.100.1:6443: connect: connection refused";
  const std::string pod = "dial tcp 172.16.1.4:80: connect: connection refused";
  const Result<SpecReport> report = read_spec_report(suite(spec("failed", away) + "," + spec("failed", pod)), kServer);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->specs[0].end, SpecEnd::cut_off);
  EXPECT_EQ(report->specs[1].end, SpecEnd::failed) << "that a pod isn't reached is what specs are for";
}

TEST(SpecReport, OfNoReportIsAnError) {
  EXPECT_FALSE(read_spec_report("", kServer));
  EXPECT_FALSE(read_spec_report("{}", kServer));
  EXPECT_FALSE(read_spec_report(R"([{"SpecReports": [{"State": "passed"}]}])", kServer));
}

}  // namespace
}  // namespace vent
