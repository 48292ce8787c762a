#include "remote/ssh_refusal.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/ssh_words.h"

namespace vent {
namespace {

// "ED25519 SHA256:…" of what the host showed as "ssh-ed25519 SHA256:…".
std::string offered_key(const SshOutput& said) {
  const std::vector<std::string> words = split_words(said.server_key);
  if (words.size() != 2) return "(not shown)";
  return fmt::format("{} {}", short_type({words[0], {}}), words[1]);
}

Error key_file_error(ErrorKind kind, std::string message, std::string hint) {
  return Error(kind, std::move(message)).with_id("VENT_KEY_FILE").with_hint(std::move(hint));
}

// The text between the first two quotation marks of this kind.
std::string quoted_in(const std::string& line, char mark) {
  const std::size_t begin = line.find(mark);
  const std::size_t end = line.rfind(mark);
  return begin == end ? line : line.substr(begin + 1, end - begin - 1);
}

Error refusal(const SshAttempt& attempt, const SshOutput& said, std::string_view why) {
  const Host& host = attempt.host;
  std::string details;
  for (const std::string& key : said.offered_keys) details += fmt::format("offered: {}\n", key);
  details += said.text;
  return Error(ErrorKind::not_permitted,
               fmt::format("{} ({}) refuses {}: {}", host.name, place_of(host), login_of(host), why))
      .with_id("VENT_LOGIN_REFUSED")
      .with_details(std::move(details))
      .with_hint("name a key that may log in as ssh.key, and the right login as ssh.user, in the cluster file")
      .with_retry(attempt.age == MachineAge::young ? Retry::later : Retry::never);
}

// The file, or an agent's name for it, of "/home/ada/.ssh/id_ed25519 ED25519 SHA256:… explicit".
std::string key_name(const std::string& key) {
  const std::size_t print = key.find(" SHA256:");
  return key.substr(0, key.rfind(' ', print - 1));
}

}  // namespace

Error host_key_changed(const SshAttempt& attempt, const SshOutput& said) {
  const std::string& name = attempt.host.name;
  std::string details;
  for (const HostKey& key : attempt.pinned)
    details += fmt::format("pinned: {} {}\n", short_type(key), fingerprint(key));
  details += fmt::format("shown:  {}", offered_key(said));
  return Error(ErrorKind::not_permitted, fmt::format("the host key of {} ({}) has changed: this may be another machine",
                                                     name, place_of(attempt.host)))
      .with_id("VENT_HOST_KEY_CHANGED")
      .with_details(std::move(details))
      .with_hint(fmt::format("if it was installed anew: vent adopt {}\n"
                             "if not, somebody may stand between you and it: go no further",
                             shell_quote(name)));
}

Error host_key_unknown(const SshAttempt& attempt, const SshOutput& said) {
  // A pinned key of another type: to be asked once more is not what its owner expects.
  if (!attempt.pinned.empty()) return host_key_changed(attempt, said);
  return Error(ErrorKind::not_permitted,
               fmt::format("the host key of {} ({}) is not known yet", attempt.host.name, place_of(attempt.host)))
      .with_id("VENT_HOST_KEY_UNKNOWN")
      .with_details(fmt::format("shown: {}", offered_key(said)))
      .with_hint(fmt::format("vent adopt {}", shell_quote(attempt.host.name)));
}

Error key_file_open(const SshOutput& said) {
  const std::string file = quoted_in(said.line_with("are too open"), '\'');
  return key_file_error(ErrorKind::not_permitted, fmt::format("ssh doesn't use '{}': others can read it", file),
                        fmt::format("chmod 600 {}", shell_quote(file)));
}

Error key_file_bad(const SshOutput& said) {
  const std::string line = said.line_with("Load key \"");
  const std::string file = quoted_in(line, '"');
  return key_file_error(ErrorKind::bad_input, fmt::format("ssh can't use '{}': {}", file, reason_in(line)),
                        fmt::format("is it the private key, and yours to read? ssh-keygen -y -f {} shows its public "
                                    "half",
                                    shell_quote(file)));
}

Error too_many_keys(const SshAttempt& attempt, const SshOutput& said) {
  return refusal(attempt, said, "too many keys were offered");
}

Error login_refused(const SshAttempt& attempt, const SshOutput& said) {
  if (!said.accepted_key.empty()) {
    const std::string name = key_name(said.accepted_key);
    return key_file_error(
               ErrorKind::not_permitted,
               fmt::format("{} would take the key '{}', but ssh can't use it unasked", attempt.host.name, name),
               fmt::format("if it has a passphrase, give it to your agent: ssh-add {}\n"
                           "if it is a hardware key, is it plugged in, and was it touched?",
                           shell_quote(name)))
        .with_details(said.text);
  }
  if (!said.offered_keys.empty()) return refusal(attempt, said, "no key that was offered is accepted");
  const std::string missing = said.line_with("no such identity: ");
  if (missing.empty()) return refusal(attempt, said, "there was no key to offer");
  const std::size_t begin = missing.find(": ") + 2;
  const std::string file = missing.substr(begin, missing.rfind(": ") - begin);
  return key_file_error(ErrorKind::missing,
                        fmt::format("the key file '{}' can't be read: {}", file, reason_in(missing)),
                        "name the right one as ssh.key in the cluster file");
}

}  // namespace vent
