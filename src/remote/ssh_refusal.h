#pragma once

#include "remote/ssh_error.h"
#include "remote/ssh_output.h"

namespace vent {

// The errors of ssh_error that are about trust: we don't know the host, or it doesn't let us in.
Error host_key_changed(const SshAttempt& attempt, const SshOutput& said);
Error host_key_unknown(const SshAttempt& attempt, const SshOutput& said);
Error key_file_open(const SshOutput& said);
Error key_file_bad(const SshOutput& said);
Error too_many_keys(const SshAttempt& attempt, const SshOutput& said);
Error login_refused(const SshAttempt& attempt, const SshOutput& said);

}  // namespace vent
