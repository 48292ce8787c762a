#include "cis/host_facts.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"
#include "chapters/layout.h"
#include "remote/ssh_command.h"

namespace vent {
namespace {

// Each answer stands behind a line "@ KIND NAME". Patterns that fit no file are no fault.
constexpr std::string_view kScript = R"sh(LC_ALL=C; export LC_ALL
for unit in etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy; do
  id=$(systemctl show --property=MainPID --value $unit.service)
  [ "${id:-0}" -gt 0 ] || continue
  echo "@ command $unit"; tr '\0' '\n' < /proc/$id/cmdline
done
echo "@ files"
stat -c '%a|%U|%G|%n' @FILES@ 2>/dev/null
for file in @TEXTS@; do
  [ -f $file ] || continue
  echo "@ text $file"; cat $file; echo
done
echo "@ text authorities"; sha256sum @AUTHORITIES@ 2>/dev/null
echo "@ text encryption providers"
grep -o -E '(aescbc|aesgcm|secretbox|kms|identity):' @ENCRYPTION@ 2>/dev/null
echo "@ end"
)sh";

std::string files() {
  std::string all = "/etc/systemd/system/etcd.service /etc/systemd/system/kube*.service";
  for (const char* folder :
       {kEtcd, kKubernetes, kApiServer, kControllerManager, kScheduler, kKubelet, kProxy, kCniConfiguration})
    all += fmt::format(" {0} {0}/*", folder);
  return all + " " + kEtcdData;
}

std::string script() {
  std::string text = replace_all(std::string(kScript), "@FILES@", files());
  text = replace_all(std::move(text), "@TEXTS@",
                     fmt::format("{}/config.yaml {}/config.yaml {}/config.yaml {}/audit-policy.yaml", kKubelet, kProxy,
                                 kScheduler, kApiServer));
  text = replace_all(std::move(text), "@AUTHORITIES@", fmt::format("{} {}/ca.crt", kAuthority, kEtcd));
  return replace_all(std::move(text), "@ENCRYPTION@", fmt::format("{}/encryption.yaml", kApiServer));
}

// "600|root|root|/etc/kubelet/config.yaml"
std::optional<FileFacts> read_file_facts(const std::string& line) {
  const std::vector<std::string> parts = split(line, '|');
  if (parts.size() != 4) return std::nullopt;
  char* end = nullptr;
  const unsigned long mode = std::strtoul(parts[0].c_str(), &end, 8);
  if (end == parts[0].c_str() || *end != '\0') return std::nullopt;
  return FileFacts{.path = parts[3], .mode = static_cast<unsigned>(mode), .owner = parts[1], .group = parts[2]};
}

}  // namespace

std::string FileFacts::text() const { return fmt::format("{} is 0{:o} {}:{}", path, mode, owner, group); }

std::optional<std::string> HostFacts::flag(const std::string& unit, std::string_view name) const {
  const auto command = commands.find(unit);
  if (command == commands.end()) return std::nullopt;
  std::optional<std::string> value;
  for (std::size_t i = 0; i < command->second.size(); ++i) {
    std::string_view word = command->second[i];
    if (!word.starts_with("--")) continue;
    word.remove_prefix(2);
    if (!word.starts_with(name)) continue;
    word.remove_prefix(name.size());
    if (word.starts_with("="))
      value = word.substr(1);
    else if (word.empty())
      value =
          i + 1 < command->second.size() && !command->second[i + 1].starts_with("-") ? command->second[i + 1] : "true";
  }
  return value;  // the last one counts
}

std::string host_facts_command(const std::string& user) { return as_root(script(), user); }

Result<HostFacts> read_host_facts(const std::string& host, bool is_controller, std::string_view answer) {
  HostFacts facts{.host = host, .is_controller = is_controller};
  std::string kind, name;
  for (const std::string& line : split_lines(answer)) {
    if (line.starts_with("@ ")) {
      const std::size_t space = line.find(' ', 2);
      kind = line.substr(2, space == std::string::npos ? space : space - 2);
      name = space == std::string::npos ? "" : line.substr(space + 1);
      if (kind == "text") facts.texts[name];
      continue;
    }
    if (kind == "command") facts.commands[name].push_back(line);
    if (kind == "text") facts.texts[name] += line + "\n";
    if (kind != "files") continue;
    if (std::optional<FileFacts> file = read_file_facts(line)) facts.files.push_back(*std::move(file));
  }
  if (kind != "end")
    return fail(Error(ErrorKind::failed, fmt::format("{} didn't answer to its end", host))
                    .with_id("VENT_ANSWER_CUT")
                    .with_details(last_lines(answer, 5)));
  return facts;
}

}  // namespace vent
