#include "base/text.h"
#include "cis/item.h"

namespace vent {
namespace {

Says says(std::string_view flag, Asked asked) { return FlagSays{"etcd", flag, asked}; }

// Else who is known to Kubernetes would be known to etcd too.
Judgement own_authority(const HostFacts& facts) {
  const auto found = facts.texts.find(kAuthorityDigests);
  const std::vector<std::string> lines = split_lines(found == facts.texts.end() ? "" : found->second);
  if (lines.size() != 2) return {CisEnd::failed, "one of the two authorities has no certificate there"};
  const bool differ = split_words(lines[0]).front() != split_words(lines[1]).front();
  return {differ ? CisEnd::passed : CisEnd::failed,
          differ ? "two authorities" : "etcd trusts the authority of Kubernetes"};
}

}  // namespace

// 2
std::vector<CisItem> etcd_items() {
  constexpr Asked kSet{Asks::is_set};
  constexpr Asked kIsOn{Asks::is, "true", "false"};
  constexpr Asked kIsNotOn{Asks::is_not, "true", "false"};
  return {
      {"2.1", "etcd shows clients a certificate", On::controllers,
       All{says("cert-file", kSet), says("key-file", kSet)}},
      {"2.2", "clients show etcd theirs", On::controllers, All{says("client-cert-auth", kIsOn)}},
      {"2.3", "etcd makes no certificates for clients by itself", On::controllers, All{says("auto-tls", kIsNotOn)}},
      {"2.4", "members show each other a certificate", On::controllers,
       All{says("peer-cert-file", kSet), says("peer-key-file", kSet)}},
      {"2.5", "and ask for it", On::controllers, All{says("peer-client-cert-auth", kIsOn)}},
      {"2.6", "etcd makes no certificates for members by itself", On::controllers,
       All{says("peer-auto-tls", kIsNotOn)}},
      {"2.7", "etcd has an authority of its own", On::controllers, &own_authority},
  };
}

}  // namespace vent
