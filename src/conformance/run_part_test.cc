#include "conformance/run_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vent {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(PrintedProgress, CountsWhatEndedWhereverThePiecesAreCut) {
  const std::string printed =
      "Running Suite: Kubernetes e2e suite\nWill run 3 of 7123 specs\nRunning in parallel across 8 processes\n••\n"
      "• [FAILED] [12.3 seconds]\n";
  PrintedProgress whole, bytes;
  whole.take(printed);
  for (const char byte : printed) bytes.take(std::string_view(&byte, 1));
  for (const PrintedProgress& progress : {whole, bytes}) {
    EXPECT_EQ(progress.chosen(), 3U);
    EXPECT_EQ(progress.ended(), 3U);
  }
}

TEST(GinkgoCommand, TellsGinkgoAndTheTestsWhatIsTheirs) {
  const std::vector<std::string> words =
      ginkgo_command({.access = {.kubectl = "/s/kubectl", .kubeconfig = "/s/kubeconfig", .server = "h:6443"},
                      .ginkgo = "/s/ginkgo",
                      .tests = "/s/e2e.test",
                      .folder = "/s",
                      .choice = {.focus = "DNS"},
                      .part = Part::serial,
                      .processes = 4,
                      .nodes = 2});
  const auto program = std::ranges::find(words, "/s/e2e.test");
  ASSERT_NE(program, words.end());
  const std::vector<std::string> of_ginkgo(words.begin(), program), of_tests(program + 1, words.end());
  EXPECT_THAT(of_ginkgo, Contains("--procs=4"));
  EXPECT_THAT(of_ginkgo, Contains("--json-report=serial.json"));
  EXPECT_THAT(of_ginkgo, Contains("--focus=DNS"));
  EXPECT_EQ(of_tests.front(), "--");
  EXPECT_THAT(of_tests, Contains("--kubeconfig=/s/kubeconfig"));
  EXPECT_THAT(of_tests, Contains("--num-nodes=2"));
}

}  // namespace
}  // namespace vent
