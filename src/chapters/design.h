#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "artifacts/artifact.h"
#include "base/files.h"
#include "base/secret.h"
#include "cluster/cluster.h"

namespace vent {

// Everything that the resources of a cluster are computed from. Chapters know nothing else.

// A certificate and its key, as files hold them.
struct KeyTexts {
  std::string certificate;  // empty for a key that needs none
  Secret key;
  std::string public_key;  // of a key that needs no certificate
};

// The keys of a cluster by name, as certificates.h lists them.
class ClusterKeys {
 public:
  void add(const std::string& name, KeyTexts texts) { pairs_.insert_or_assign(name, std::move(texts)); }
  void add(const std::string& name, Secret bytes) { secrets_.insert_or_assign(name, std::move(bytes)); }

  // Whoever asks for a name that isn't in the list has a bug.
  const KeyTexts& pair(const std::string& name) const { return pairs_.at(name); }
  const Secret& secret(const std::string& name) const { return secrets_.at(name); }

 private:
  std::map<std::string, KeyTexts> pairs_;
  std::map<std::string, Secret> secrets_;
};

// A file of a component, where it lies on the operator's side.
struct StoredArtifact {
  Artifact artifact;
  Path path;
};

// What is to be installed: each file of each component in the chosen version, for the architectures of the hosts.
class ClusterArtifacts {
 public:
  void add(StoredArtifact stored) {
    const ArtifactName& name = stored.artifact.name;
    files_.insert_or_assign({name.file, name.architecture}, std::move(stored));
  }
  // Stands for every file that was not added, where it doesn't matter what is in them.
  void add_for_others(StoredArtifact stored) { other_ = std::move(stored); }
  // File names are unique among all components.
  const StoredArtifact& file(const std::string& name, Architecture architecture) const {
    const auto found = files_.find({name, architecture});
    return found == files_.end() ? other_.value() : found->second;
  }

 private:
  std::map<std::pair<std::string, Architecture>, StoredArtifact> files_;
  std::optional<StoredArtifact> other_;
};

struct Design {
  Cluster cluster;
  ClusterKeys keys = {};
  ClusterArtifacts artifacts = {};
  // Which controllers are known to have made etcd's members before. Who comes beside them joins, and never begins anew.
  std::vector<std::string> known_controllers = {};
};

// The controller on which is done once what concerns the whole cluster.
const Host& first_controller(const Cluster& cluster);
bool is_first_controller(const Cluster& cluster, const Host& host);

// Where pods may ask for a kernel of their own, if anywhere: on workers; where there are none, everywhere.
bool runs_sandboxes(const Cluster& cluster, const Host& host);

// Where CoreDNS may run: not on controllers when there are workers enough, so that losing a controller costs no answer.
bool runs_dns(const Cluster& cluster, const Host& host);

// The tenth address of the range of services; the first is that of the API.
Ipv4 dns_address(const Cluster& cluster);
Ipv4 api_service_address(const Cluster& cluster);

// Where what runs on every host finds the API: at the only controller, or with several at the balancer that each host
// has, so that no host depends on one controller.
std::string api_url(const Cluster& cluster, const Host& host);
// Where the parts of the control plane find it: on their own host.
std::string own_api_url(const Cluster& cluster, const Host& host);
// Where the API server of a controller listens.
std::string api_bind_address(const Cluster& cluster, const Host& host);

}  // namespace vent
