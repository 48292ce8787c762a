#include "metal/network.h"

#include <gtest/gtest.h>

#include "metal/test_support/sample_lab.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

TEST(NetworkCommands, TheUsualRanges) {
  const Lab lab = sample_lab();
  const AddressPlan plan = sample_plan();
  expect_golden("network_commands.txt", "# inside the router\n" + router_commands(plan) + "# on the machine itself\n" +
                                            operator_commands(lab, plan) + "# inside the router, for host 3\n" +
                                            host_port_commands(lab, plan, 3) + "# inside host 3\n" +
                                            host_commands(plan, 3));
}

TEST(NetworkCommands, PrivateAddressesOutsideOfTheRentedRange) {
  Lab lab = sample_lab();
  lab.settings = {.name = "t2", .private_range = "172.20.0.0/16", .public_range = "203.0.113.128/25"};
  const AddressPlan plan = *address_plan(lab.settings);
  expect_golden("network_commands_elsewhere.txt",
                "# on the machine itself\n" + operator_commands(lab, plan) + "# inside the router, for host 1\n" +
                    host_port_commands(lab, plan, 1) + "# inside host 1\n" + host_commands(plan, 1));
}

}  // namespace
}  // namespace vent::metal
