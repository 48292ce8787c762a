#include "conformance/cleaning.h"

#include <fmt/core.h>

#include "base/process.h"
#include "base/text.h"
#include "conformance/leftovers.h"
#include "events/activity.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kDeadline{60};
constexpr std::chrono::minutes kGoneDeadline{3};
constexpr std::chrono::seconds kBetweenLooks{1};

// Every kind that is in no namespace. An API that nobody serves any more makes kubectl complain, and tell the others.
Result<std::string> kinds(const ApiAccess& access, const std::stop_token& stop) {
  const Finished finished =
      TRY(run({.arguments = {access.kubectl.string(), "--kubeconfig=" + access.kubeconfig.string(), "api-resources",
                             "--namespaced=false", "--verbs=list,delete", "--output=name"},
               .directory = "/",
               .deadline = kDeadline,
               .stop = stop}));
  const std::vector<std::string> names = split_lines(finished.output);
  if (!names.empty()) return join(names, ",");
  return fail(Error(ErrorKind::failed, "the API doesn't say which kinds of objects it has")
                  .with_details(last_lines(finished.error_output, 5)));
}

Result<std::string> listed(const ApiAccess& access, std::vector<std::string> what, const std::stop_token& stop) {
  std::vector<std::string> words = {"get"};
  words.insert(words.end(), what.begin(), what.end());
  words.insert(words.end(), {"--output=json", "--show-managed-fields", "--ignore-not-found"});
  std::string text = TRY(ask_api(access, words, kDeadline, stop));
  return text.empty() ? R"({"items": []})" : std::move(text);
}

Result<std::vector<Leftover>> look(const ApiAccess& access, const std::stop_token& stop) {
  std::vector<Leftover> found = TRY(leftover_objects(TRY(listed(access, {TRY(kinds(access, stop))}, stop))));
  // What an API of the tests' own may read there.
  const std::string roles = TRY(listed(access, {"roles,rolebindings", "--namespace=kube-system"}, stop));
  for (Leftover& one : TRY(leftover_objects(roles))) found.push_back(std::move(one));
  return found;
}

Result<> remove(const ApiAccess& access, const std::vector<Leftover>& leftovers, const std::stop_token& stop) {
  for (const Leftover& one : leftovers) {
    std::vector<std::string> words = {"delete", fmt::format("{}/{}", one.kind, one.name), "--ignore-not-found",
                                      "--wait=false"};
    if (!one.name_space.empty()) words.push_back("--namespace=" + one.name_space);
    TRY(ask_api(access, words, kDeadline, stop));
  }
  return Ok{};
}

Result<> wait_until_gone(const ApiAccess& access, Activity& activity, Clock& clock, const std::stop_token& stop) {
  const Moment end = clock.now() + kGoneDeadline;
  while (true) {
    const std::vector<Leftover> left = TRY(look(access, stop));
    if (left.empty()) return Ok{};
    activity.progress(0, fmt::format("{} are left", left.size()));
    if (clock.now() > end)
      return fail(
          Error(ErrorKind::timed_out, fmt::format("{} that tests left can't be removed, the first of them {} {}",
                                                  left.size(), left.front().kind, left.front().name))
              .with_id("VENT_LEFTOVERS")
              .with_hint(
                  fmt::format("kubectl get {} {} -o yaml says what holds it", left.front().kind, left.front().name)));
    if (!clock.sleep_for(kBetweenLooks, stop)) return fail(Error(ErrorKind::interrupted, "stopped"));
  }
}

}  // namespace

Result<std::size_t> remove_leftovers(const ApiAccess& access, EventBus& bus, Clock& clock,
                                     const std::stop_token& stop) {
  Activity activity(bus, "what tests left in the cluster");
  const auto clean = [&]() -> Result<std::size_t> {
    const std::vector<std::vector<std::string>> of_nodes =
        TRY(leftovers_of_nodes(TRY(listed(access, {"nodes"}, stop))));
    for (const std::vector<std::string>& words : of_nodes) TRY(ask_api(access, words, kDeadline, stop));
    const std::vector<Leftover> leftovers = TRY(look(access, stop));
    TRY(remove(access, leftovers, stop));
    if (!leftovers.empty()) TRY(wait_until_gone(access, activity, clock, stop));
    return of_nodes.size() + leftovers.size();
  };
  Result<std::size_t> cleaned = clean();
  activity.finish(cleaned ? Outcome::done : Outcome::failed, cleaned && *cleaned == 0 ? "nothing" : "");
  return cleaned;
}

}  // namespace vent
