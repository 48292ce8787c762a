#pragma once

#include <optional>
#include <string>

#include "commands/machine_scope.h"
#include "providers/host_key_user_data.h"

namespace vent {

// The host key that a machine gets, drawn before the machine is made. It is kept until the machine is deleted: whoever
// is stopped in the middle goes on with the same one, and a reinstall brings the same one back.
Result<InjectedHostKey> ensure_host_key(const MachineScope& scope, const std::string& name);

// The user data with that key in it; the key is pinned before anybody hears of the machine. User data that can't carry
// a key stays as it is, and a person is told.
Result<std::string> user_data_with_pinned_key(CommandContext& context, const MachineScope& scope,
                                              const std::string& name, const std::string& user_data);

// After a delete: neither the key nor the pin is anybody's any more.
Result<> forget_host_key(const MachineScope& scope, const std::string& name);

// A public SSH key from a file; a private one is refused.
Result<std::string> read_public_key_file(const std::string& file);

}  // namespace vent
