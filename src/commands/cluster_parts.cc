#include "commands/cluster_parts.h"

#include <fmt/core.h>

#include <set>

#include "artifacts/make.h"
#include "chapters/certificates.h"
#include "commands/artifact_choice.h"
#include "commands/beside_vent.h"
#include "commands/whole_cluster.h"
#include "pki/key_folder.h"

namespace vent {
namespace {

KeyTexts texts_of(const KeyPair& pair) {
  return {.certificate = pair.certificate.pem(), .key = pair.key.pem(), .public_key = pair.key.public_pem()};
}

Result<ClusterArtifacts> artifacts_of(CommandContext& context, const Cluster& cluster) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  Store store = TRY(store_of_this_user());
  Workshop workshop{.catalogue = catalogue,
                    .store = store,
                    .programs_folder = program_folder(),
                    .sources = TRY(release_sources_of_environment()),
                    .bus = context.bus,
                    .clock = context.clock};
  std::set<Architecture> architectures;
  for (const Host& host : cluster.hosts) architectures.insert(host.architecture);
  ClusterArtifacts artifacts;
  for (const Architecture architecture : architectures) {
    const std::vector<Wanted> all = TRY(choose_versions(catalogue, cluster.versions, architecture));
    std::vector<Wanted> wanted = of_a_cluster(all);
    if (!cluster.has_gvisor) std::erase_if(wanted, [](const Wanted& one) { return one.component->name == "gvisor"; });
    TRY(make_artifacts(workshop, all, wanted, context.stop));
    for (const Wanted& one : wanted)
      for (const ArtifactName& name : one.names())
        if (std::optional<Artifact> artifact = TRY(store.find(name)))
          artifacts.add({.artifact = *artifact, .path = store.path_of(artifact->digest)});
  }
  return artifacts;
}

// Made before the first authority, so where there is one and not the other, it was lost. With another key, nobody could
// read what is in etcd.
Result<> check_encryption_key(const Path& folder) {
  const Path file = folder / (std::string(kEncryptionKey) + ".secret");
  if (path_exists(file) || !path_exists(folder / "ca.key")) return Ok{};
  return fail(
      Error(ErrorKind::missing, fmt::format("{} is gone: by it secrets in etcd are encrypted", file.string()))
          .with_id("VENT_KEY_LOST")
          .with_hint("bring it back from a backup, or from /etc/kube-apiserver/encryption.yaml on a controller: "
                     "the secret there in base64, decoded"));
}

}  // namespace

Result<ClusterKeys> keys_of(CommandContext& context, const Cluster& cluster, const ClusterState& state) {
  KeyFolder folder = TRY(KeyFolder::open(state.keys()));
  TRY(check_encryption_key(state.keys()));
  const WallTime now = context.clock.wall();
  ClusterKeys keys;
  keys.add(kEncryptionKey, TRY(folder.random(kEncryptionKey, kEncryptionKeySize)));
  std::map<std::string, KeyPair> authorities;
  for (const AuthorityWish& wish : authorities_of(cluster)) {
    const KeyPair pair = TRY(folder.authority(wish.name, wish.identity, now));
    keys.add(wish.name, texts_of(pair));
    authorities.emplace(wish.name, pair);
  }
  for (const CertificateWish& wish : certificates_of(cluster))
    keys.add(wish.name, texts_of(TRY(folder.leaf(wish.name, authorities.at(wish.authority), wish.identity, now))));
  const PrivateKey accounts = TRY(folder.key(kServiceAccountKey));
  keys.add(kServiceAccountKey, {.certificate = "", .key = accounts.pem(), .public_key = accounts.public_pem()});
  return keys;
}

Result<Design> design_of(CommandContext& context, Cluster cluster, const ClusterState& state) {
  TRY(while_doing("noting the ranges of pods", note_pod_ranges(cluster, state)));
  ClusterKeys keys = TRY(while_doing("preparing the cluster's keys", keys_of(context, cluster, state)));
  ClusterArtifacts artifacts = TRY(while_doing("preparing what is to be installed", artifacts_of(context, cluster)));
  return Design{.cluster = std::move(cluster), .keys = std::move(keys), .artifacts = std::move(artifacts)};
}

}  // namespace vent
