#include "chapters/08_control_plane.h"

#include <fmt/core.h>

#include "base/text.h"
#include "chapters/04_certificate_authority.h"
#include "chapters/05_kubeconfigs.h"
#include "chapters/06_encryption_at_rest.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

constexpr const char* kLogs = "/var/log/kubernetes";

std::string in(const char* folder, std::string_view name) { return fmt::format("{}/{}", folder, name); }

// What somebody may have seen or done by only looking: secrets, and what pods are told through the API server.
Json looks_that_matter() {
  const auto of_group = [](const char* group, const std::vector<std::string>& resources) {
    return Json::object().set("group", group).set("resources", texts(resources));
  };
  return Json::object()
      .set("level", "Metadata")
      .set("resources", Json::array()
                            .push(of_group("", {"secrets", "configmaps", "pods/exec", "pods/attach", "pods/portforward",
                                                "pods/proxy", "services/proxy", "nodes/proxy"}))
                            .push(of_group("authentication.k8s.io", {"tokenreviews"})));
}

// Who did what, without what was said: the contents of secrets belong into no log. What the parts do all the time, and
// other looks at how things are, would fill it.
Json audit_policy() {
  const auto quiet = [](const char* key, const std::vector<std::string>& values) {
    return Json::object().set("level", "None").set(key, texts(values));
  };
  return Json::object()
      .set("apiVersion", "audit.k8s.io/v1")
      .set("kind", "Policy")
      .set("omitStages", texts({"RequestReceived"}))
      .set("rules", Json::array()
                        .push(quiet("users", {"system:kube-proxy", "system:kube-scheduler",
                                              "system:kube-controller-manager", "system:apiserver", "flannel"}))
                        .push(quiet("userGroups", {"system:nodes"}))
                        .push(quiet("nonResourceURLs", {"/healthz*", "/livez*", "/readyz*", "/version"}))
                        .push(looks_that_matter())
                        .push(quiet("verbs", {"get", "list", "watch"}))
                        .push(Json::object().set("level", "Metadata")));
}

// Its own host's member and no other: one that fell silent would hold a third of all questions until the connection to it
// is given up. An API server whose own member is lost isn't ready, and the balancers pass it by.
std::string own_etcd_member() { return fmt::format("--etcd-servers=https://127.0.0.1:{}", kEtcdPort); }

UnitFile api_server(const Cluster& cluster, const Host& host) {
  const auto own = [](std::string_view name) { return in(kApiServer, name); };
  UnitFile unit = service_unit(
      "Kubernetes API server", "exec",
      {program("kube-apiserver"), "--advertise-address=" + host.private_address.text(),
       "--bind-address=" + api_bind_address(cluster, host), fmt::format("--secure-port={}", kApiPort),
       "--allow-privileged=true", "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
       fmt::format("--client-ca-file={}", kAuthority), "--tls-cert-file=" + own("server.crt"),
       "--tls-private-key-file=" + own("server.key"), "--tls-cipher-suites=" + join(strong_ciphers(), ","),
       own_etcd_member(), "--etcd-cafile=" + own("etcd-ca.crt"), "--etcd-certfile=" + own("etcd-client.crt"),
       "--etcd-keyfile=" + own("etcd-client.key"), "--encryption-provider-config=" + own("encryption.yaml"),
       fmt::format("--kubelet-certificate-authority={}", kAuthority),
       "--kubelet-client-certificate=" + own("kubelet-client.crt"), "--kubelet-client-key=" + own("kubelet-client.key"),
       "--kubelet-preferred-address-types=InternalIP,Hostname",
       "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
       "--service-account-key-file=" + own("service-account.pub"),
       "--service-account-signing-key-file=" + own("service-account.key"),
       // After an hour, as it says itself, and not after a year: pods get a new one before.
       "--service-account-extend-token-expiration=false", "--service-cluster-ip-range=" + cluster.services.text(),
       "--service-node-port-range=30000-32767", "--requestheader-client-ca-file=" + own("front-proxy-ca.crt"),
       "--requestheader-allowed-names=front-proxy-client", "--requestheader-extra-headers-prefix=X-Remote-Extra-",
       "--requestheader-group-headers=X-Remote-Group", "--requestheader-username-headers=X-Remote-User",
       "--proxy-client-cert-file=" + own("front-proxy-client.crt"),
       "--proxy-client-key-file=" + own("front-proxy-client.key"), "--audit-policy-file=" + own("audit-policy.yaml"),
       fmt::format("--audit-log-path={}/audit.log", kLogs), "--audit-log-maxage=30", "--audit-log-maxbackup=10",
       "--audit-log-maxsize=100", "--event-ttl=1h",
       // Else one that is stopped waits a minute for watches that nobody ends.
       "--shutdown-watch-termination-grace-period=5s", "--profiling=false"});
  unit.section("Unit").set("After", "etcd.service");
  harden(unit, "kube-apiserver", {kLogs});
  return unit;
}

// Many small questions at a time: by default each part waits for itself at 20 a second.
constexpr const char* kMoreQuestions[] = {"--kube-api-qps=200", "--kube-api-burst=400"};

// How long nobody leads when the leader's host is lost: until its lease ends, and the next one asks. By default that is
// 15 seconds, and as long no pod is given a node. A leader that can't renew for six seconds steps down by itself; electing
// a leader of etcd takes two.
constexpr const char* kLease = "8s";
constexpr const char* kRenewal = "6s";
constexpr const char* kNextTry = "1s";

// A node is given up when it said nothing for this long, four times its kubelet's turn (09_workers). Until then services
// and DNS send packets to what ran there. By default it is 50 seconds, looked at every 5.
constexpr const char* kSilentNode = "20s";
constexpr const char* kLookAtNodes = "2s";

UnitFile controller_manager(const Cluster& cluster) {
  const auto own = [](std::string_view name) { return in(kControllerManager, name); };
  std::vector<std::string> command = {program("kube-controller-manager"),
                                      "--bind-address=127.0.0.1",
                                      "--cluster-name=" + cluster.name,
                                      "--service-cluster-ip-range=" + cluster.services.text(),
                                      "--kubeconfig=" + own("kubeconfig"),
                                      "--authentication-kubeconfig=" + own("kubeconfig"),
                                      "--authorization-kubeconfig=" + own("kubeconfig"),
                                      fmt::format("--client-ca-file={}", kAuthority),
                                      "--tls-cert-file=" + own("server.crt"),
                                      "--tls-private-key-file=" + own("server.key"),
                                      fmt::format("--root-ca-file={}", kAuthority),
                                      fmt::format("--cluster-signing-cert-file={}", kAuthority),
                                      "--cluster-signing-key-file=" + own("ca.key"),
                                      "--service-account-private-key-file=" + own("service-account.key"),
                                      "--use-service-account-credentials=true",
                                      "--leader-elect=true",
                                      fmt::format("--leader-elect-lease-duration={}", kLease),
                                      fmt::format("--leader-elect-renew-deadline={}", kRenewal),
                                      fmt::format("--leader-elect-retry-period={}", kNextTry),
                                      fmt::format("--node-monitor-grace-period={}", kSilentNode),
                                      fmt::format("--node-monitor-period={}", kLookAtNodes),
                                      "--profiling=false"};
  if (cluster.overlay == Overlay::flannel) {  // else vent gives each node its range
    command.emplace_back("--allocate-node-cidrs=true");
    command.push_back("--cluster-cidr=" + cluster.pods.text());
  }
  for (const char* flag : kMoreQuestions) command.emplace_back(flag);
  UnitFile unit = service_unit("Kubernetes controller manager", "exec", command);
  unit.section("Unit").set("After", "kube-apiserver.service");
  harden(unit, "kube-controller-manager", {});
  return unit;
}

Json scheduler_settings() {
  return Json::object()
      .set("apiVersion", "kubescheduler.config.k8s.io/v1")
      .set("kind", "KubeSchedulerConfiguration")
      .set("clientConnection", Json::object().set("kubeconfig", in(kScheduler, "kubeconfig")))
      .set("leaderElection", Json::object()
                                 .set("leaderElect", true)
                                 .set("leaseDuration", kLease)
                                 .set("renewDeadline", kRenewal)
                                 .set("retryPeriod", kNextTry));
}

UnitFile scheduler() {
  UnitFile unit =
      service_unit("Kubernetes scheduler", "exec",
                   {program("kube-scheduler"), "--config=" + in(kScheduler, "config.yaml"), "--bind-address=127.0.0.1",
                    "--authentication-kubeconfig=" + in(kScheduler, "kubeconfig"),
                    "--authorization-kubeconfig=" + in(kScheduler, "kubeconfig"),
                    fmt::format("--client-ca-file={}", kAuthority), "--tls-cert-file=" + in(kScheduler, "server.crt"),
                    "--tls-private-key-file=" + in(kScheduler, "server.key"), "--profiling=false"});
  unit.section("Unit").set("After", "kube-apiserver.service");
  harden(unit, "kube-scheduler", {});
  return unit;
}

std::vector<Resource> api_server_resources(const Design& design, const Host& host) {
  std::vector<Resource> inputs = api_server_certificates(design, host);
  append(inputs, encryption_resources(design, host));
  const Resource own =
      artifact(design, host, "kube-apiserver", kPrograms, "The door to what etcd keeps, and its only user.");
  inputs.push_back(own);
  const Resource policy = file(Path(kApiServer) / "audit-policy.yaml", write_yaml(audit_policy()),
                               "Which requests are written down: those that change something.");
  inputs.push_back(policy);
  std::vector<Resource> resources = {
      own, policy,
      directory(kLogs, "Where it writes them down.",
                {.mode = 0750, .owner = "kube-apiserver", .group = "kube-apiserver"}, Inside::ours)};
  resources.push_back(unit("kube-apiserver.service", api_server(design.cluster, host), inputs,
                           "The only part that others may reach from outside."));
  return resources;
}

std::vector<Resource> controller_manager_resources(const Design& design, const Host& host) {
  std::vector<Resource> inputs = controller_manager_certificates(design, host);
  inputs.push_back(controller_manager_kubeconfig(design, host));
  const Resource own = artifact(design, host, "kube-controller-manager", kPrograms,
                                "Makes what there is into what is wanted, one kind of object after the other.");
  inputs.push_back(own);
  return {own, unit("kube-controller-manager.service", controller_manager(design.cluster), inputs,
                    "With several controllers one of them leads, and the others wait.")};
}

std::vector<Resource> scheduler_resources(const Design& design, const Host& host) {
  const Resource settings =
      file(Path(kScheduler) / "config.yaml", write_yaml(scheduler_settings()), "What the scheduler is to do.");
  std::vector<Resource> inputs = scheduler_certificates(design, host);
  inputs.push_back(scheduler_kubeconfig(design, host));
  inputs.push_back(settings);
  const Resource own = artifact(design, host, "kube-scheduler", kPrograms, "Chooses a node for each pod.");
  inputs.push_back(own);
  return {own, settings, unit("kube-scheduler.service", scheduler(), inputs, "Here too one leads.")};
}

}  // namespace

std::vector<Resource> control_plane_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources = api_server_resources(design, host);
  append(resources, controller_manager_resources(design, host));
  append(resources, scheduler_resources(design, host));
  return resources;
}

}  // namespace vent
