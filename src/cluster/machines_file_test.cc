#include "cluster/machines_file.h"

#include <gtest/gtest.h>

#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(Machines, OfKubernetesTheHardWay) {
  expect_golden("machines.txt",
                described(*read_text("# the machines\n"
                                     "\n"
                                     "192.0.2.10 server.kubernetes.local server\n"
                                     "192.0.2.20 node-0.kubernetes.local node-0 10.200.0.0/24\n"
                                     "192.0.2.21\tnode-1.kubernetes.local  node-1 10.200.1.0/24 # last\n",
                                     "machines.txt")));
}

TEST(Machines, ShowsAllProblems) {
  expect_golden("machines_problems.txt", problems_of("server.kubernetes.local 192.0.2.10 server\n"
                                                     "192.0.2.20 node-0\n"
                                                     "192.0.2.21 node-1.kubernetes.local node-1 10.200.1.0/24 x y\n"
                                                     "192.0.2.22 node-2.kubernetes.local Node-2 10.200.1.5/24\n"
                                                     "192.0.2.23 -oProxyCommand=x node-3 10.200.3.0/24\n"
                                                     "192.0.2.23 node-3.kubernetes.local node-3 10.200.3.0/24\n",
                                                     "machines.txt"));
  expect_golden("machines_empty.txt", problems_of("# nothing yet\n", "machines.txt"));
  expect_golden("machines_workers.txt", problems_of("192.0.2.20 a.b node-0 10.200.0.0/24\n", "machines.txt"));
}

}  // namespace
}  // namespace vent
