#include "chapters/01_prerequisites.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMebibyte = 1024LL * 1024;

std::string text_of(const std::vector<Finding>& findings) {
  if (findings.empty()) return "fine\n";
  std::string text;
  for (const Finding& finding : findings)
    text += fmt::format("{}: {}\n  next: {}\n", finding.severity == Severity::error ? "error" : "warning",
                        finding.message, finding.hint);
  return text;
}

// What one check says about one host, which is a good one but for what the case makes of it.
class CheckCases {
 public:
  CheckCases(std::string_view check, std::string host, Cluster cluster = sample_cluster())
      : host_(std::move(host)), cluster_(std::move(cluster)) {
    const std::vector<Check> all = prerequisite_checks();
    check_ = *std::ranges::find(all, check, &Check::name);
  }

  void add(const std::string& title, const std::function<void(Knowledge& all, HostKnowledge& here)>& change) {
    Knowledge knowledge = good_hosts(cluster_);
    change(knowledge, knowledge.at(host_));
    text_ += fmt::format("== {}\n{}\n", title, text_of(check_.judge(cluster_, *cluster_.find(host_), knowledge)));
  }
  void add(const std::string& title, const std::function<void(Facts& facts)>& change) {
    add(title, [&](Knowledge&, HostKnowledge& here) { change(here.facts); });
  }
  const std::string& text() const { return text_; }

 private:
  std::string host_;
  Cluster cluster_;
  Check check_{};
  std::string text_;
};

TEST(Prerequisites, FindNothingOnGoodHosts) {
  const Cluster cluster = sample_cluster();
  const Knowledge knowledge = good_hosts(cluster);
  for (const Host& host : cluster.hosts)
    for (const Check& check : prerequisite_checks())
      EXPECT_EQ(text_of(check.judge(cluster, host, knowledge)), "fine\n") << check.name << " of " << host.name;
}

// The first host to answer is judged when nothing is known of the others.
TEST(Prerequisites, FindNothingOnAGoodHostThatIsTheOnlyOneKnown) {
  const Cluster cluster = sample_cluster();
  const Knowledge knowledge = {{"worker-0", good_host(*cluster.find("worker-0"))}};
  for (const Check& check : prerequisite_checks())
    EXPECT_EQ(text_of(check.judge(cluster, *cluster.find("worker-0"), knowledge)), "fine\n") << check.name;
}

TEST(Prerequisites, HaveAWhyAndAWayToLookByHandEach) {
  for (const Check& check : prerequisite_checks()) {
    EXPECT_TRUE(check.why.ends_with('.')) << check.name;
    EXPECT_FALSE(check.by_hand.empty()) << check.name;
  }
}

TEST(Prerequisites, OperatingSystem) {
  CheckCases cases("operating system", "worker-0");
  cases.add("a system that was tried", [](Facts& facts) { facts.os = "debian 12"; });
  cases.add("another one", [](Facts& facts) { facts.os = "fedora 41", facts.os_name = "Fedora Linux 41"; });
  cases.add("one without a name", [](Facts& facts) { facts.os = "slackware 15.0", facts.os_name = ""; });
  cases.add("one that doesn't say what it is", [](Facts& facts) { facts.os = " ", facts.os_name = ""; });
  cases.add("without systemd", [](Facts& facts) { facts.init = "busybox"; });
  expect_golden("checks/operating_system.txt", cases.text());
}

TEST(Prerequisites, Architecture) {
  CheckCases cases("architecture", "worker-0");
  cases.add("64-bit ARM", [](Facts& facts) { facts.architecture = "aarch64"; });
  cases.add("that of the cluster file", [](Facts& facts) { facts.architecture = "x86_64"; });
  cases.add("32-bit ARM", [](Facts& facts) { facts.architecture = "armv7l"; });
  expect_golden("checks/architecture.txt", cases.text());
}

TEST(Prerequisites, Kernel) {
  CheckCases cases("kernel", "worker-0");
  cases.add("one feature is missing", [](Facts& facts) { facts.missing_features = {"vxlan"}; });
  cases.add("two are", [](Facts& facts) { facts.missing_features = {"overlay", "br_netfilter"}; });
  expect_golden("checks/kernel.txt", cases.text());
}

TEST(Prerequisites, ResourcesOfAController) {
  CheckCases cases("resources", "controller-0");
  cases.add("just enough",
            [](Facts& facts) { facts.memory_bytes = 1700 * kMebibyte, facts.free_bytes = 5000 * kMebibyte; });
  cases.add("a byte less of each", [](Facts& facts) {
    facts.memory_bytes = 1700 * kMebibyte - 1;
    facts.free_bytes = 5000 * kMebibyte - 1;
  });
  expect_golden("checks/resources_controller.txt", cases.text());
}

TEST(Prerequisites, ResourcesOfAWorker) {
  CheckCases cases("resources", "worker-0");
  cases.add("just enough", [](Facts& facts) { facts.memory_bytes = 700 * kMebibyte; });
  cases.add("too little memory", [](Facts& facts) { facts.memory_bytes = 512 * kMebibyte; });
  expect_golden("checks/resources_worker.txt", cases.text());
}

TEST(Prerequisites, ClockAgainstTheOperators) {
  CheckCases cases("clock", "worker-0");
  const auto ahead = [&](const std::string& title, milliseconds by, milliseconds doubt) {
    cases.add(title, [&](Knowledge& all, HostKnowledge& here) {
      all = {{"worker-0", here}};
      all.at("worker-0").clock_ahead = by;
      all.at("worker-0").clock_doubt = doubt;
    });
  };
  ahead("999 ms ahead", milliseconds(999), milliseconds(0));
  ahead("a second ahead", milliseconds(1000), milliseconds(0));
  ahead("a second behind", milliseconds(-1000), milliseconds(0));
  ahead("4.999 s behind", milliseconds(-4999), milliseconds(0));
  ahead("5 s behind", milliseconds(-5000), milliseconds(0));
  ahead("5 s ahead, known to 100 ms", milliseconds(5000), milliseconds(100));
  ahead("3 s ahead, by an answer that took 4 s", milliseconds(3000), milliseconds(2500));
  ahead("three days ahead", std::chrono::hours(72), milliseconds(20));
  expect_golden("checks/clock.txt", cases.text());
}

TEST(Prerequisites, ClockAgainstTheOthers) {
  CheckCases cases("clock", "worker-0");
  const auto apart = [&](const std::string& title, milliseconds here, milliseconds there, milliseconds doubt) {
    cases.add(title, [&](Knowledge& all, HostKnowledge&) {
      all.at("worker-0").clock_ahead = here;
      all.at("controller-1").clock_ahead = there;
      for (auto& [name, known] : all) known.clock_doubt = doubt;
    });
  };
  apart("behind by less than is told, the other ahead", milliseconds(-2600), milliseconds(2600), milliseconds(1700));
  apart("5.4 s apart, each known to 200 ms", milliseconds(-900), milliseconds(4500), milliseconds(200));
  apart("5.3 s apart, each known to 200 ms", milliseconds(-900), milliseconds(4400), milliseconds(200));
  expect_golden("checks/clock_others.txt", cases.text());
}

TEST(Prerequisites, Swap) {
  CheckCases cases("swap", "worker-0");
  cases.add("in use", [](Facts& facts) { facts.swap_in_use = true; });
  expect_golden("checks/swap.txt", cases.text());
}

PortInUse listener(const std::string& protocol, const std::string& address, int port, const std::string& unit) {
  return {.protocol = protocol, .address = address, .port = port, .program = "nginx", .unit = unit};
}

TEST(Prerequisites, PortsOfAController) {
  CheckCases cases("ports", "controller-0");
  cases.add("ours, by the units they belong to", [](Facts& facts) {
    facts.listening = {listener("tcp", "0.0.0.0", 2379, "etcd.service"),
                       listener("tcp", "::", 6443, "kube-apiserver.service"),
                       listener("tcp", "::", 10250, "kubelet.service")};
  });
  cases.add("taken by another unit",
            [](Facts& facts) { facts.listening = {listener("tcp", "0.0.0.0", 6443, "nginx.service")}; });
  cases.add("taken by a program of no unit",
            [](Facts& facts) { facts.listening = {listener("tcp", "0.0.0.0", 2380, "")}; });
  cases.add("taken on IPv4 and on IPv6: said once", [](Facts& facts) {
    facts.listening = {listener("tcp", "0.0.0.0", 10250, "nginx.service"),
                       listener("tcp", "::", 10250, "nginx.service")};
  });
  cases.add("by the other protocol, or a port nobody needs", [](Facts& facts) {
    facts.listening = {listener("udp", "0.0.0.0", 6443, "nginx.service"),
                       listener("tcp", "0.0.0.0", 22, "ssh.service")};
  });
  expect_golden("checks/ports_controller.txt", cases.text());
}

TEST(Prerequisites, PortsOfAWorker) {
  CheckCases cases("ports", "worker-0");
  cases.add("taken, but only controllers need it",
            [](Facts& facts) { facts.listening = {listener("tcp", "0.0.0.0", 6443, "nginx.service")}; });
  cases.add("taken", [](Facts& facts) { facts.listening = {listener("tcp", "0.0.0.0", 10256, "nginx.service")}; });
  expect_golden("checks/ports_worker.txt", cases.text());
}

TEST(Prerequisites, OtherClusters) {
  CheckCases cases("other clusters", "worker-0");
  cases.add("one", [](Facts& facts) { facts.other_installers = {"kubeadm (/etc/kubernetes/kubelet.conf)"}; });
  cases.add("two", [](Facts& facts) {
    facts.other_installers = {"kubeadm (/etc/kubernetes/admin.conf)", "k0s (/var/lib/k0s)"};
  });
  expect_golden("checks/other_clusters.txt", cases.text());
}

TEST(Prerequisites, Identity) {
  CheckCases cases("identity", "worker-0");
  cases.add("the machine-id of another", [](Knowledge& all, HostKnowledge& here) {
    all.at("controller-1").facts.machine_id = here.facts.machine_id;
  });
  cases.add("the machine-id of two others", [](Knowledge& all, HostKnowledge& here) {
    for (auto& [name, known] : all) known.facts.machine_id = here.facts.machine_id;
  });
  cases.add("no machine-id, as another", [](Knowledge& all, HostKnowledge& here) {
    here.facts.machine_id = all.at("controller-1").facts.machine_id = "";
  });
  cases.add("not the private address", [](Facts& facts) { facts.addresses.at(0).address = "10.80.2.2"; });
  cases.add("no address at all", [](Facts& facts) { facts.addresses.clear(); });
  expect_golden("checks/identity.txt", cases.text());

  Cluster cluster = sample_cluster();
  cluster.private_range = Ipv4Range::parse("10.80.0.0/16").value();
  CheckCases with_range("identity", "worker-0", cluster);
  with_range.add("another address of the range", [](Facts& facts) { facts.addresses.at(0).address = "10.80.2.2"; });
  with_range.add("none of the range", [](Facts& facts) { facts.addresses.at(0).address = "10.81.2.2"; });
  expect_golden("checks/identity_in_range.txt", with_range.text());
}

TEST(Prerequisites, DiskOfAController) {
  CheckCases cases("disk", "controller-0");
  cases.add("just fast enough", [](Facts& facts) { facts.disk_sync_ms = 9.99; });
  cases.add("too slow", [](Facts& facts) { facts.disk_sync_ms = 10; });
  cases.add("much too slow", [](Facts& facts) { facts.disk_sync_ms = 140.4; });
  cases.add("nothing can be written",
            [](Facts& facts) { facts.disk_problem = "writing '/var/lib/vent/disk-probe': read-only file system"; });
  expect_golden("checks/disk.txt", cases.text());
}

TEST(Prerequisites, TheDiskOfAWorkerMayBeSlow) {
  CheckCases cases("disk", "worker-0");
  cases.add("slow", [](Facts& facts) { facts.disk_sync_ms = 1000; });
  EXPECT_EQ(cases.text(), "== slow\nfine\n\n");
}

TEST(Prerequisites, Network) {
  CheckCases cases("network", "worker-0");
  const auto reach = [&](const std::string& title, bool tcp, bool udp, int path_mtu, int mtu = 1500) {
    cases.add(title, [&](Knowledge&, HostKnowledge& here) {
      here.reaches = {{.host = "controller-1", .tcp = tcp, .udp = udp, .path_mtu = path_mtu}};
      here.facts.addresses.at(0).mtu = mtu;
    });
  };
  reach("not at all", false, false, 0);
  reach("TCP only", true, false, 0);
  reach("UDP only", false, true, 1500);
  reach("smaller packets than the interface sends", true, true, 1400);
  reach("packets as small as the interface's", true, true, 1400, 1400);
  reach("an interface with jumbo frames, of which usual packets get through", true, true, 1500, 9000);
  cases.add("two others, both in the dark", [](Knowledge&, HostKnowledge& here) {
    for (Reach& one : here.reaches) one.tcp = one.udp = false;
  });
  expect_golden("checks/network.txt", cases.text());
}

}  // namespace
}  // namespace vent
