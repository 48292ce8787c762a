#pragma once

#include <string>

#include "base/secret.h"
#include "chapters/design.h"

namespace vent {

// What a part needs to talk to the API as itself: where it is, which authority signed its certificate, who the part is.
struct KubeconfigContents {
  std::string cluster;
  std::string server;     // "https://10.80.0.1:6443"
  std::string authority;  // a certificate, PEM
  std::string user;
  const KeyTexts& identity;
};
Secret kubeconfig(const KubeconfigContents& contents);

// The same for a part of the cluster: `name` is that of its certificate.
Secret kubeconfig_of(const Design& design, const std::string& server, const std::string& name, const std::string& user);

}  // namespace vent
