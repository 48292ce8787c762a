#include "commands/known_controllers.h"

#include <stdlib.h>

#include "base/files.h"
#include "base/text.h"
#include "chapters/test_support/sample_cluster.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

TEST(KnownControllers, OneOfThemMustStay) {
  const TemporaryDirectory home = TemporaryDirectory::make().value();
  ASSERT_EQ(setenv("XDG_STATE_HOME", home.path().c_str(), 1), 0);
  const ClusterState state = ClusterState::open("demo").value();
  Cluster cluster = sample_cluster();
  EXPECT_TRUE(check_known_controllers(cluster, state)) << "nothing was built yet";
  ASSERT_TRUE(note_controllers(cluster, state));

  std::erase_if(cluster.hosts, [](const Host& host) { return host.name == "controller-0"; });
  EXPECT_TRUE(check_known_controllers(cluster, state)) << "controller-1 is left";
  cluster.hosts.front().name = "another";
  const Result<> refused = check_known_controllers(cluster, state);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "VENT_LAST_CONTROLLER");
  EXPECT_NE(refused.error().message.find("demo has (controller-0, controller-1)"), std::string::npos)
      << refused.error().message;

  ASSERT_TRUE(forget_controllers(state));
  EXPECT_TRUE(check_known_controllers(cluster, state));
}

}  // namespace
}  // namespace vent
