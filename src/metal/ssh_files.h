#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "metal/address_plan.h"
#include "metal/host.h"
#include "metal/lab.h"

namespace vent::metal {

// So that `ssh -F …/ssh/config worker-0` just works, with the host's key pinned: the cloud made that key itself.
std::string render_known_hosts(const std::vector<Host>& hosts, const AddressPlan& plan);
std::string render_ssh_config(const std::vector<Host>& hosts, const AddressPlan& plan, const Lab& lab);

// The lab's own key, made once.
Result<> ensure_lab_key(const Lab& lab);
Result<> write_ssh_files(const std::vector<Host>& hosts, const AddressPlan& plan, const Lab& lab);

}  // namespace vent::metal
