#include "validate/each_pod.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/thread_pool.h"

namespace vent {
namespace {

// Each is a connection to the controller, which takes only so many at once.
constexpr std::size_t kAtOnce = 4;

// Without the command, which is the first line of the details.
std::string why(const Error& error) {
  const std::size_t end_of_command = error.details.find('\n');
  return error.message + (end_of_command == std::string::npos ? "" : error.details.substr(end_of_command));
}

}  // namespace

std::vector<PodAnswer> ask_each(const Scene& scene, const std::vector<ProbePod>& pods, const std::string& script) {
  std::vector<PodAnswer> answers(pods.size());
  ThreadPool threads("pods", static_cast<int>(std::clamp<std::size_t>(pods.size(), 1, kAtOnce)));
  for (std::size_t i = 0; i < pods.size(); ++i)
    threads.add([&, i](const std::stop_token&) {
      const Result<std::string> output = scene.in_pod(pods[i], script);
      answers[i] = {.pod = &pods[i], .output = output ? *output : why(output.error())};
    });
  threads.wait_until_idle();
  return answers;
}

std::string way_to(const Scene& scene, const std::string& node, const ProbePod& pod) {
  const Host* host = scene.cluster().find(node);
  if (host == nullptr) return "";
  return scene
      .on(*host, fmt::format("echo '{1}# ip route get {0}'; ip route get {0}; ip -details -brief link show type vxlan; "
                             "iptables -S | grep -E 'DROP|REJECT' | grep -v KUBE | head -5; true",
                             pod.address, node))
      .value_or("");
}

}  // namespace vent
