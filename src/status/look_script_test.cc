#include "status/look_script.h"

#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

TEST(LookScript, AsksAboutWhatTheChaptersMake) {
  const Design outline = outline_of(sample_cluster());
  expect_golden("look_controller.sh", look_command(look_wish(outline, outline.cluster.hosts.at(0)), "root") + "\n");
  expect_golden("look_worker.sh", look_command(look_wish(outline, outline.cluster.hosts.at(2)), "ana") + "\n");
}

constexpr std::string_view kAnswer =
    "Welcome!\n@ vent 0\n@ up 0\n5025.10 9000.00\n@ begun 0\n25000000\n@ kernel 0\n6.1.0\n@ os 0\nDebian 12\n"
    "@ units "
    "0\nId=etcd.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nResult=success\nNRestarts=2\n"
    "\nId=gone.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\nResult=success\nNRestarts=0\n"
    "@ certificate /etc/etcd/server.crt\nnot one\n"
    "@ health 1\n{\"level\":\"warn\"}\nError: unhealthy cluster\n\n"
    "@ endpoint "
    "0\n[{\"Endpoint\":\"e\",\"Status\":{\"header\":{\"member_id\":18249187646912138824},\"version\":\"3.6.6\","
    "\"dbSize\":20480,\"leader\":18249187646912138824}}]\n\n"
    "@ members "
    "0\n{\"members\":[{\"ID\":18249187646912138824,\"name\":\"one\"},{\"name\":\"two\",\"isLearner\":true}]}\n\n"
    "@ ready 124\n\n@ version 0\n{\"gitVersion\":\"v1.36.3\"}\n\n"
    "@ nodes 0\none\tTrue\tKubeletReady\t\tv1.36.3\tcontainerd://2.2.0\n"
    "two\tUnknown\tNodeStatusUnknown\ttrue\tv1.36.3\tcontainerd://2.2.0\n\n@ end 0\n";

TEST(LookScript, UnderstandsTheAnswer) {
  const Result<HostLook> look = read_look(kAnswer);
  ASSERT_TRUE(look) << look.error().text();
  EXPECT_EQ(look->up, std::chrono::seconds(5000));
  EXPECT_EQ(look->kernel, "6.1.0");
  EXPECT_EQ(look->os, "Debian 12");
  ASSERT_EQ(look->units.size(), 2u);
  EXPECT_TRUE(look->units[0].is_well());
  EXPECT_EQ(look->units[0].restarts, 2);
  EXPECT_FALSE(look->units[1].is_there());
  ASSERT_EQ(look->certificates.size(), 1u);
  EXPECT_EQ(look->certificates[0].path, "/etc/etcd/server.crt");
  EXPECT_FALSE(look->certificates[0].certificate);
}

TEST(LookScript, UnderstandsTheControlPlane) {
  const Result<HostLook> look = read_look(kAnswer);
  ASSERT_TRUE(look && look->etcd && look->api && look->api->nodes);
  EXPECT_EQ(look->etcd->problem, "Error: unhealthy cluster");
  EXPECT_TRUE(look->etcd->is_leader);
  EXPECT_EQ(look->etcd->bytes, 20480);
  ASSERT_EQ(look->etcd->members.size(), 2u);
  EXPECT_EQ(look->etcd->members[0].name, "one");
  EXPECT_TRUE(look->etcd->members[1].is_learner);
  EXPECT_EQ(look->api->problem, "no answer within 4 s");
  EXPECT_EQ(look->api->version, "v1.36.3");
  ASSERT_EQ(look->api->nodes->size(), 2u);
  EXPECT_TRUE(look->api->nodes->at(0).is_ready());
  EXPECT_TRUE(look->api->nodes->at(1).is_cordoned);
  EXPECT_EQ(look->api->nodes->at(1).reason, "NodeStatusUnknown");
}

TEST(LookScript, RefusesHalfAnAnswer) {
  for (std::size_t length = 0; length + 9 < kAnswer.size(); length += 7)
    EXPECT_FALSE(read_look(kAnswer.substr(0, length))) << length;
}

}  // namespace
}  // namespace vent
