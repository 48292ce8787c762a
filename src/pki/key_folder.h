#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "pki/certificate.h"

namespace vent {

// The keys of a cluster, on the operator's side: NAME.key and NAME.crt for each, in a folder that only its owner may
// enter. What is there and still right is taken; what is missing, outdated or another's is made anew. Losing it means new
// keys for the whole cluster, so it belongs into a backup.
class KeyFolder {
 public:
  static Result<KeyFolder> open(const Path& folder);

  // A name is of one use for ever: "ca", "etcd-server-controller-0".
  Result<KeyPair> authority(const std::string& name, const Identity& identity, WallTime now);
  Result<KeyPair> leaf(const std::string& name, const KeyPair& authority, const Identity& identity, WallTime now);
  // A key without a certificate, as that which signs the tokens of service accounts.
  Result<PrivateKey> key(const std::string& name);
  // Random bytes, kept likewise (NAME.secret).
  Result<Secret> random(const std::string& name, std::size_t bytes);

  // What was made anew in this run, and why, for people: "etcd-peer-worker-0: it is valid for 12 more days".
  const std::vector<std::string>& made() const { return made_; }

 private:
  explicit KeyFolder(Path folder) : folder_(std::move(folder)) {}
  Result<std::optional<KeyPair>> stored(const std::string& name) const;
  Result<> store(const std::string& name, const KeyPair& pair, std::string why);

  Path folder_;
  std::vector<std::string> made_;
};

// Why a certificate must be made anew; nothing when it is still right. Pure.
std::optional<std::string> why_anew(const Certificate& found, const Identity& wanted, WallTime now);

constexpr std::chrono::hours kAuthorityLife = std::chrono::days(3653);
constexpr std::chrono::hours kLeafLife = std::chrono::days(365);
constexpr std::chrono::hours kRenewedBefore = std::chrono::days(90);  // its end
// Keys are made before the first host tells its time. Should the operator's clock turn out to be ahead, by a wrong time
// zone say, they are valid all the same when it is set right.
constexpr std::chrono::hours kBackdated = std::chrono::days(1);

}  // namespace vent
