#include <algorithm>

#include "base/text.h"
#include "cis/ciphers.h"
#include "cis/item.h"

namespace vent {
namespace {

Says says(std::string_view flag, Asked asked) { return FlagSays{"kube-apiserver", flag, asked}; }

// The first provider is the one that writes.
Judgement encryption_provider(const HostFacts& facts) {
  const auto found = facts.texts.find(kEncryptionProviders);
  const std::vector<std::string> providers = split_words(found == facts.texts.end() ? "" : found->second);
  if (providers.empty()) return {CisEnd::failed, "no provider encrypts secrets"};
  const bool is_good = providers[0] == "secretbox:" || providers[0] == "aescbc:" || providers[0] == "kms:";
  return {is_good ? CisEnd::passed : CisEnd::failed,
          "secrets are written by " + providers[0].substr(0, providers[0].size() - 1)};
}

}  // namespace

// 1.2
std::vector<CisItem> api_server_items() {
  constexpr Asked kSet{Asks::is_set};
  return {
      {"1.2.1", "who doesn't say who he is gets no answer", On::controllers,
       All{says("anonymous-auth", {Asks::is, "false", "true"})},
       "the balancers ask /readyz without a name; RBAC lets nobody without one see more than health and version"},
      {"1.2.2", "no passwords in a file", On::controllers, All{says("token-auth-file", {Asks::is_not_set})}},
      {"1.2.3", "services take no addresses of outside", On::controllers,
       All{says("enable-admission-plugins", {Asks::lists, "DenyServiceExternalIPs"})},
       "on bare metal they are a way to be reached that people use; who may create services is RBAC's to say"},
      {"1.2.4", "kubelets are shown a certificate", On::controllers,
       All{says("kubelet-client-certificate", kSet), says("kubelet-client-key", kSet)}},
      {"1.2.5", "kubelets are known by their authority", On::controllers,
       All{says("kubelet-certificate-authority", kSet)}},
      {"1.2.6", "not everything is allowed to everybody", On::controllers,
       All{says("authorization-mode", {Asks::lists_not, "AlwaysAllow", "AlwaysAllow"})}},
      {"1.2.7", "a node may touch only what is its own", On::controllers,
       All{says("authorization-mode", {Asks::lists, "Node"})}},
      {"1.2.8", "roles say who may do what", On::controllers, All{says("authorization-mode", {Asks::lists, "RBAC"})}},
      {"1.2.9", "events are accepted at a limited rate", On::controllers,
       All{says("enable-admission-plugins", {Asks::lists, "EventRateLimit"})},
       "the plugin has been alpha since Kubernetes 1.9, and events end after an hour; flow control limits who asks "
       "much"},
      {"1.2.10", "no plugin admits everything", On::controllers,
       All{says("enable-admission-plugins", {Asks::lists_not, "AlwaysAdmit"})}},
      {"1.2.11", "images are fetched anew for each pod", On::controllers,
       All{says("enable-admission-plugins", {Asks::lists, "AlwaysPullImages"})},
       "vent's own images lie on the hosts and in no registry: with it CoreDNS could not start"},
      {"1.2.12", "pods get an account", On::controllers,
       All{says("disable-admission-plugins", {Asks::lists_not, "ServiceAccount"})}},
      {"1.2.13", "nothing is made in a namespace that ends", On::controllers,
       All{says("disable-admission-plugins", {Asks::lists_not, "NamespaceLifecycle"})}},
      {"1.2.14", "a node changes only itself", On::controllers,
       All{says("enable-admission-plugins", {Asks::lists, "NodeRestriction"})}},
      {"1.2.15", "nobody is told the API server's profile", On::controllers,
       All{says("profiling", {Asks::is, "false", "true"})}},
      {"1.2.16", "requests are written down", On::controllers, All{says("audit-log-path", kSet)}},
      {"1.2.17", "what was written down is kept 30 days", On::controllers,
       All{says("audit-log-maxage", {Asks::at_least, "30"})}},
      {"1.2.18", "10 files of it are kept", On::controllers, All{says("audit-log-maxbackup", {Asks::at_least, "10"})}},
      {"1.2.19", "each has 100 MB", On::controllers, All{says("audit-log-maxsize", {Asks::at_least, "100"})}},
      {"1.2.20", "a request has an end", On::controllers, All{says("request-timeout", {Asks::is_not, "0s", "1m0s"})}},
      {"1.2.21", "a token ends with its account", On::controllers,
       All{says("service-account-lookup", {Asks::is, "true", "true"})}},
      {"1.2.22", "tokens are verified by a key of their own", On::controllers,
       All{says("service-account-key-file", kSet)}},
      {"1.2.23", "etcd is shown a certificate", On::controllers,
       All{says("etcd-certfile", kSet), says("etcd-keyfile", kSet)}},
      {"1.2.24", "the API server shows a certificate", On::controllers,
       All{says("tls-cert-file", kSet), says("tls-private-key-file", kSet)}},
      {"1.2.25", "clients are known by their authority", On::controllers, All{says("client-ca-file", kSet)}},
      {"1.2.26", "etcd is known by its authority", On::controllers, All{says("etcd-cafile", kSet)}},
      {"1.2.27", "secrets are encrypted at rest", On::controllers, All{says("encryption-provider-config", kSet)}},
      {"1.2.28", "with a cipher that holds", On::controllers, &encryption_provider},
      {"1.2.29", "TLS takes strong ciphers only", On::controllers,
       All{says("tls-cipher-suites", {Asks::only, kStrongCiphers})}},
      {"1.2.30", "a token ends when it says so", On::controllers,
       All{says("service-account-extend-token-expiration", {Asks::is, "false", "true"})}},
  };
}

}  // namespace vent
