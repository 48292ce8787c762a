#include "validate/by_hand.h"

#include <algorithm>

namespace vent {

const std::vector<TypedByHand>& typed_by_hand() {
  static const std::vector<TypedByHand> all = {
      {"get-nodes", "kubectl get nodes: each is Ready", "parts"},
      {"cluster-info", "kubectl cluster-info, and the API's /version", "parts"},
      {"component-status", "kubectl get componentstatuses: etcd is healthy", "parts"},
      {"get-all", "kubectl get all --all-namespaces: DNS and the network of pods run", "parts"},
      {"member-list", "etcdctl member list: each has started", "etcd-members"},
      {"data-encryption", "etcdctl get of a secret | hexdump: it begins with k8s:enc:", "secrets-at-rest"},
      {"shell-demo", "kubectl exec into a pod, and what it sees of its network", "logs-and-exec"},
      {"logs", "kubectl logs", "logs-and-exec"},
      {"exec", "kubectl exec", "logs-and-exec"},
      {"port-forwarding", "kubectl port-forward, then curl", "port-forward"},
      {"deployments", "kubectl create deployment: its pods run", "workloads"},
      {"services", "kubectl expose --type NodePort, then curl of a node", "node-ports"},
      {"echoserver", "curl of a node port from outside: who was asked, who asked", "node-ports"},
      {"kube-dns", "dig kubernetes.default.svc.cluster.local in a pod", "dns"},
      {"resolv-conf", "cat /etc/resolv.conf in a pod", "dns"},
      {"routes", "ip route: to the pods of each other node", "pods-to-pods"}};
  return all;
}

std::string check_meant_by(const std::string& name) {
  const auto found = std::ranges::find(typed_by_hand(), name, &TypedByHand::name);
  return found == typed_by_hand().end() ? name : std::string(found->check);
}

}  // namespace vent
