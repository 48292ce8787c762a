#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace vent {

// What kubectl and the parts of a cluster need to talk to an API: where it is, which authority signed its certificate,
// and who one is oneself.
struct KubeconfigEntry {
  std::string cluster;      // also the name of the context
  std::string server;       // "https://10.80.0.1:6443"
  std::string authority;    // a certificate, PEM
  std::string user;         // what the user is called in the file
  std::string certificate;  // of the user, PEM
  Secret key;
};

// A file with this entry alone, and its context chosen.
Secret kubeconfig(const KubeconfigEntry& entry);

// Somebody's file, with this entry added or put in the place of the one of that name, and its context chosen. Everything
// else stays as it was, but for comments and order. `file` names it in messages.
Result<Secret> with_entry(std::string_view text, const std::string& file, const KubeconfigEntry& entry);
// Without what was added for a cluster; the same text when there is nothing of it. Another context is chosen by nobody:
// then none is.
Result<Secret> without_entry(std::string_view text, const std::string& file, const std::string& cluster,
                             const std::vector<std::string>& users);

}  // namespace vent
