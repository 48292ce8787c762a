#include "metal/ssh_files.h"

#include <fmt/core.h>

#include "base/files.h"
#include "base/text.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

// A path as ssh_config(5) reads it back: spaces would part it, a percent sign begins a token.
std::string ssh_path(const Path& path) { return "\"" + replace_all(path.string(), "%", "%%") + "\""; }

}  // namespace

std::string render_known_hosts(const std::vector<Host>& hosts, const AddressPlan& plan) {
  std::string text;
  for (const Host& host : hosts) {
    const HostAddresses addresses = plan.host(host.slot);
    for (const std::string& key : host.host_keys)
      text += fmt::format("{},{},{} {}\n", host.name, addresses.private_address.text(), addresses.public_address.text(),
                          key);
  }
  return text;
}

std::string render_ssh_config(const std::vector<Host>& hosts, const AddressPlan& plan, const Lab& lab) {
  std::string text = fmt::format("# Hosts of the lab '{}'. Written by vent metal.\n", lab.settings.name);
  for (const Host& host : hosts) {
    const HostAddresses addresses = plan.host(host.slot);
    text += fmt::format("Host {} {}\n  HostName {}\n", host.name, addresses.public_address.text(),
                        addresses.private_address.text());
  }
  text += fmt::format(
      "Host *\n  User root\n  IdentityFile {}\n  IdentitiesOnly yes\n  UserKnownHostsFile {}\n  StrictHostKeyChecking "
      "yes\n",
      ssh_path(lab.key_file()), ssh_path(lab.known_hosts_file()));
  return text;
}

Result<> ensure_lab_key(const Lab& lab) {
  TRY(make_directories(lab.key_file().parent_path(), 0700));
  if (path_exists(lab.key_file())) return Ok{};
  const KeyPair key = TRY(make_ssh_key("vent metal " + lab.settings.name));
  // The public half first: a private key without it would stay unused for ever.
  TRY(write_file(lab.key_file().string() + ".pub", key.public_key + "\n"));
  return write_file(lab.key_file(), key.private_key.reveal(), 0600);
}

Result<> write_ssh_files(const std::vector<Host>& hosts, const AddressPlan& plan, const Lab& lab) {
  TRY(write_file(lab.known_hosts_file(), render_known_hosts(hosts, plan)));
  return write_file(lab.ssh_config_file(), render_ssh_config(hosts, plan, lab));
}

}  // namespace vent::metal
