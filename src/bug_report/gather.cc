#include "bug_report/gather.h"

#include <fmt/core.h>

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/thread_pool.h"
#include "bug_report/sections.h"
#include "chapters/outline.h"
#include "remote/run_on_host.h"

namespace vent {
namespace {

constexpr std::size_t kAtOnce = 32;
constexpr std::chrono::seconds kDeadline{120};

// Nobody who writes into a journal knows it.
std::string fresh_mark() {
  std::array<char, 18> bytes{};
  // Of so few bytes, getrandom can't fail.
  [[maybe_unused]] const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
  return "@" + base64({bytes.data(), bytes.size()});
}

Result<std::vector<SupportFile>> ask(const Host& host, const Path& known_hosts, const std::vector<Section>& sections,
                                     const std::string& folder, const std::stop_token& stop) {
  const std::string mark = fresh_mark();
  const std::string answer =
      TRY(run_on_host(host, {.known_hosts = known_hosts, .control_path = std::nullopt},
                      {.line = as_root(script_of(sections, mark), host.ssh.user), .deadline = kDeadline}, stop));
  return read_sections(answer, mark, folder);
}

}  // namespace

Gathered gather_hosts(const Design& outline, const Path& known_hosts, const std::stop_token& stop) {
  const std::vector<Host>& hosts = outline.cluster.hosts;
  std::vector<Gathered> of_each(hosts.size());
  {
    ThreadPool threads("support", static_cast<int>(std::clamp<std::size_t>(hosts.size(), 1, kAtOnce)));
    for (std::size_t i = 0; i < hosts.size(); ++i)
      threads.add([&, i](const std::stop_token&) {
        const Host& host = hosts[i];
        const std::string folder = "hosts/" + host.name;
        Result<std::vector<SupportFile>> files =
            ask(host, known_hosts, host_sections(units_of(outline, host)), folder, stop);
        if (files)
          of_each[i].files = *std::move(files);
        else
          of_each[i] = {{{folder + "/error.txt", files.error().text() + "\n"}}, {files.error().message}};
      });
    threads.wait_until_idle();
  }
  Gathered all;
  for (Gathered& one : of_each) {
    std::ranges::move(one.files, std::back_inserter(all.files));
    std::ranges::move(one.errors, std::back_inserter(all.errors));
  }
  return all;
}

Gathered gather_cluster(const Cluster& cluster, const Path& known_hosts, const std::stop_token& stop) {
  Gathered gathered;
  std::string told;
  for (const Host* host : cluster.with_role(Role::controller)) {
    const Result<std::string> answers =
        run_on_host(*host, {.known_hosts = known_hosts, .control_path = std::nullopt},
                    {.line = as_root(script_of({cluster_sections().front()}, "@"), host->ssh.user)}, stop);
    const bool works = answers && answers->find("Server Version") != std::string::npos;
    Result<std::vector<SupportFile>> files =
        works
            ? ask(*host, known_hosts, cluster_sections(), "cluster", stop)
            : Result<std::vector<SupportFile>>(fail(
                  answers
                      ? Error(ErrorKind::failed, "the API on " + host->name + " doesn't answer").with_details(*answers)
                      : answers.error()));
    if (files) return {*std::move(files), {}};
    told += files.error().text() + "\n";
    gathered.errors.push_back(files.error().message);
  }
  gathered.files.push_back({"cluster/error.txt", told});
  return gathered;
}

}  // namespace vent
