#include "bug_report/sections.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/objects.h"

namespace vent {
namespace {

constexpr int kSecondsForEach = 10;
constexpr int kBytesOfEach = 256 * 1024;
constexpr int kJournalLines = 400;

std::string kubectl_line(std::vector<std::string> words) {
  words.emplace_back("--request-timeout=8s");
  return shell_quote(kubectl(std::move(words)));
}

}  // namespace

// Command lines of processes are left out: those of strangers may hold anything.
std::vector<Section> host_sections(const std::vector<std::string>& units) {
  const std::string all_units = shell_quote(units);
  std::vector<Section> sections = {
      {"facts.txt",
       "uname -a; cat /etc/os-release; uptime; nproc; free -m; cat /proc/swaps; timedatectl; cat /proc/filesystems | "
       "tr "
       "'\\n' ' '"},
      {"disk.txt", "df -h; df -i"},
      {"network.txt",
       "ip -brief address; ip route; ip -details link show type vxlan; ss -Hlntu; cat /etc/resolv.conf; cat "
       "/etc/hosts"},
      {"rules.txt", "iptables-save -c | grep -v KUBE-SEP | head -400"},
      {"kernel.txt",
       "sysctl net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables net.netfilter.nf_conntrack_count "
       "net.netfilter.nf_conntrack_max; dmesg | tail -200"},
      {"processes.txt", "ps -e -o pid,ppid,user,stat,etime,rss,comm"},
      {"containers.txt", "ctr --namespace=k8s.io containers list; ctr --namespace=k8s.io images list --quiet"},
      {"units.txt", fmt::format("systemctl --no-pager --full show --property=Id,ActiveState,SubState,Result,NRestarts,"
                                "UnitFileState,ActiveEnterTimestamp,MemoryCurrent,ExecMainStatus -- {}; systemctl "
                                "--no-pager --failed",
                                all_units)}};
  for (const std::string& unit : units)
    sections.push_back({fmt::format("journal/{}.txt", unit),
                        fmt::format("journalctl --no-pager --no-hostname --output=short-iso --lines={} --unit={}",
                                    kJournalLines, shell_quote(unit))});
  return sections;
}

// No secrets, no config maps, and no specifications: these hold whatever people write into them.
std::vector<Section> cluster_sections() {
  return {
      {"version.txt", kubectl_line({"version"})},
      {"ready.txt", kubectl_line({"get", "--raw=/readyz?verbose"})},
      {"nodes.txt", kubectl_line({"get", "nodes", "--output=wide"}) + "; " + kubectl_line({"describe", "nodes"})},
      {"pods.txt", kubectl_line({"get", "pods", "--all-namespaces", "--output=wide"})},
      {"events.txt", kubectl_line({"get", "events", "--all-namespaces", "--sort-by=.lastTimestamp"}) + " | tail -500"},
      {"workloads.txt", kubectl_line({"get", "deployments,daemonsets,statefulsets,jobs,poddisruptionbudgets",
                                      "--all-namespaces", "--output=wide"})},
      {"services.txt", kubectl_line({"get", "services,endpointslices", "--all-namespaces", "--output=wide"})},
      {"leases.txt", kubectl_line({"get", "leases", "--all-namespaces"})}};
}

std::string script_of(const std::vector<Section>& sections, const std::string& mark) {
  std::string script = "LC_ALL=C; export LC_ALL\n";
  for (const Section& section : sections)
    script += fmt::format("echo; echo {}; timeout {} sh -c {} 2>&1 </dev/null | tail -c {}\n",
                          shell_quote(mark + " " + section.file), kSecondsForEach, shell_quote(section.command),
                          kBytesOfEach);
  return script + "true";
}

std::vector<SupportFile> read_sections(const std::string& answer, const std::string& mark, const std::string& folder) {
  std::vector<SupportFile> files;
  for (const std::string& line : split_lines(answer)) {
    if (line.starts_with(mark + " "))
      files.push_back({fmt::format("{}/{}", folder, line.substr(mark.size() + 1)), ""});
    else if (!files.empty())
      files.back().text += line + "\n";
  }
  for (SupportFile& file : files) file.text = std::string(trim_end(file.text)) + "\n";
  return files;
}

}  // namespace vent
