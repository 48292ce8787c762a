#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/files.h"
#include "chapters/design.h"
#include "status/status.h"

namespace vent {

// The pod of a node by which checks see the cluster from inside: it answers over HTTP who it is.
struct ProbePod {
  std::string node;
  std::string name;
  std::string address;
};

// What checks work with: the hosts, kubectl, and a namespace of their own with a pod on each node.
class Scene {
 public:
  struct Access {
    const Design& outline;
    const ClusterStatus& status;  // how the hosts were a moment ago
    Path known_hosts;
    WallTime now;
    std::stop_token stop;
  };
  // With the first controller whose API was ready.
  static Result<Scene> open(const Access& access);
  // The same scene, in which a stop asked for by another token ends all that is done.
  Scene stopped_by(std::stop_token stop) const;

  const Host& controller() const { return *controller_; }
  const Cluster& cluster() const { return access_.outline.cluster; }
  const Design& outline() const { return access_.outline; }
  const ClusterStatus& status() const { return access_.status; }
  WallTime now() const { return access_.now; }
  const std::stop_token& stop() const { return access_.stop; }

  Result<std::string> on(const Host& host, const std::string& script) const;  // as root
  Result<std::string> kubectl(const std::vector<std::string>& words, const std::string& input = {}) const;
  // Also after Ctrl-C and after a check's deadline: to take back what was done.
  Result<std::string> kubectl_to_the_end(const std::vector<std::string>& words) const;
  Result<std::string> in_pod(const ProbePod& pod, const std::string& script) const;
  // What the pod answers over HTTP through `kubectl port-forward`; or why it doesn't.
  std::string forwarded(const ProbePod& pod, const std::string& path) const;
  // What was left by one that was killed is removed first.
  Result<> set_up();
  Result<> clear() const;

  const std::vector<ProbePod>& pods() const { return pods_; }
  const ProbePod* pod_on(std::string_view node) const;
  const std::string& service_name() const { return service_name_; }
  const std::string& service_address() const { return service_address_; }
  int node_port() const { return node_port_; }
  static constexpr const char* kNamespace = "vent-validate";
  static constexpr const char* kProbe = "probe";
  static constexpr const char* kToolbox = "vent.local/toolbox:1";
  static constexpr int kPort = 8080;

 private:
  Scene(const Access& access, const Host& controller) : access_(access), controller_(&controller) {}
  Result<std::string> run(const Host& host, const std::string& script, const std::stop_token& stop) const;
  Result<> read_service();
  void wait_for_service() const;
  Result<> read_pods();

  Access access_;
  const Host* controller_;
  std::vector<ProbePod> pods_;
  std::string service_name_, service_address_;
  int node_port_ = 0;
};

}  // namespace vent
