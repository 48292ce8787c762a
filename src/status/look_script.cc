#include "status/look_script.h"

#include <fmt/core.h>

#include <map>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/07_etcd.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"
#include "remote/ssh_command.h"

namespace vent {
namespace {

// Each answer stands behind a line "@ NAME EXIT-CODE". What may take its time (a member without a majority, an API
// server that starts) is asked at once and with a limit, so that all together take no longer than one of them. Answers
// wait in /run, which is memory: a host with a full disk is looked at too.
constexpr std::string_view kBegin = R"(LC_ALL=C; export LC_ALL; echo "@ vent 0"
d=$(mktemp -d -p /run) || exit 1; trap 'rm -rf "$d"' EXIT
ask() { n=$1; shift; { timeout 4 "$@" >"$d/$n" 2>"$d/$n.error"; echo $? >"$d/$n.code"; } </dev/null & }
tell() { c=$(cat "$d/$1.code"); echo "@ $1 $c"; if [ "$c" = 0 ]; then cat "$d/$1"; else cat "$d/$1.error" "$d/$1"; fi; echo; }
)";
constexpr std::string_view kHost = R"(echo "@ up 0"; cat /proc/uptime
echo "@ begun 0"; systemctl show --property=UserspaceTimestampMonotonic --value
echo "@ kernel 0"; uname -r
echo "@ os 0"; (. /etc/os-release; echo "$PRETTY_NAME")
)";
constexpr std::string_view kUnitProperties = "--property=Id,LoadState,ActiveState,UnitFileState,Result,NRestarts";
constexpr std::string_view kNodes =
    R"(jsonpath={range .items[*]}{.metadata.name}{"\t"}{.status.conditions[?(@.type=="Ready")].status}{"\t"})"
    R"({.status.conditions[?(@.type=="Ready")].reason}{"\t"}{.spec.unschedulable}{"\t"})"
    R"({.status.nodeInfo.kubeletVersion}{"\t"}{.status.nodeInfo.containerRuntimeVersion}{"\n"}{end})";

using Words = std::vector<std::string>;

Words quick_etcdctl(Words arguments) {
  arguments.insert(arguments.begin(), {"--command-timeout=3s", "--write-out=json"});
  return etcdctl(std::move(arguments));
}

struct Question {
  const char* name;
  Words command;
};

std::vector<Question> questions_for_controllers() {
  return {{"health", quick_etcdctl({"endpoint", "health"})},
          {"endpoint", quick_etcdctl({"endpoint", "status"})},
          {"members", quick_etcdctl({"member", "list"})},
          {"ready", kubectl({"get", "--raw=/readyz"})},
          {"version", kubectl({"get", "--raw=/version"})},
          {"nodes", kubectl({"get", "nodes", "--output=" + std::string(kNodes)})}};
}

std::string script(const LookWish& wish) {
  std::string text(kBegin), told;
  if (wish.is_controller)
    for (const Question& question : questions_for_controllers()) {
      text += fmt::format("ask {} {}\n", question.name, shell_quote(question.command));
      told += fmt::format("tell {}\n", question.name);
    }
  text += kHost;
  if (!wish.units.empty())
    text += fmt::format("echo '@ units 0'; systemctl show {} -- {}\n", kUnitProperties, shell_quote(wish.units));
  for (const CertificatePlace& place : wish.certificates) {
    const std::string path = shell_quote(place.path);
    const std::string read = place.in_kubeconfig
                                 ? fmt::format("sed -n 's/^ *client-certificate-data: *//p' {} | base64 -d", path)
                                 : "cat " + path;
    text += fmt::format("echo '@ certificate' {}; {} 2>/dev/null\n", path, read);
  }
  return text + "wait\n" + told + "echo '@ end 0'\n";
}

}  // namespace

LookWish look_wish(const Design& outline, const Host& host) {
  LookWish wish{.units = units_of(outline, host), .certificates = {}, .is_controller = is_controller(host)};
  for (CertificatePlace& place : certificate_places(outline))
    if (place.host == host.name) wish.certificates.push_back(std::move(place));
  return wish;
}

std::string look_command(const LookWish& wish, const std::string& user) { return as_root(script(wish), user); }

}  // namespace vent
