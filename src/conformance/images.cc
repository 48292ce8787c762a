#include "conformance/images.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/locked.h"
#include "base/process.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "events/activity.h"
#include "remote/run_on_host.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kImportDeadline{15};
constexpr std::chrono::minutes kScriptDeadline{2};
constexpr int kAtOnce = 8;
constexpr int kShownLines = 10;
constexpr std::size_t kLabelLimit = 63;

constexpr std::string_view kOurs[] = {"agnhost",  "busybox", "etcd",       "glibc-dns-testing", "kitten",
                                      "nautilus", "nginx",   "nonewprivs", "nonroot",           "sample-apiserver"};
// Some tests want to be refused: by a registry that isn't there, or that wants a password.
constexpr std::string_view kRefused[] = {"authenticated", "invalid"};

std::optional<std::string> ours_for(std::string_view name, std::string_view version) {
  if (name == "pause") return "vent.local/pause:1";
  if (std::ranges::find(kOurs, name) == std::end(kOurs)) return std::nullopt;
  return fmt::format("vent.local/e2e/{}:{}", name, version);
}

std::string ctr() { return program("ctr") + " --namespace=k8s.io images"; }

Result<> import_on(const Host& host, const NodeImages& images, const std::stop_token& stop) {
  const SshPlaces places{.known_hosts = images.known_hosts, .control_path = std::nullopt};
  const auto script = [&](const std::string& text) {
    return run_on_host(host, places, {.line = as_root(text, host.ssh.user), .deadline = kScriptDeadline}, stop);
  };
  if (const Result<std::string> there = script(images.scripts.is_there); !there) {
    // The archive is larger than what anybody would keep in memory, so the shell opens it.
    std::vector<std::string> words = {"sh", "-c", R"(exec "$@" < "$0")", images.archive.string()};
    const std::vector<std::string> ssh = ssh_command(host, places, as_root(images.scripts.import, host.ssh.user));
    words.insert(words.end(), ssh.begin(), ssh.end());
    const Finished finished = TRY(run({.arguments = words, .deadline = kImportDeadline, .stop = stop}));
    if (finished.exit_code != 0)
      return fail(Error(ErrorKind::failed, fmt::format("{} could not import the tests' images", host.name))
                      .with_id("VENT_IMPORT")
                      .with_details(last_lines(finished.error_output, kShownLines))
                      .with_hint(fmt::format("vent logs {} --unit containerd", host.name)));
  }
  TRY(script(images.scripts.name));
  return Ok{};
}

Result<> on_all(const NodeImages& images, EventBus& bus, const std::string& what,
                const std::function<Result<>(const Host&)>& work) {
  Locked<std::optional<Error>> failure;
  ThreadPool threads("images", kAtOnce);
  for (const Host& host : images.cluster.hosts)
    threads.add([&](const std::stop_token&) {
      Activity activity(bus, fmt::format("{} {}", what, host.name));
      const Result<> done = activity.finish_as(work(host));
      if (!done) failure.with([&](auto& first) { first = first ? first : done.error(); });
    });
  threads.wait_until_idle();
  const std::optional<Error> first = failure.with([](const auto& one) { return one; });
  if (first) return fail(*first);
  return Ok{};
}

}  // namespace

std::vector<ImageTag> image_tags(std::string_view list, std::string_view version) {
  std::vector<ImageTag> tags;
  for (const std::string& line : split_lines(list)) {
    const std::string reference(trim(line));
    const std::size_t slash = reference.rfind('/'), colon = reference.rfind(':');
    if (slash == std::string::npos || colon == std::string::npos || colon < slash) continue;
    if (std::ranges::any_of(kRefused, [&](std::string_view word) { return reference.find(word) != std::string::npos; }))
      continue;
    if (const auto ours = ours_for(reference.substr(slash + 1, colon - slash - 1), version))
      tags.push_back({.from = *ours, .to = reference});
  }
  std::ranges::sort(tags, {}, &ImageTag::to);
  return tags;
}

ImageScripts image_scripts(const std::vector<ImageTag>& tags, std::string_view archive_digest) {
  const std::string label = fmt::format("vent.local/archive={}", archive_digest.substr(0, kLabelLimit));
  const std::string ours = fmt::format(R"('labels."vent.local/archive"=={}')", archive_digest.substr(0, kLabelLimit));
  ImageScripts scripts;
  scripts.is_there = fmt::format("{} list --quiet {} | grep -q .", ctr(), ours);
  scripts.import = fmt::format("{} import --local --label={} -", ctr(), label);
  scripts.name = "set -e\n";
  for (const ImageTag& tag : tags)
    scripts.name += fmt::format("{} tag --force {} {}\n", ctr(), shell_quote(tag.from), shell_quote(tag.to));
  scripts.remove = fmt::format("{0} list --quiet {1} | xargs -r {0} delete >/dev/null\n", ctr(), ours);
  std::vector<std::string> names;
  for (const ImageTag& tag : tags) names.push_back(tag.to);
  if (!names.empty()) scripts.remove += fmt::format("{} delete --sync {} >/dev/null\n", ctr(), shell_quote(names));
  return scripts;
}

Result<> put_images(const NodeImages& images, EventBus& bus, const std::stop_token& stop) {
  return on_all(images, bus, "images of the tests on", [&](const Host& host) { return import_on(host, images, stop); });
}

Result<> remove_images(const NodeImages& images, EventBus& bus, const std::stop_token& stop) {
  return on_all(images, bus, "images of the tests off", [&](const Host& host) -> Result<> {
    TRY(run_on_host(host, {.known_hosts = images.known_hosts, .control_path = std::nullopt},
                    {.line = as_root(images.scripts.remove, host.ssh.user), .deadline = kScriptDeadline}, stop));
    return Ok{};
  });
}

}  // namespace vent
