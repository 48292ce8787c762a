#pragma once

#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "pki/certificate.h"

namespace vent {

// Which keys a cluster has: three authorities, so that who is known to etcd isn't known to Kubernetes by that, and a
// certificate for each part and each use. Pure.

struct AuthorityWish {
  std::string name;  // "ca", in the key folder and in ClusterKeys
  Identity identity;
};

struct CertificateWish {
  std::string name;       // "etcd-server-controller-0"
  std::string authority;  // "etcd-ca"
  Identity identity;
};

std::vector<AuthorityWish> authorities_of(const Cluster& cluster);
std::vector<CertificateWish> certificates_of(const Cluster& cluster);
// Those of people, by which they are known to the API. Both may do everything; the audit log tells them apart.
inline constexpr const char* kPeople[] = {"admin", "developer"};
// Keys that need no certificate.
inline constexpr const char* kServiceAccountKey = "service-account";
// Random bytes: what secrets are encrypted with.
inline constexpr const char* kEncryptionKey = "encryption";
inline constexpr std::size_t kEncryptionKeySize = 32;

}  // namespace vent
