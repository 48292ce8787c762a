#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace vent::metal {

// User data is what a person hands to a new host: either a whole script, or a `#cloud-config` document in the words of
// cloud-init, of which we read what is written most. These structs are the meaning of it, free of YAML; how a host is
// made so is in first_boot.h.
//
// A mistake in user data must not keep a host from booting, on rented machines it doesn't either. So everything that
// is unknown, not supported or malformed is left out and becomes a warning, which the host shows on its console.

enum class HostKeyType { rsa, ecdsa, ed25519 };
std::string_view host_key_type_name(HostKeyType type);

// The key by which sshd proves to be this host.
struct HostKey {
  HostKeyType type = HostKeyType::ed25519;
  Secret private_key;
  std::string public_key;  // one line; empty: the host derives it from the private key
};

struct UserAccount {
  std::string name;  // safe everywhere: letters, digits, '_', '-', '.', and no '-' first
  std::optional<std::string> gecos, home, shell, primary_group;
  std::optional<uid_t> user_id;
  std::vector<std::string> groups;  // those that don't exist are made
  std::vector<std::string> sudo_rules;
  std::vector<std::string> authorized_keys;
  std::optional<Secret> password_hash;
  bool lock_password = true;
  bool system = false;
  bool create_home = true;
};

enum class ContentEncoding { base64, gzip };

struct WrittenFile {
  std::string path;                        // absolute, without "." and ".."
  std::string content;                     // as it came
  std::vector<ContentEncoding> encodings;  // to be undone in this order
  mode_t mode = 0644;
  std::string owner = "root";
  std::string group = "root";
  bool append = false;
  bool deferred = false;  // written after the accounts are made and sshd runs
};

// Text is for the shell; a list of words is one command whose words no shell touches.
using BootCommand = std::variant<std::string, std::vector<std::string>>;

struct UserData {
  std::optional<std::string> script;  // the whole `#!` script

  std::optional<std::string> hostname;       // one label
  std::optional<std::string> domain_name;    // host name and domain
  std::vector<std::string> authorized_keys;  // root's, beside those the host has anyway
  std::vector<HostKey> host_keys;            // when there are any, the host has only these
  std::optional<bool> password_login;        // over SSH
  bool root_login = true;
  std::vector<UserAccount> users;
  std::vector<WrittenFile> files;
  std::vector<BootCommand> boot_commands;  // early in every boot
  std::vector<BootCommand> commands;       // late in the first boot

  std::vector<std::string> warnings;  // one line each: "line 12: unknown key 'packges', ignored"
};

// Clouds take 16 to 64 KiB.
constexpr std::size_t kUserDataLimit = 64 * 1024;

// Fails only when the text is larger than the limit: then the request for the host is refused. All else is a warning.
// Line ends may be those of Windows.
Result<UserData> parse_user_data(std::string_view text);

}  // namespace vent::metal
