#include "cis/look.h"

#include <algorithm>

#include "base/thread_pool.h"
#include "remote/run_on_host.h"

namespace vent {
namespace {

constexpr std::size_t kAtOnce = 32;

Result<HostFacts> read_host(const Host& host, const Path& known_hosts, const std::stop_token& stop) {
  const std::string answer = TRY(run_on_host(host, {.known_hosts = known_hosts, .control_path = std::nullopt},
                                             {.line = host_facts_command(host.ssh.user)}, stop));
  return read_host_facts(host.name, is_controller(host), answer);
}

}  // namespace

CisReport look_by_benchmark(const Cluster& cluster, const Path& known_hosts, const std::stop_token& stop) {
  std::vector<Result<HostFacts>> read(cluster.hosts.size(), Result<HostFacts>(HostFacts()));
  {
    ThreadPool threads("cis", static_cast<int>(std::clamp<std::size_t>(read.size(), 1, kAtOnce)));
    for (std::size_t i = 0; i < read.size(); ++i)
      threads.add([&, i](const std::stop_token&) { read[i] = read_host(cluster.hosts[i], known_hosts, stop); });
    threads.wait_until_idle();
  }
  std::vector<HostFacts> hosts;
  std::vector<HostUnread> unread;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i])
      hosts.push_back(*std::move(read[i]));
    else
      unread.push_back({cluster.hosts[i].name, read[i].error()});
  }
  CisReport report = judge_all_hosts(all_cis_items(), hosts);
  report.unread = std::move(unread);
  return report;
}

}  // namespace vent
