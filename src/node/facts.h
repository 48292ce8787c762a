#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "resources/this_host.h"

namespace vent {

struct InterfaceAddress {
  std::string interface;
  std::string address;
  int prefix = 0;
  int mtu = 0;
};

// A port somebody listens on.
struct PortInUse {
  std::string protocol;  // "tcp", "udp"
  std::string address;
  int port = 0;
  std::string program;
  std::string unit;  // the systemd unit it belongs to, if any
};

// What is so on a host, as far as it decides what should be. Plain data: chapters compute with it.
struct Facts {
  std::string host_name;
  std::string os;            // "debian 12"
  std::string os_name;       // "Debian GNU/Linux 12 (bookworm)"
  std::string kernel;        // "6.1.0-18-amd64"
  std::string architecture;  // "x86_64"
  std::string machine_id;
  std::string init;     // "systemd 252"
  std::string cgroups;  // "v1" or "v2"
  std::int64_t cpus = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t free_bytes = 0;  // where /var/lib is
  std::int64_t time_ms = 0;     // the host's clock when it answered, since 1970
  double disk_sync_ms = 0;      // the median of a few small writes that wait for the disk
  std::string disk_problem;     // why nothing can be written; empty when it can
  bool swap_in_use = false;
  std::vector<std::string> missing_features;  // of the kernel, of those the Hard Way needs
  std::vector<std::string> other_installers;  // whose clusters left something: "kubeadm (/etc/kubernetes/admin.conf)"
  std::vector<InterfaceAddress> addresses;
  std::vector<PortInUse> listening;
  int probe_port = 0;  // where this host answers probes of the others, while it is connected
};

// Looks at all of it; nothing is changed but a file in `scratch` to time the disk with, which is removed.
Result<Facts> gather_facts(const ThisHost& host, const Path& scratch);

Json to_json(const Facts& facts);
Result<Facts> facts_from_json(const Json& json);

}  // namespace vent
