#include "conformance/access.h"

#include <fmt/core.h>

#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kReadyDeadline{8};
constexpr int kShownLines = 5;

}  // namespace

Result<std::string> ask_api(const ApiAccess& access, const std::vector<std::string>& words,
                            std::chrono::milliseconds deadline, const std::stop_token& stop) {
  std::vector<std::string> command = {access.kubectl.string(), "--kubeconfig=" + access.kubeconfig.string()};
  command.insert(command.end(), words.begin(), words.end());
  return run_checked(
      {.arguments = command, .directory = "/", .deadline = deadline, .stop = stop, .output_limit = 256 * 1024 * 1024});
}

Result<> api_is_ready(const ApiAccess& access, const std::stop_token& stop) {
  const Result<std::string> answer =
      ask_api(access, {"get", "--raw=/readyz", "--request-timeout=5s"}, kReadyDeadline, stop);
  if (answer) return Ok{};
  return fail(Error(ErrorKind::not_reachable, fmt::format("the API at {} doesn't answer this machine", access.server))
                  .with_id("VENT_NO_API")
                  .with_details(last_lines(answer.error().details, kShownLines))
                  .with_hint("the tests run here and ask the API themselves: `vent kubeconfig --print` says where; "
                             "`vent status` says whether it is well"));
}

}  // namespace vent
