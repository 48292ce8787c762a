#include "validate/scene.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "remote/run_on_host.h"
#include "validate/cordon.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kDeadline{40};

Json labels() { return Json::object().set("app", Scene::kProbe); }

Json port(const char* name, int number, int target, const char* protocol) {
  return Json::object().set("name", name).set("port", number).set("targetPort", target).set("protocol", protocol);
}

// On every node, whatever it is kept free of.
Json probes() {
  Json container =
      Json::object()
          .set("name", "probe")
          .set("image", Scene::kToolbox)
          .set("command", Json::array().push("vent-echo").push("--port").push(std::to_string(Scene::kPort)));
  Json pod = Json::object()
                 .set("terminationGracePeriodSeconds", 0)
                 .set("tolerations", Json::array().push(Json::object().set("operator", "Exists")))
                 .set("containers", Json::array().push(std::move(container)));
  return object_of("apps/v1", "DaemonSet", Scene::kProbe, Scene::kNamespace)
      .set(
          "spec",
          Json::object()
              .set("selector", Json::object().set("matchLabels", labels()))
              .set("template",
                   Json::object().set("metadata", Json::object().set("labels", labels())).set("spec", std::move(pod))));
}

Json service(const std::string& name) {
  return object_of("v1", "Service", name, Scene::kNamespace)
      .set("spec", Json::object()
                       .set("type", "NodePort")
                       .set("selector", labels())
                       .set("ports", Json::array().push(port("http", 80, Scene::kPort, "TCP"))));
}

Error no_api() {
  return Error(ErrorKind::not_reachable, "no controller's API is ready, so nothing of the cluster can be tried")
      .with_id("VENT_NO_API")
      .with_hint("vent status");
}

}  // namespace

Result<Scene> Scene::open(const Access& access) {
  for (const HostStatus& host : access.status.hosts)
    if (!host.error && host.look.api && host.look.api->problem.empty()) return Scene(access, *host.host);
  return fail(no_api());
}

Scene Scene::stopped_by(std::stop_token stop) const {
  Scene other = *this;
  other.access_.stop = std::move(stop);
  return other;
}

Result<std::string> Scene::on(const Host& host, const std::string& script) const {
  return run(host, script, access_.stop);
}

Result<std::string> Scene::run(const Host& host, const std::string& script, const std::stop_token& stop) const {
  return run_on_host(host, {.known_hosts = access_.known_hosts, .control_path = std::nullopt},
                     {.line = as_root(script, host.ssh.user), .deadline = kDeadline}, stop);
}

Result<std::string> Scene::kubectl(const std::vector<std::string>& words, const std::string& input) const {
  std::string line = shell_quote(vent::kubectl(words));
  if (!input.empty()) line = fmt::format("printf %s {} | {}", shell_quote(input), line);
  return on(*controller_, line);
}

Result<std::string> Scene::kubectl_to_the_end(const std::vector<std::string>& words) const {
  return run(*controller_, shell_quote(vent::kubectl(words)), {});
}

Result<std::string> Scene::in_pod(const ProbePod& pod, const std::string& script) const {
  return kubectl({"--namespace", kNamespace, "exec", pod.name, "--", "sh", "-c", script});
}

// bash speaks TCP by itself, and is on every host.
std::string Scene::forwarded(const ProbePod& pod, const std::string& path) const {
  constexpr const char* kScript = R"sh(d=$(mktemp -d -p /run)
@KUBECTL@ >"$d/said" 2>&1 & forward=$!
trap 'kill $forward; rm -rf "$d"' EXIT
for i in $(seq 50); do grep -q Forwarding "$d/said" && break; sleep 0.1; done
port=$(sed -n 's/.*127.0.0.1:\([0-9]*\).*/\1/p' "$d/said" | head -1)
[ -n "$port" ] || { cat "$d/said"; exit 0; }
timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0; printf "GET @PATH@ HTTP/1.0\r\n\r\n" >&3; cat <&3' "$port"
)sh";
  const std::vector<std::string> command = vent::kubectl(
      {"--namespace", kNamespace, "port-forward", "--address=127.0.0.1", pod.name, fmt::format(":{}", kPort)});
  std::string script = replace_all(kScript, "@KUBECTL@", shell_quote(command));
  const Result<std::string> answer = on(*controller_, replace_all(std::move(script), "@PATH@", path));
  if (!answer) return answer.error().text();
  const std::size_t body = answer->find("\r\n\r\n");
  return std::string(trim(body == std::string::npos ? *answer : answer->substr(body)));
}

const ProbePod* Scene::pod_on(std::string_view node) const {
  const auto found = std::ranges::find(pods_, node, &ProbePod::node);
  return found == pods_.end() ? nullptr : &*found;
}

Result<> Scene::set_up() {
  TRY(clear());
  // Another name each time: DNS remembers for half a minute where the last one was.
  service_name_ = fmt::format("probe-{:x}", access_.now.time_since_epoch() / std::chrono::seconds(1));
  const std::string objects = write_yaml(object_of("v1", "Namespace", kNamespace)) + "---\n" + write_yaml(probes()) +
                              "---\n" + write_yaml(service(service_name_));
  TRY(kubectl({"apply", "--filename=-"}, objects));
  TRY(read_service());
  // Those that run are known also when others don't come.
  const Result<std::string> all =
      kubectl({"--namespace", kNamespace, "rollout", "status", "daemonset/probe", "--timeout=30s"});
  TRY(read_pods());
  if (pods_.empty()) TRY(Result<std::string>(all));
  wait_for_service();
  return Ok{};
}

// The rules for a new service come a moment after its pods. That it never answers is for the checks to find.
void Scene::wait_for_service() const {
  if (pods_.empty()) return;
  static_cast<void>(in_pod(
      pods_.front(),
      fmt::format("for i in $(seq 20); do timeout 1 wget -q -O /dev/null http://{}/healthz && exit; sleep 0.5; done",
                  service_address_)));
}

Result<> Scene::clear() const {
  // Also after Ctrl-C: nothing of ours is to stay.
  TRY(end_cordons(*this));
  TRY(kubectl_to_the_end({"delete", "namespace", kNamespace, "--ignore-not-found"}));
  return Ok{};
}

Result<> Scene::read_service() {
  const std::string text = TRY(kubectl({"--namespace", kNamespace, "get", "service", service_name_, "--output=json"}));
  const Json spec = TRY(TRY(parse_json(text, "the service")).field("spec"));
  service_address_ = TRY(spec.text("clusterIP"));
  for (const Json& one : TRY(spec.list("ports"))) node_port_ = static_cast<int>(TRY(one.integer("nodePort")));
  return Ok{};
}

Result<> Scene::read_pods() {
  const std::string text = TRY(kubectl(
      {"--namespace", kNamespace, "get", "pods", "--selector=app=probe", "--field-selector=status.phase=Running",
       R"(--output=jsonpath={range .items[*]}{.spec.nodeName} {.metadata.name} {.status.podIP}{"\n"}{end})"}));
  for (const std::string& line : split_lines(text))
    if (const std::vector<std::string> words = split_words(line); words.size() == 3)
      pods_.push_back({.node = words[0], .name = words[1], .address = words[2]});
  std::ranges::sort(pods_, {}, &ProbePod::node);
  return Ok{};
}

}  // namespace vent
