#include "validate/each_pod.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "base/thread_pool.h"
#include "validate/check.h"

namespace vent {
namespace {

// Each is a login on the controller, and several checks run at once: sshd turns some away from ten that begin together.
constexpr std::size_t kAtOnce = 3;

// What kubectl said, without the command that was given.
std::string last_line(const Error& error) {
  const std::vector<std::string> lines = split_lines(error.details);
  return lines.empty() ? error.message : lines.back();
}

}  // namespace

std::vector<PodAnswer> ask_each(const Scene& scene, const std::vector<ProbePod>& pods, const std::string& script) {
  std::vector<PodAnswer> answers(pods.size());
  ThreadPool threads("pods", static_cast<int>(std::clamp<std::size_t>(pods.size(), 1, kAtOnce)));
  for (std::size_t i = 0; i < pods.size(); ++i)
    threads.add([&, i](const std::stop_token&) {
      const Result<std::string> output = scene.in_pod(pods[i], script + "\ntrue");
      answers[i].pod = &pods[i];
      if (output)
        answers[i].output = *output;
      else
        answers[i].problem = last_line(output.error());
    });
  threads.wait_until_idle();
  return answers;
}

Result<std::vector<PodAnswer>> answers_of(const Scene& scene, const std::vector<ProbePod>& pods,
                                          const std::string& script) {
  std::vector<PodAnswer> answers = ask_each(scene, pods, script);
  for (const PodAnswer& answer : answers)
    if (!answer.problem.empty())
      return fail(
          Error(ErrorKind::failed, fmt::format("the pod on {} can't be asked, because kubectl exec doesn't work "
                                               "there: {}",
                                               answer.pod->node, answer.problem))
              .with_id(kNotTried)
              .with_hint("vent validate --only logs-and-exec"));
  return answers;
}

}  // namespace vent
