#include "commands/machine_keys.h"

#include <fmt/core.h>

#include "base/text.h"
#include "metal/identity.h"
#include "remote/known_hosts.h"

namespace vent {

Result<InjectedHostKey> ensure_host_key(const MachineScope& scope, const std::string& name) {
  const Path file = scope.host_key_file(name);
  const Path public_file = file.native() + ".pub";
  std::optional<std::string> kept = TRY(read_file_if_present(file));
  const std::optional<std::string> kept_public = TRY(read_file_if_present(public_file));
  if (kept && kept_public) return InjectedHostKey{Secret(*std::move(kept)), *kept_public};
  metal::KeyPair made = TRY(metal::make_ssh_key(name));
  TRY(make_directories(file.parent_path(), 0700));
  TRY(write_file(file, made.private_key.reveal(), 0600));
  TRY(write_file(public_file, made.public_key, 0600));
  return InjectedHostKey{std::move(made.private_key), std::move(made.public_key)};
}

Result<std::string> user_data_with_pinned_key(CommandContext& context, const MachineScope& scope,
                                              const std::string& name, const std::string& user_data) {
  const InjectedHostKey key = TRY(ensure_host_key(scope, name));
  const std::optional<Secret> with_key = with_host_key(user_data, key);
  if (!with_key) {
    context.bus.warn(
        fmt::format("{}: this user data can't carry a host key, so the machine draws its own: compare and "
                    "pin it with `vent adopt`",
                    name));
    TRY(forget_host_key(scope, name));
    return user_data;
  }
  const HostKey pinned = TRY(read_host_key(key.public_key));
  TRY(pin_host_keys(scope.known_hosts(), name, {pinned}));
  return std::string(with_key->reveal());
}

Result<> forget_host_key(const MachineScope& scope, const std::string& name) {
  TRY(remove_tree(scope.host_key_file(name)));
  TRY(remove_tree(scope.host_key_file(name).native() + ".pub"));
  TRY(remove_tree(scope.pin_origin_file(name)));
  if (!path_exists(scope.known_hosts())) return Ok{};
  return pin_host_keys(scope.known_hosts(), name, {});
}

Result<std::string> read_public_key_file(const std::string& file) {
  std::string key(trim(TRY(while_doing("reading an SSH key", read_file(file)))));
  const std::vector<std::string> words = split_words(key);
  const bool is_one_line = key.find('\n') == std::string::npos;
  if (is_one_line && words.size() >= 2 &&
      (words[0].starts_with("ssh-") || words[0].starts_with("ecdsa-") || words[0].starts_with("sk-")))
    return key;
  return fail(Error(ErrorKind::bad_input, fmt::format("{} is not a public SSH key", file))
                  .with_id("VENT_PUBLIC_KEY")
                  .with_hint(path_exists(file + ".pub") ? fmt::format("did you mean {}.pub?", file)
                                                        : "give the .pub file: one line, as ssh-ed25519 AAAA…"));
}

}  // namespace vent
