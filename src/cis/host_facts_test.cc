#include "cis/host_facts.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vent {
namespace {

constexpr const char* kAnswer =
    "Welcome!\n"
    "@ command kubelet\n/usr/local/bin/kubelet\n--config=/etc/kubelet/config.yaml\n--v\n2\n--quiet\n--v=3\n"
    "@ files\n600|root|root|/etc/kubelet/config.yaml\nnonsense\n440|root|etcd|/etc/etcd/server.key\n"
    "@ text /etc/kubelet/config.yaml\nkind: KubeletConfiguration\n\n"
    "@ text authorities\n@ end\n";

TEST(HostFacts, AreReadFromOneAnswer) {
  const Result<HostFacts> facts = read_host_facts("one", false, kAnswer);
  ASSERT_TRUE(facts) << facts.error().text();
  EXPECT_EQ(facts->commands.at("kubelet").size(), 6U);
  ASSERT_EQ(facts->files.size(), 2U);
  EXPECT_EQ(facts->files[1].text(), "/etc/etcd/server.key is 0440 root:etcd");
  EXPECT_EQ(facts->texts.at("/etc/kubelet/config.yaml"), "kind: KubeletConfiguration\n\n");
  EXPECT_EQ(facts->texts.at(kAuthorityDigests), "");
}

TEST(HostFacts, KnowWhatAFlagSays) {
  const HostFacts facts = *read_host_facts("one", false, kAnswer);
  EXPECT_EQ(facts.flag("kubelet", "config"), "/etc/kubelet/config.yaml");
  EXPECT_EQ(facts.flag("kubelet", "v"), "3") << "the last one counts";
  EXPECT_EQ(facts.flag("kubelet", "quiet"), "true");
  EXPECT_EQ(facts.flag("kubelet", "con"), std::nullopt) << "the beginning of a name is none";
  EXPECT_EQ(facts.flag("etcd", "v"), std::nullopt);
}

TEST(HostFacts, AnAnswerThatBreaksOffIsAnError) {
  const std::string text(kAnswer);
  const Result<HostFacts> facts = read_host_facts("one", false, text.substr(0, text.find("@ end")));
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().id, "VENT_ANSWER_CUT");
  EXPECT_FALSE(read_host_facts("one", false, ""));
}

TEST(HostFacts, NoSecretIsAskedFor) {
  const std::string command = host_facts_command("root");
  EXPECT_EQ(command.find("cat /etc/kube-apiserver/encryption.yaml"), std::string::npos);
  for (const std::string& line : split_lines(command))
    if (line.find("for file in") != std::string::npos) {
      EXPECT_EQ(line.find("encryption"), std::string::npos) << line;
      EXPECT_EQ(line.find(".key"), std::string::npos) << line;
      EXPECT_EQ(line.find("kubeconfig"), std::string::npos) << line;
    }
}

}  // namespace
}  // namespace vent
