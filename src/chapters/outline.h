#pragma once

#include <string>
#include <vector>

#include "chapters/design.h"

namespace vent {

// What is where on the hosts of a cluster, for those who look at it and need no keys and no programs for that. Asked of
// the chapters themselves, so it can't differ from what they make. Pure.

// A design with names where keys, certificates and programs would be.
Design outline_of(Cluster cluster);

// The units of vent on a host, in the order in which they are made.
std::vector<std::string> units_of(const Design& outline, const Host& host);

// Where a certificate stands on a host: as a file of its own, or in a kubeconfig.
struct CertificatePlace {
  std::string certificate;  // "etcd-server-controller-0"
  std::string host;
  std::string path;
  bool in_kubeconfig = false;
};
std::vector<CertificatePlace> certificate_places(const Design& outline);

}  // namespace vent
