#include "chapters/vxlan.h"

#include <algorithm>

#include "chapters/test_support/resources_text.h"
#include "chapters/test_support/sample_cluster.h"
#include "chapters/test_support/sample_design.h"
#include "chapters/vxlan_link.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

Cluster with_vxlan() {
  Cluster cluster = sample_cluster();
  cluster.overlay = Overlay::vxlan;
  return cluster;
}

std::vector<Resource> made_on(const Cluster& cluster, const std::string& host) {
  const Design design = design_for(cluster);
  return vxlan_resources(design, *design.cluster.find(host));
}

std::ptrdiff_t place_of(const std::vector<Resource>& resources, const std::string& id) {
  return std::ranges::find_if(resources, [&](const Resource& resource) { return id_of(resource) == id; }) -
         resources.begin();
}

const Resource& by_id(const std::vector<Resource>& resources, const std::string& id) {
  return resources.at(static_cast<std::size_t>(place_of(resources, id)));
}

TEST(Vxlan, AddressesOfLinksAreMadeOfThoseOfHosts) {
  EXPECT_EQ(vxlan_link_address(*Ipv4::parse("10.80.2.1")), "02:76:0a:50:02:01");
  EXPECT_EQ(vxlan_link_address(*Ipv4::parse("192.168.255.130")), "02:76:c0:a8:ff:82");
}

TEST(Vxlan, EachHostKnowsAllHosts) {
  const Design design = design_for(with_vxlan());
  EXPECT_EQ(vxlan_hosts_file(design.cluster),
            "# host, its private address, the range of its pods, the address of its end of the link\n"
            "controller-0 10.80.0.1 172.16.0.0/24 02:76:0a:50:00:01\n"
            "controller-1 10.80.1.1 172.16.1.0/24 02:76:0a:50:01:01\n"
            "worker-0 10.80.2.1 172.16.2.0/24 02:76:0a:50:02:01\n");
}

// To start the unit again is to take the link away, and with it what is on its way.
TEST(Vxlan, AHostThatComesLeavesTheLinkOfTheOthersAlone) {
  Cluster more = with_vxlan();
  Host host = more.hosts.back();
  host.name = "worker-1";
  host.private_address = *Ipv4::parse("10.80.3.1");
  more.hosts.push_back(host);
  const std::vector<Resource> before = made_on(with_vxlan(), "worker-0"), after = made_on(more, "worker-0");
  const auto wanted_of = [](const std::vector<Resource>& resources, const std::string& id) {
    return wanted(by_id(resources, id).spec);
  };
  for (const char* same : {"unit vent-vxlan.service", "file /usr/local/sbin/vent-vxlan"})
    EXPECT_EQ(wanted_of(before, same), wanted_of(after, same)) << same;
  EXPECT_NE(wanted_of(before, "file /etc/vxlan/hosts"), wanted_of(after, "file /etc/vxlan/hosts"));
}

// What is wrong about ranges must be found before the kernel is told of them.
TEST(Vxlan, TheApiIsAskedBeforeAnythingElse) {
  const std::vector<Resource> resources = made_on(with_vxlan(), "worker-0");
  EXPECT_LT(place_of(resources, "command the node worker-0 has its range"),
            place_of(resources, "file /etc/vxlan/hosts"));
  const auto& command = std::get<CommandOnce>(by_id(resources, "command the node worker-0 has its range").spec);
  EXPECT_EQ(command.probe,
            (std::vector<std::string>{"/usr/local/sbin/vent-node-range", "check", "worker-0=172.16.2.0/24",
                                      "controller-0=172.16.0.0/24", "controller-1=172.16.1.0/24"}));
}

}  // namespace
}  // namespace vent
