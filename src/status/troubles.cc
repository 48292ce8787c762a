#include "status/troubles.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

using Troubles = std::vector<Trouble>;

std::string logs_of(const std::string& host, const std::string& unit) {
  return fmt::format("vent logs {} --unit {}", host, unit);
}

void judge_unit(const std::string& host, const UnitStatus& unit, Troubles& troubles) {
  const std::string apply = "vent apply --host " + host;
  if (!unit.is_there())
    troubles.push_back({host, unit.name + " is not there", apply});
  else if (unit.active == "failed")
    troubles.push_back({host, fmt::format("{} has failed ({})", unit.name, unit.result), logs_of(host, unit.name)});
  else if (unit.active != "active")
    troubles.push_back({host, fmt::format("{} is {}", unit.name, unit.active),
                        unit.active == "inactive" ? apply : logs_of(host, unit.name)});
  if (unit.is_there() && unit.at_boot != "enabled")
    troubles.push_back({host, fmt::format("{} doesn't start at boot: it is {}", unit.name, unit.at_boot), apply});
}

void judge_host(const HostStatus& one, WallTime now, Troubles& troubles) {
  const std::string& name = one.host->name;
  if (one.error) return troubles.push_back({name, one.error->message, one.error->hint});
  for (const UnitStatus& unit : one.look.units) judge_unit(name, unit, troubles);
  if (one.look.etcd && !one.look.etcd->problem.empty())
    troubles.push_back({name, "etcd is not healthy: " + one.look.etcd->problem, logs_of(name, "etcd.service")});
  if (one.look.api && !one.look.api->problem.empty())
    troubles.push_back(
        {name, "the API is not ready: " + one.look.api->problem, logs_of(name, "kube-apiserver.service")});
  for (const CertificateStatus& certificate : one.look.certificates) {
    if (!certificate.certificate) {
      troubles.push_back({name, certificate.path + " has no certificate", "vent apply --host " + name});
      continue;
    }
    const int days = days_left(*certificate.certificate, now);
    if (days < 0)
      troubles.push_back({name, fmt::format("the certificate in {} has run out", certificate.path), "vent apply"});
    else if (days < kFewDays)
      troubles.push_back(
          {name, fmt::format("the certificate in {} ends in {} days", certificate.path, days), "vent apply"});
  }
}

void judge_members(const ClusterStatus& status, Troubles& troubles) {
  const std::vector<EtcdStatus::Member> members = status.members();
  if (members.empty()) return;
  for (const Host* host : status.cluster->with_role(Role::controller))
    if (std::ranges::find(members, host->name, &EtcdStatus::Member::name) == members.end())
      troubles.push_back({host->name, "it is no member of etcd", "vent apply --host " + host->name});
  for (const EtcdStatus::Member& member : members) {
    const Host* host = status.cluster->find(member.name);
    if (host == nullptr || !is_controller(*host))
      troubles.push_back(
          {"", fmt::format("etcd has a member '{}', which is no controller", member.name), "vent apply"});
    if (member.is_learner) troubles.push_back({member.name, "its etcd only learns, and has no vote yet", "vent apply"});
  }
}

bool is_silent(const ClusterStatus& status, const std::string& host) {
  const HostStatus* one = status.find(host);
  return one != nullptr && one->error.has_value();
}

void judge_nodes(const ClusterStatus& status, Troubles& troubles) {
  const std::vector<NodeStatus> nodes = status.nodes();
  if (nodes.empty()) return troubles.push_back({"", "no API told which nodes there are", "vent plan"});
  for (const Host& host : status.cluster->hosts)
    if (std::ranges::find(nodes, host.name, &NodeStatus::name) == nodes.end())
      troubles.push_back({host.name, "it is no node", logs_of(host.name, "kubelet.service")});
  for (const NodeStatus& node : nodes) {
    if (status.cluster->find(node.name) == nullptr)
      troubles.push_back({"", fmt::format("there is a node '{}', which the cluster file doesn't have", node.name),
                          fmt::format("kubectl delete node {}", node.name)});
    else if (!node.is_ready() && !is_silent(status, node.name))
      troubles.push_back(
          {node.name, fmt::format("its node is not Ready: {}", node.reason), logs_of(node.name, "kubelet.service")});
  }
}

}  // namespace

int days_left(const Certificate& certificate, WallTime now) {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(certificate.validity().until - now).count());
}

std::vector<Trouble> troubles_of(const ClusterStatus& status, WallTime now) {
  Troubles troubles;
  for (const HostStatus& one : status.hosts) judge_host(one, now, troubles);
  judge_members(status, troubles);
  judge_nodes(status, troubles);
  return troubles;
}

}  // namespace vent
