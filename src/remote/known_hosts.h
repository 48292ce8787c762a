#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "cluster/cluster.h"
#include "remote/host_key.h"

namespace vent {

// The cluster's own known_hosts file: which key is which host's, under the host's name in the cluster file. Lines that
// ssh understands and we don't (a @cert-authority that a person added, say) stay as they are, before ours.

std::vector<HostKey> pinned_keys(std::string_view known_hosts, std::string_view host_name);
// The file with these keys, and no others, as the host's: after a reinstall the old ones are anybody's. One for each
// type; no keys forget the host. Our lines are sorted.
std::string with_pinned_keys(std::string_view known_hosts, std::string_view host_name,
                             const std::vector<HostKey>& keys);

// None when there is no such file yet.
Result<std::vector<HostKey>> read_pinned_keys(const Path& known_hosts, std::string_view host_name);
Result<> pin_host_keys(const Path& known_hosts, std::string_view host_name, const std::vector<HostKey>& keys);
// What the cluster file gives as host keys is pinned, whatever was before. To be called before any host is connected
// to.
Result<> pin_given_keys(const Path& known_hosts, const Cluster& cluster);

}  // namespace vent
