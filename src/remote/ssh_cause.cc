#include "remote/ssh_cause.h"

namespace vent {
namespace {

struct Sign {
  std::string_view text;
  SshCause cause;
};

// The first one found counts: what is further down is often a consequence of what is further up.
constexpr Sign kSigns[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", SshCause::host_key_changed},
    {"host key is known for", SshCause::host_key_unknown},
    {"UNPROTECTED PRIVATE KEY FILE", SshCause::key_file_open},
    {"Load key \"", SshCause::key_file_bad},
    {"Too many authentication failures", SshCause::too_many_keys},
    {"Permission denied (", SshCause::refused},
    {"administratively prohibited", SshCause::forwarding_forbidden},
    {"open failed: connect failed: ", SshCause::not_forwarded},
    {"Could not resolve hostname", SshCause::name_unknown},
    {"ssh: connect to host", SshCause::not_connected},
    {"kex_exchange_identification", SshCause::hung_up},
    {"timed out during banner exchange", SshCause::hung_up},
    {"Connection closed by", SshCause::hung_up},
    {"Connection reset by", SshCause::hung_up},
    {"Connection timed out", SshCause::hung_up},
};

}  // namespace

FoundCause find_cause(const SshOutput& said) {
  for (const Sign& sign : kSigns)
    if (std::string line = said.line_with(sign.text); !line.empty()) return {sign.cause, std::move(line)};
  return {};
}

}  // namespace vent
