#include "commands/inventory_line.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

using Words = std::vector<std::string>;

TEST(MeantLine, ALinkIsAnInventoryScript) {
  EXPECT_EQ(meant_line({"/etc/ansible/packet_net", "--list"}),
            Words({"vent", "inventory", "--folder", "/etc/ansible", "--list"}));
  EXPECT_EQ(meant_line({"./packet_net.py", "--host", "worker-0"}),
            Words({"vent", "inventory", "--folder", ".", "--host", "worker-0"}));
  EXPECT_EQ(meant_line({"vent-inventory"}), Words({"vent", "inventory", "--folder", "."}));
}

TEST(MeantLine, AllElseMeansWhatItSays) {
  for (const Words& line : {Words({"vent", "plan"}), Words({"/usr/bin/vent", "inventory"}), Words({"packet_net2"})})
    EXPECT_EQ(meant_line(line), line);
  EXPECT_EQ(meant_line({}), Words({"vent"}));
}

}  // namespace
}  // namespace vent
