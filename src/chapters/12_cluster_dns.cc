#include "chapters/12_cluster_dns.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "chapters/objects.h"
#include "chapters/parts.h"

namespace vent {
namespace {

constexpr const char* kNamespace = "kube-system";
constexpr const char* kName = "coredns";

// Two, so that one may be lost, and one more for each sixteen nodes.
std::size_t replicas(const Cluster& cluster) {
  constexpr std::size_t kNodesForEach = 16;
  return std::max<std::size_t>(2, (cluster.hosts.size() + kNodesForEach - 1) / kNodesForEach);
}

Json labels() { return Json::object().set("k8s-app", "kube-dns"); }

// What it does about names that are none of the cluster's.
std::string forward(const Cluster& cluster) {
  if (cluster.upstream_dns == "none") return "";
  const std::string servers =
      cluster.upstream_dns == "hosts" ? "/etc/resolv.conf" : join(split(cluster.upstream_dns, ','), " ");
  return fmt::format(
      "    forward . {} {{\n"
      "        max_concurrent 1000\n"
      "    }}\n",
      servers);
}

std::string corefile(const Cluster& cluster) {
  return ".:53 {\n"
         "    errors\n"
         "    health {\n"
         "        lameduck 5s\n"
         "    }\n"
         "    ready\n"
         "    kubernetes cluster.local in-addr.arpa ip6.arpa {\n"
         "        pods insecure\n"
         "        fallthrough in-addr.arpa ip6.arpa\n"
         "        ttl 30\n"
         "    }\n"
         "    prometheus :9153\n" +
         forward(cluster) +
         "    cache 30\n"
         "    loop\n"
         "    reload\n"
         "    loadbalance\n"
         "}\n";
}

Json probe(const char* path, int port) {
  return Json::object().set("httpGet", Json::object().set("path", path).set("port", port));
}

Json port(const char* name, int number, const char* protocol) {
  return Json::object().set("name", name).set("containerPort", number).set("protocol", protocol);
}

Json container(const std::string& version) {
  return Json::object()
      .set("name", kName)
      .set("image", "vent.local/coredns:" + version)
      .set("imagePullPolicy", "IfNotPresent")
      .set("args", texts({"-conf", "/etc/coredns/Corefile"}))
      .set("ports", Json::array()
                        .push(port("dns", 53, "UDP"))
                        .push(port("dns-tcp", 53, "TCP"))
                        .push(port("metrics", 9153, "TCP")))
      .set("resources", Json::object()
                            .set("limits", Json::object().set("memory", "170Mi"))
                            .set("requests", Json::object().set("cpu", "100m").set("memory", "70Mi")))
      .set("securityContext",
           Json::object()
               .set("allowPrivilegeEscalation", false)
               .set("readOnlyRootFilesystem", true)
               .set("capabilities", Json::object().set("add", texts({"NET_BIND_SERVICE"})).set("drop", texts({"ALL"}))))
      .set("livenessProbe", probe("/health", 8080).set("initialDelaySeconds", 60).set("failureThreshold", 5))
      // The first look at once, and then often: others wait for the answer.
      .set("readinessProbe", probe("/ready", 8181).set("periodSeconds", 2))
      .set("volumeMounts",
           Json::array().push(
               Json::object().set("name", "configuration").set("mountPath", "/etc/coredns").set("readOnly", true)));
}

Json toleration(const char* key, const char* effect) {
  return Json::object().set("key", key).set("operator", "Exists").set("effect", effect);
}

// Where it may run; and from a node that is lost it goes after half a minute and not, as other pods, after five.
Json tolerations(const Cluster& cluster) {
  constexpr int kSeconds = 30;
  Json all = Json::array();
  const auto is_tainted = [](const Host& host) { return !is_worker(host); };
  if (std::ranges::any_of(cluster.hosts, [&](const Host& host) { return is_tainted(host) && runs_dns(cluster, host); }))
    all.push(toleration("node-role.kubernetes.io/control-plane", "NoSchedule"));
  for (const char* key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
    all.push(toleration(key, "NoExecute").set("tolerationSeconds", kSeconds));
  return all;
}

// On two hosts at least, where there are two: the second pod waits for the second node, and is not put beside the first
// while the cluster is young.
std::size_t least_hosts(const Cluster& cluster) {
  const auto may_run = std::ranges::count_if(cluster.hosts, [&](const Host& host) { return runs_dns(cluster, host); });
  return std::min<std::size_t>(2, static_cast<std::size_t>(may_run));
}

Json pod(const Cluster& cluster, const std::string& version) {
  const Json spread = Json::object()
                          .set("maxSkew", 1)
                          .set("minDomains", least_hosts(cluster))
                          .set("topologyKey", "kubernetes.io/hostname")
                          .set("whenUnsatisfiable", "DoNotSchedule")
                          .set("nodeTaintsPolicy", "Honor")
                          .set("matchLabelKeys", Json::array().push("pod-template-hash"))
                          .set("labelSelector", Json::object().set("matchLabels", labels()));
  return Json::object()
      .set("priorityClassName", "system-cluster-critical")
      .set("serviceAccountName", kName)
      .set("dnsPolicy", "Default")
      .set("nodeSelector", Json::object().set("kubernetes.io/os", "linux"))
      .set("tolerations", tolerations(cluster))
      .set("topologySpreadConstraints", Json::array().push(spread))
      .set("containers", Json::array().push(container(version)))
      .set("volumes",
           Json::array().push(
               Json::object().set("name", "configuration").set("configMap", Json::object().set("name", kName))));
}

Json deployment(const Cluster& cluster, const std::string& version) {
  return object_of("apps/v1", "Deployment", kName, kNamespace)
      .set("spec", Json::object()
                       .set("replicas", replicas(cluster))
                       .set("strategy", Json::object()
                                            .set("type", "RollingUpdate")
                                            .set("rollingUpdate", Json::object().set("maxUnavailable", 1)))
                       .set("selector", Json::object().set("matchLabels", labels()))
                       .set("template", Json::object()
                                            .set("metadata", Json::object().set("labels", labels()))
                                            .set("spec", pod(cluster, version))));
}

Json service_port(const char* name, int number, const char* protocol) {
  return Json::object().set("name", name).set("port", number).set("protocol", protocol);
}

Json service(const Cluster& cluster) {
  return object_of("v1", "Service", "kube-dns", kNamespace)
      .set("spec", Json::object()
                       .set("clusterIP", dns_address(cluster).text())
                       .set("selector", labels())
                       .set("ports", Json::array()
                                         .push(service_port("dns", 53, "UDP"))
                                         .push(service_port("dns-tcp", 53, "TCP"))
                                         .push(service_port("metrics", 9153, "TCP"))));
}

std::vector<Json> objects(const Design& design, const Host& host) {
  const std::string& version = design.artifacts.file("coredns.tar", host.architecture).artifact.name.version;
  const Json role = object_of("rbac.authorization.k8s.io/v1", "ClusterRole", "system:coredns")
                        .set("rules", Json::array()
                                          .push(rule_of("", {"services", "pods", "namespaces"}, {"list", "watch"}))
                                          .push(rule_of("discovery.k8s.io", {"endpointslices"}, {"list", "watch"})));
  return {
      object_of("v1", "ServiceAccount", kName, kNamespace),
      role,
      binding_of("system:coredns", "system:coredns", "ServiceAccount", kName, kNamespace),
      object_of("v1", "ConfigMap", kName, kNamespace)
          .set("data", Json::object().set("Corefile", corefile(design.cluster))),
      service(design.cluster),
      deployment(design.cluster, version),
      object_of("policy/v1", "PodDisruptionBudget", kName, kNamespace)
          .set("spec",
               Json::object().set("maxUnavailable", 1).set("selector", Json::object().set("matchLabels", labels())))};
}

}  // namespace

std::vector<Resource> cluster_dns_resources(const Design& design, const Host& host) {
  if (!is_first_controller(design.cluster, host)) return {};
  return cluster_objects("coredns", objects(design, host), "Pods find services by name.");
}

}  // namespace vent
