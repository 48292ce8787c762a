#include "providers/host_key_user_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool is_shell_script(const std::string& user_data) {
  if (!user_data.starts_with("#!")) return false;
  const std::vector<std::string> words = split_words(first_line(user_data).substr(2));
  if (words.empty()) return false;
  const std::string& program = words[0].ends_with("/env") && words.size() > 1 ? words[1] : words[0];
  constexpr std::array kShells = {"sh", "bash", "dash"};
  return std::ranges::find(kShells, program.substr(program.rfind('/') + 1)) != kShells.end();
}

bool has_host_keys(const std::string& cloud_config) {
  const std::vector<std::string> lines = split_lines(cloud_config);
  return std::ranges::any_of(lines, [](const std::string& line) { return line.starts_with("ssh_keys:"); });
}

// A document in one line of braces, or one that has ended, takes nothing more at its end.
bool is_open_ended(const std::string& cloud_config) {
  for (const std::string& line : split_lines(cloud_config))
    if (line.starts_with("{") || line.starts_with("...")) return false;
  return true;
}

std::string cloud_config_keys(const InjectedHostKey& key) {
  return fmt::format("ssh_keys:\n  ed25519_private: |\n{}\n  ed25519_public: {}\n",
                     indent(trim(key.private_key.reveal()), "    "), trim(key.public_key));
}

std::string shell_lines(const InjectedHostKey& key) {
  const std::string private_key = std::string(trim(key.private_key.reveal())) + "\n";
  return fmt::format(
      "# The host key that the other side has pinned.\n"
      "( umask 077\n"
      "  rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub\n"
      "  printf %s {} > /etc/ssh/ssh_host_ed25519_key\n"
      "  printf '%s\\n' {} > /etc/ssh/ssh_host_ed25519_key.pub\n"
      "  chmod 644 /etc/ssh/ssh_host_ed25519_key.pub\n"
      "  systemctl try-reload-or-restart ssh || systemctl try-reload-or-restart sshd ) || true\n",
      shell_quote(private_key), shell_quote(std::string(trim(key.public_key))));
}

}  // namespace

std::optional<Secret> with_host_key(const std::string& user_data, const InjectedHostKey& key) {
  if (trim(user_data).empty()) return Secret("#cloud-config\n" + cloud_config_keys(key));
  if (is_shell_script(user_data)) {
    const std::string line = first_line(user_data);
    const std::string rest = user_data.size() > line.size() ? user_data.substr(line.size() + 1) : "";
    return Secret(line + "\n" + shell_lines(key) + rest);
  }
  if (user_data.starts_with("#cloud-config\n") && !has_host_keys(user_data) && is_open_ended(user_data))
    return Secret(user_data + (user_data.ends_with('\n') ? "" : "\n") + cloud_config_keys(key));
  return std::nullopt;
}

}  // namespace vent
