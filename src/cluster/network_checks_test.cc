#include "cluster/network_checks.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

std::string problems_with(std::string_view network, std::string_view worker) {
  return problems_of(
      fmt::format("{}network: {}\n"
                  "hosts:\n"
                  "  - {{name: c, role: controller, address: 192.0.2.1}}\n"
                  "  - {{name: d, role: worker, address: 192.0.2.2{}}}\n"
                  "  - {{name: e, role: worker, address: 192.0.2.3}}\n",
                  kHead, network, worker));
}

TEST(CheckNetwork, RangesThatVentGives) {
  expect_golden("vxlan_problems.txt",
                problems_with("{overlay: vxlam}", "") + problems_with("{overlay: vxlan, pods: 172.16.0.0/23}", "") +
                    problems_with("{overlay: vxlan, pods: 172.16.0.0/22}", ", podRange: 172.16.0.0/22") +
                    problems_with("{overlay: vxlan}", ", podRange: 10.200.0.0/24") +
                    problems_with("{overlay: vxlan}", ", podRange: 172.16.5.0/29"));
}

TEST(CheckNetwork, RangesThatAreGood) {
  EXPECT_EQ(problems_with("{overlay: vxlan}", ", podRange: 172.16.128.0/17"), "no problem\n");
  // Two wait for a range, and two are left.
  EXPECT_EQ(problems_with("{overlay: vxlan, pods: 172.16.0.0/22}", ", podRange: 172.16.2.0/23"), "no problem\n");
  // flannel doesn't ask for them.
  EXPECT_EQ(problems_with("{}", ", podRange: 10.200.0.0/24"), "no problem\n");
}

}  // namespace
}  // namespace vent
