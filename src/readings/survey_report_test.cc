#include "readings/survey_report.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

namespace vent {
namespace {

const Chapter kPrerequisites{.name = "01_prerequisites", .title = "", .holds_after = ""};
const Chapter kMachines{.name = "03_machines", .title = "", .holds_after = ""};

Resource file(const std::string& path, const Content& content) {
  return {.spec = File{.path = path, .content = content, .ownership = {}}, .why = "For this test."};
}

// A chapter on a host, as a look at it would have come out.
class SurveyedStage {
 public:
  explicit SurveyedStage(const Chapter& chapter) {
    stage_.chapter = &chapter;
    stage_.sight.chapter = chapter.name;
  }

  SurveyedStage& found(const Resource& resource, const State& state, std::optional<std::string> text = {}) {
    Sight sight{.id = id_of(resource), .changes = changes_needed(resource.spec, state), .found_text = {}, .error = {}};
    sight.found_text = std::move(text);
    return add(resource, std::move(sight));
  }
  SurveyedStage& as_it_should_be(const Resource& resource) { return found(resource, wanted(resource.spec)); }
  SurveyedStage& not_looked_at(const Resource& resource, const Error& error) {
    return add(resource, {.id = id_of(resource), .changes = {}, .found_text = {}, .error = error});
  }
  SurveyedStage& left_over(const std::string& id) {
    stage_.sight.leftovers.push_back(id);
    return *this;
  }
  SurveyedStage& finding(Severity severity, const std::string& message, const std::string& hint) {
    stage_.findings.push_back({.severity = severity, .message = message, .hint = hint});
    return *this;
  }
  operator StageSurvey() const { return stage_; }  // NOLINT(google-explicit-constructor)

 private:
  SurveyedStage& add(const Resource& resource, Sight sight) {
    stage_.resources.push_back(resource);
    stage_.sight.resources.push_back(std::move(sight));
    return *this;
  }
  StageSurvey stage_;
};

State file_state(const std::string& text, const std::string& mode = "0644", const std::string& owner = "root") {
  return {
      {"type", "file"}, {"mode", mode}, {"owner", owner}, {"group", "root"}, {"content", open_content(text).digest}};
}

const Cluster& cluster() {
  static const Cluster sample = sample_cluster();
  return sample;
}

HostReport report_of(std::size_t host, std::vector<StageSurvey> stages) {
  HostReport report{.host = &cluster().hosts.at(host), .error = {}, .survey = {}};
  report.survey = {.host = report.host, .stages = std::move(stages), .round_trips = 2};
  return report;
}

HostReport silent_host(std::size_t host) {
  HostReport report{.host = &cluster().hosts.at(host), .error = {}, .survey = {}};
  report.error = Error(ErrorKind::not_reachable, report.host->name + " refuses the connection")
                     .with_id("VENT_SSH_REFUSED")
                     .with_hint("is sshd running there?");
  return report;
}

std::string lines(int from, int to, int changed = -1) {
  std::string text;
  for (int i = from; i <= to; ++i) text += fmt::format("line {}{}\n", i, i == changed ? ", changed" : "");
  return text;
}

// Everything that can be found, on two hosts; the third can't be reached.
SurveyReport all_sorts() {
  const Resource sysctl{.spec = Sysctl{.key = "net.ipv4.ip_forward", .value = "1"}, .why = ""};
  const Resource swap{.spec = SwapOff{}, .why = ""};
  const Resource secret = file("/etc/vent/token", secret_content(Secret("hunter2")));
  const Resource fresh_secret = file("/etc/vent/key", secret_content(Secret("correct horse")));
  const Resource binary = file("/usr/local/bin/tool", open_content(std::string("\0\1\2", 3)));
  const Resource hosts = file("/etc/hosts", open_content(lines(1, 9, 5)));
  const Resource fresh = file("/etc/hostname", open_content("controller-0\n"));
  const Resource locked = file("/etc/locked", open_content("x\n"));
  const Error not_permitted = Error(ErrorKind::not_permitted, "reading '/etc/locked': permission denied")
                                  .with_context("looking at file /etc/locked")
                                  .with_hint("look at its rights: ls -l /etc/locked");
  SurveyReport report;
  report.hosts.push_back(
      report_of(0, {SurveyedStage(kPrerequisites)
                        .finding(Severity::warning, "swap is in use", "03_machines switches it off")
                        .finding(Severity::error, "tcp port 6443 is taken by nginx.service", "stop it"),
                    SurveyedStage(kMachines)
                        .found(fresh, {})
                        .found(hosts, file_state(lines(1, 9)), lines(1, 9))
                        .found(sysctl, {{"now", "0"}})
                        .as_it_should_be(swap)}));
  report.hosts.push_back(
      report_of(1, {SurveyedStage(kPrerequisites), SurveyedStage(kMachines)
                                                       .found(secret, file_state("hunter1", "0640", "nobody"))
                                                       .found(fresh_secret, {})
                                                       .found(binary, file_state("another"), "another")
                                                       .found(hosts, file_state(lines(1, 9, 5), "0600"))
                                                       .not_looked_at(locked, not_permitted)
                                                       .left_over("file /etc/old")
                                                       .left_over("directory /etc/vent/old")}));
  report.hosts.push_back(silent_host(2));
  return report;
}

SurveyReport one_new_file() {
  SurveyReport report;
  report.hosts.push_back(
      report_of(2, {SurveyedStage(kMachines).found(file("/etc/motd", open_content("hello\n")), {})}));
  return report;
}

SurveyReport nothing(std::size_t hosts) {
  SurveyReport report;
  for (std::size_t host = 0; host < hosts; ++host)
    report.hosts.push_back(report_of(host, {SurveyedStage(kMachines).as_it_should_be({.spec = SwapOff{}, .why = ""})}));
  return report;
}

TEST(PlanText, AllSorts) { expect_golden("plan_all_sorts.txt", plan_text(all_sorts(), Show::beginnings)); }
TEST(AuditText, AllSorts) { expect_golden("audit_all_sorts.txt", audit_text(all_sorts())); }
TEST(SurveyJson, AllSorts) { expect_golden("survey_all_sorts.json", survey_json(all_sorts()).pretty() + "\n"); }

TEST(SurveyReport, ShowsNoSecretInAnyWay) {
  const std::string all =
      plan_text(all_sorts(), Show::whole_files) + audit_text(all_sorts()) + survey_json(all_sorts()).pretty();
  for (const char* secret : {"hunter1", "hunter2", "correct horse"}) {
    EXPECT_EQ(all.find(secret), std::string::npos);
    EXPECT_EQ(all.find(open_content(secret).digest.substr(0, 8)), std::string::npos) << "could be guessed from";
  }
}

TEST(PlanText, OneChangeOnOneHost) {
  expect_golden("plan_one.txt", plan_text(one_new_file(), Show::beginnings));
  EXPECT_EQ(audit_text(one_new_file()),
            "worker-0: file /etc/motd is not there\n"
            "1 host: 1 thing is not as it should be; `vent apply` mends it\n");
}

TEST(PlanText, NothingToChange) {
  EXPECT_EQ(plan_text(nothing(1), Show::beginnings), "1 host: nothing to change\n");
  EXPECT_EQ(plan_text(nothing(3), Show::beginnings), "3 hosts: nothing to change\n");
  EXPECT_EQ(audit_text(nothing(1)), "1 host: all is as it should be\n");
  EXPECT_EQ(audit_text(nothing(3)), "3 hosts: all is as it should be\n");
}

// Nobody is told that all is well on a host that was never seen.
TEST(PlanText, HostsThatCouldNotBeLookedAt) {
  SurveyReport report = nothing(2);
  report.hosts.push_back(silent_host(2));
  EXPECT_TRUE(
      plan_text(report, Show::beginnings).ends_with("\n2 hosts: nothing to change; 1 host could not be looked at\n"));
  EXPECT_EQ(audit_text(report),
            "worker-0: not looked at: worker-0 refuses the connection\n"
            "2 hosts: all is as it should be; 1 host could not be looked at\n");
  report.hosts = {silent_host(0), silent_host(1)};
  EXPECT_TRUE(plan_text(report, Show::beginnings).ends_with("\n2 hosts could not be looked at\n"));
}

TEST(PlanText, HostsThatAreUnfit) {
  SurveyReport report = nothing(3);
  report.hosts[1].survey.stages.insert(report.hosts[1].survey.stages.begin(),
                                       SurveyedStage(kPrerequisites).finding(Severity::error, "no disk", "buy one"));
  EXPECT_EQ(plan_text(report, Show::beginnings),
            "controller-1\n"
            "  01_prerequisites\n"
            "      error: no disk\n"
            "        next: buy one\n"
            "\n"
            "3 hosts: nothing to change; 1 does not meet the prerequisites\n");
  EXPECT_EQ(audit_text(report),
            "controller-1: error: no disk\n"
            "  next: buy one\n"
            "3 hosts: nothing to mend; 1 does not meet the prerequisites\n");
}

TEST(PlanText, LongFilesAreCutUnlessAskedFor) {
  SurveyReport report;
  report.hosts.push_back(
      report_of(0, {SurveyedStage(kMachines).found(file("/etc/long", open_content(lines(1, 22))), {})}));
  const std::string cut = plan_text(report, Show::beginnings), whole = plan_text(report, Show::whole_files);
  EXPECT_EQ(cut.find("+line 21\n"), std::string::npos) << cut;
  EXPECT_NE(cut.find("          … and 2 more lines (--full shows all)\n"), std::string::npos) << cut;
  EXPECT_NE(whole.find("+line 22\n"), std::string::npos) << whole;
  EXPECT_EQ(whole.find("more line"), std::string::npos) << whole;
}

TEST(PlanText, OneMoreLineIsCountedAsOne) {
  SurveyReport report;
  report.hosts.push_back(
      report_of(0, {SurveyedStage(kMachines).found(file("/etc/long", open_content(lines(1, 21))), {})}));
  EXPECT_NE(plan_text(report, Show::beginnings).find("          … and 1 more line (--full shows all)\n"),
            std::string::npos)
      << plan_text(report, Show::beginnings);
}

TEST(SurveyReport, CountsWhatApplyWouldDo) {
  EXPECT_EQ(all_sorts().changes(), 3 + 5 + 2);
  EXPECT_EQ(one_new_file().changes(), 1);
  EXPECT_EQ(nothing(3).changes(), 0);
}

TEST(SurveyReport, ItsErrorIsOneForAllHosts) {
  EXPECT_FALSE(nothing(3).error());
  EXPECT_FALSE(one_new_file().error());
  EXPECT_EQ(all_sorts().error()->text(),
            "error: 1 of 3 hosts could not be looked at: worker-0 [VENT_SSH_REFUSED]\n"
            "  next: each one's reason stands above; what the others need is complete");
  EXPECT_EQ(all_sorts().error()->kind, ErrorKind::not_reachable);
  SurveyReport report = all_sorts();
  report.hosts.pop_back();
  EXPECT_EQ(report.error()->text(),
            "error: 1 of 2 hosts does not meet the prerequisites: controller-0 [VENT_PREREQUISITES]\n"
            "  next: what to do stands behind each; nothing is made there before");
  report.hosts = {silent_host(0)};
  EXPECT_EQ(report.error()->message, "1 of 1 host could not be looked at: controller-0");
}

}  // namespace
}  // namespace vent
