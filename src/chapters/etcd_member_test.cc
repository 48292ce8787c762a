#include "chapters/etcd_member.h"

#include <fmt/core.h>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr const char* kOne = "a1, started, controller-0, https://10.80.0.1:2380, https://10.80.0.1:2379, false\n";
constexpr const char* kOwn = "b2, started, controller-1, https://10.80.1.1:2380, https://10.80.1.1:2379, ";
constexpr const char* kOwnAdded = "b2, unstarted, , https://10.80.1.1:2380, , true\n";
constexpr const char* kLost = "c3, started, controller-9, https://10.80.9.1:2380, https://10.80.9.1:2379, false\n";

// Stand for etcdctl and curl: what the members are, for those who ask another member or the own one, stands in files.
// What changes something is noted.
constexpr const char* kEtcdctl = R"sh(#!/bin/sh
cd "$(dirname "$0")"
for word; do
  case $word in
    --endpoints=https://127.0.0.1:2379) from=own ;;
    --cacert=* | --cert=* | --key=* | --command-timeout=* | --endpoints=*) ;;
    *) words="$words $word" ;;
  esac
done
case $words in
  " member list") cat "${from:-others}" || exit 1 ;;
  *) echo "etcdctl$words" >> log ;;
esac
case $words in
  " member add"*)
    grep -v 10.80.1.1 others > rest
    { cat rest; echo "b4, unstarted, , https://10.80.1.1:2380, , true"; } > others ;;
  " member promote"*) sed 's/true$/false/' others > own ;;
esac
)sh";
constexpr const char* kCurl = R"sh(#!/bin/sh
cd "$(dirname "$0")"
for url; do :; done
case $url in
  *://10.80.0.1:*/members) [ -s others ] && echo '[{"name":"controller-0","clientURLs":["https://10.80.0.1:2379"]}]' ;;
  */version) [ -e lost-one-runs ] || exit 7 ;;
  *) exit 7 ;;
esac
)sh";
constexpr const char* kNoted = "#!/bin/sh\necho \"$(basename \"$0\") $*\" >> \"$(dirname \"$0\")/log\"\n";

// The script of controller-1 in a folder where it can do no harm.
class EtcdMemberTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, text] :
         {std::pair{"etcdctl", kEtcdctl}, {"curl", kCurl}, {"kubectl", kNoted}, {"systemctl", kNoted}})
      ASSERT_TRUE(write_file(at(name), text, 0755));
    ASSERT_TRUE(make_directories(at("data")));
    const std::vector<Resource> resources = before_etcd_starts({.cluster = cluster_}, *cluster_.find("controller-1"));
    for (const Resource& resource : resources)
      if (const auto* file = std::get_if<File>(&resource.spec)) script_ = std::string(file->content.bytes->reveal());
    replace("/usr/local/bin/", at(""));
    replace("/var/lib/etcd", at("data"));
    ASSERT_TRUE(write_file(at("script"), script_, 0755));
  }

  std::string at(std::string_view name) const { return (folder_.path() / name).string(); }
  void replace(const std::string& old, const std::string& by) {
    for (std::size_t at = script_.find(old); at != std::string::npos; at = script_.find(old, at + by.size()))
      script_.replace(at, old.size(), by);
  }
  void has(const std::string& name, const std::string& text) { ASSERT_TRUE(write_file(at(name), text)); }
  void has_data() { ASSERT_TRUE(make_directories(at("data/member/wal"))); }

  // How the steps ended, what was changed by them, and what etcd will read.
  std::string say(std::initializer_list<const char*> steps) {
    std::string text;
    for (const char* step : steps) {
      const Result<Finished> done = run({.arguments = {at("script"), step, "controller-0=https://10.80.0.1:2380",
                                                       "controller-1=https://10.80.1.1:2380"},
                                         .environment = {{"PATH", at("") + ":/usr/bin:/bin"}}});
      EXPECT_TRUE(done);
      text += fmt::format("{}: {}\n{}", step, done->exit_code == 0 ? "yes" : "no", done->output + done->error_output);
    }
    for (const char* name : {"log", "data/first-start"})
      if (path_exists(at(name))) text += indent(read_file(at(name)).value(), std::string("  ") + name + ": ") + "\n";
    for (const char* name : {"data/joined", "data/before-joining"})
      if (path_exists(at(name))) text += fmt::format("  {}\n", name);
    return text;
  }

  Cluster cluster_ = sample_cluster();
  TemporaryDirectory folder_ = TemporaryDirectory::make().value();
  std::string script_;
};

TEST_F(EtcdMemberTest, FoundsAClusterWithTheOthers) {
  std::string text = say({"is-prepared", "prepare", "is-prepared"});
  has_data();
  has("own", std::string(kOne) + kOwn + "false\n");
  expect_golden("etcd_member/founds.txt",
                text + say({"has-joined", "vote", "has-joined", "is-prepared", "has-lost-none"}));
}

TEST_F(EtcdMemberTest, JoinsAsALearnerAndGetsAVote) {
  has("others", kOne);
  std::string text = say({"is-prepared", "prepare", "is-prepared"});
  has_data();
  has("others", std::string(kOne) + kOwn + "true\n");
  expect_golden("etcd_member/joins.txt", text + say({"is-prepared", "has-joined", "vote", "has-joined"}));
}

TEST_F(EtcdMemberTest, IsNotAddedTwice) {
  has("others", std::string(kOne) + kOwnAdded);
  expect_golden("etcd_member/was_added.txt", say({"is-prepared", "prepare", "is-prepared"}));
}

TEST_F(EtcdMemberTest, PreparesAgainWhenTheMembersAreOthersByNow) {
  has("others", std::string(kOne) + kOwnAdded);
  say({"prepare"});
  has("others", std::string(kOne) + kLost + kOwnAdded);
  expect_golden("etcd_member/others_by_now.txt", say({"is-prepared", "prepare", "is-prepared"}));
}

TEST_F(EtcdMemberTest, IsAnotherMemberWhenItsDataWasLost) {
  has("others", std::string(kOne) + kOwn + "false\n");
  expect_golden("etcd_member/lost_its_data.txt", say({"is-prepared", "prepare", "is-prepared"}));
}

TEST_F(EtcdMemberTest, PutsDataAsideThatBelongsToNoMember) {
  has_data();
  has("data/first-start", "ETCD_INITIAL_CLUSTER_STATE=new\n");
  has("others", kOne);
  expect_golden("etcd_member/no_member.txt", say({"is-prepared", "prepare", "is-prepared"}));
}

TEST_F(EtcdMemberTest, ForgetsWhoIsLost) {
  has("own", std::string(kOne) + kOwn + "false\n" + kLost);
  std::string text = say({"has-lost-none"});
  has("lost-one-runs", "");
  text += "--- its etcd still runs\n" + say({"forget-lost"});
  ASSERT_TRUE(remove_tree(at("lost-one-runs")));
  expect_golden("etcd_member/forgets.txt", text + "--- it runs no more\n" + say({"forget-lost"}));
}

// It was a member once, and what it knew is gone: it must not begin as it did then.
TEST_F(EtcdMemberTest, WhoLostItsDataAfterJoiningJoinsAgain) {
  say({"prepare"});
  has("data/joined", "");
  has("others", std::string(kOne) + kOwn + "false\n");
  const std::string text = say({"is-prepared", "join", "is-prepared"});
  EXPECT_TRUE(text.starts_with("is-prepared: no\njoin: yes\nis-prepared: yes\n")) << text;
  EXPECT_EQ(text.find("data/joined"), std::string::npos) << "its vote is to be waited for once more";
}

TEST_F(EtcdMemberTest, WhoWasForgottenMeanwhileJoinsAgain) {
  has_data();
  has("data/joined", "");
  has("others", kOne);
  const std::string text = say({"is-prepared", "join"});
  EXPECT_TRUE(text.starts_with("is-prepared: no\njoin: yes\n")) << text;
  EXPECT_NE(text.find("data/before-joining"), std::string::npos) << text;
}

TEST_F(EtcdMemberTest, OneThatNeverStartedHasNoNodeToForget) {
  has("own", std::string(kOne) + kOwn + "false\nc3, unstarted, , https://10.80.9.1:2380, , true\n");
  const std::string text = say({"has-lost-none", "forget-lost"});
  EXPECT_TRUE(text.starts_with("has-lost-none: no\nforget-lost: yes\n")) << text;
  EXPECT_EQ(text.find("kubectl"), std::string::npos) << text;
}

TEST_F(EtcdMemberTest, WithoutKubectlItIsLeftToOthers) {
  ASSERT_TRUE(remove_tree(at("kubectl")));
  has("own", std::string(kOne) + kOwn + "false\n" + kLost);
  EXPECT_EQ(say({"has-lost-none"}), "has-lost-none: yes\n");
}

// A silent network must not look like a cluster that is to be founded.
TEST(EtcdMember, JoinsWhereOthersAreKnown) {
  const Cluster cluster = sample_cluster();
  const auto step = [&](const std::vector<std::string>& known, const char* host) {
    const std::vector<Resource> resources =
        before_etcd_starts({.cluster = cluster, .known_controllers = known}, *cluster.find(host));
    return std::get<CommandOnce>(resources.back().spec).run.at(1);
  };
  EXPECT_EQ(step({}, "controller-1"), "prepare");
  EXPECT_EQ(step({"controller-0"}, "controller-1"), "join");
  EXPECT_EQ(step({"controller-0"}, "controller-0"), "prepare") << "nobody else has anything";
  EXPECT_EQ(step({"controller-7"}, "controller-1"), "prepare") << "it is no longer in the file";
}

// Whoever learns, and whoever can't ask, knows of nobody who is lost.
TEST_F(EtcdMemberTest, ForgetsNobodyWhenEtcdDoesNotSay) {
  EXPECT_EQ(say({"has-lost-none", "forget-lost"}), "has-lost-none: yes\nforget-lost: yes\n");
}

}  // namespace
}  // namespace vent
