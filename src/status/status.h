#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "cluster/cluster.h"
#include "pki/certificate.h"

namespace vent {

// What a cluster that runs looks like: plain data, as its hosts told it.

struct UnitStatus {
  std::string name = {};     // "etcd.service"
  std::string active = {};   // "active", "failed", "inactive", "activating"
  std::string at_boot = {};  // "enabled", "disabled"; empty when there is no such unit
  std::string result = {};   // of the last run: "success", "exit-code", "oom-kill" …
  std::int64_t restarts = 0;

  bool is_there() const { return !at_boot.empty(); }
  bool is_well() const { return active == "active" && at_boot == "enabled"; }
};

// A member of etcd by its own words, and whom it knows as members.
struct EtcdStatus {
  std::string problem;  // why it isn't healthy; empty when it is: then a majority agrees with it
  bool is_leader = false;
  std::string version;
  std::int64_t bytes = 0;  // of its data
  struct Member {
    std::string name = {};
    bool is_learner = false;
  };
  std::vector<Member> members = {};
};

struct NodeStatus {
  std::string name;
  std::string ready;   // "True", "False", "Unknown"
  std::string reason;  // why it isn't
  bool is_cordoned = false;
  std::string kubelet;  // "v1.36.3"
  std::string runtime;  // "containerd://2.2.0"

  bool is_ready() const { return ready == "True"; }
};

// The API server of one controller.
struct ApiStatus {
  std::string problem;  // why it isn't ready; empty when it is
  std::string version;
  std::optional<std::vector<NodeStatus>> nodes;  // nothing when it didn't say
};

struct CertificateStatus {
  std::string path;
  std::optional<Certificate> certificate;  // nothing when there is none that can be read
};

struct HostLook {
  Duration up{};
  std::string kernel = {};
  std::string os = {};
  std::vector<UnitStatus> units = {};
  std::vector<CertificateStatus> certificates = {};
  std::optional<EtcdStatus> etcd = {};  // of controllers
  std::optional<ApiStatus> api = {};    // of controllers
};

struct HostStatus {
  const Host* host = nullptr;
  std::optional<Error> error;  // it could not be looked at
  HostLook look;
};

struct ClusterStatus {
  const Cluster* cluster = nullptr;
  std::vector<HostStatus> hosts;  // in the order of the cluster file

  const HostStatus* find(std::string_view host) const;
  // Of the first controller that told: all tell the same when they are well.
  std::vector<EtcdStatus::Member> members() const;
  std::vector<NodeStatus> nodes() const;
};

}  // namespace vent
