#include "node/questions.h"

#include <gtest/gtest.h>

#include "resources/test_support/scratch_host.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(Questions, AreAnsweredByTheProgramsThatKnow) {
  ScratchHost scratch;
  for (const char* program : {"systemctl", "journalctl", "ss", "openssl"})
    scratch.program(program, std::string("echo ") + program + R"( "$@"; echo '(said on the side)' >&2; exit 3)");
  std::string text;
  for (const auto& [question, subject] : std::vector<std::pair<std::string, std::string>>{
           {"unit", "etcd.service"}, {"journal", "etcd.service"}, {"ports", ""}, {"certificate", "/etc/vent/etcd.crt"}})
    text += question + ":\n" + answer_question(question, subject, scratch.host()).value();
  const std::string root = scratch.root().string();
  while (text.find(root) != std::string::npos) text.replace(text.find(root), root.size(), "ROOT");
  expect_golden("questions.txt", text);
}

TEST(Questions, ThatNobodyKnowsAreRefused) {
  ScratchHost scratch;
  expect_golden("unknown_question.txt", answer_question("weather", "here", scratch.host()).error().text());
}

}  // namespace
}  // namespace vent
