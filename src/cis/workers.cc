#include "cis/ciphers.h"
#include "cis/item.h"

namespace vent {
namespace {

Says setting(std::string_view field, Asked asked) { return SettingSays{"/etc/kubelet/config.yaml", field, asked}; }
Says flag(std::string_view name, Asked asked) { return FlagSays{"kubelet", name, asked}; }

}  // namespace

// 4: the files of nodes, the kubelet, kube-proxy. Controllers are nodes too.
std::vector<CisItem> worker_items() {
  constexpr Asked kSet{Asks::is_set};
  return {
      {"4.1.1", "the kubelet's unit is root's to read", On::every_host,
       FilesAre{{"/etc/systemd/system/kubelet.service"}, 0600, "root"},
       "nobody but root changes it, and systemd tells everybody what stands in it anyway; it warns of units with 0600"},
      {"4.1.2", "the kubelet's unit belongs to root", On::every_host,
       FilesAre{{"/etc/systemd/system/kubelet.service"}, 0777, "root"}},
      {"4.1.3", "kube-proxy's kubeconfig is root's to read", On::every_host,
       FilesAre{{"/etc/kube-proxy/kubeconfig"}, 0600, "root"}},
      {"4.1.4", "kube-proxy's kubeconfig belongs to root", On::every_host,
       FilesAre{{"/etc/kube-proxy/kubeconfig"}, 0777, "root"}},
      {"4.1.5", "the kubelet's kubeconfig is root's to read", On::every_host,
       FilesAre{{"/etc/kubelet/kubeconfig"}, 0600, "root"}},
      {"4.1.6", "the kubelet's kubeconfig belongs to root", On::every_host,
       FilesAre{{"/etc/kubelet/kubeconfig"}, 0777, "root"}},
      {"4.1.7", "nobody but root changes whom the kubelet trusts", On::every_host,
       FilesAre{{"/etc/kubernetes/ca.crt"}, 0644, "root"}},
      {"4.1.8", "whom the kubelet trusts belongs to root", On::every_host,
       FilesAre{{"/etc/kubernetes/ca.crt"}, 0777, "root"}},
      {"4.1.9", "the kubelet's settings are root's to read", On::every_host,
       FilesAre{{"/etc/kubelet/config.yaml"}, 0600, "root"}},
      {"4.1.10", "the kubelet's settings belong to root", On::every_host,
       FilesAre{{"/etc/kubelet/config.yaml"}, 0777, "root"}},
      {"4.2.1", "the kubelet answers nobody who doesn't say who he is", On::every_host,
       All{setting("authentication.anonymous.enabled", {Asks::is, "false", "false"}),
           flag("anonymous-auth", {Asks::is_not, "true"})}},
      {"4.2.2", "the API says who may ask the kubelet what", On::every_host,
       All{setting("authorization.mode", {Asks::is, "Webhook", "Webhook"}),
           flag("authorization-mode", {Asks::is_not, "AlwaysAllow"})}},
      {"4.2.3", "who asks is known by the authority", On::every_host,
       All{setting("authentication.x509.clientCAFile", kSet)}},
      {"4.2.4", "there is no port for who only reads", On::every_host,
       All{setting("readOnlyPort", {Asks::is, "0", "0"})}},
      {"4.2.5", "a connection that is silent ends", On::every_host,
       All{setting("streamingConnectionIdleTimeout", {Asks::is_not, "0", "4h0m0s"})}},
      {"4.2.6", "the kubelet sets its own rules for packets", On::every_host,
       All{setting("makeIPTablesUtilChains", {Asks::is, "true", "true"})}},
      {"4.2.7", "a node is called as its host is", On::every_host, All{flag("hostname-override", {Asks::is_not_set})},
       "a node is called as the cluster file calls the host, and its certificate: chapter 03 gives the host that name"},
      {"4.2.8", "events are not left out", On::every_host, All{setting("eventRecordQPS", {Asks::at_least, "0", "50"})}},
      {"4.2.9", "the kubelet shows a certificate", On::every_host,
       All{setting("tlsCertFile", kSet), setting("tlsPrivateKeyFile", kSet)}},
      {"4.2.10", "the kubelet's certificate for asking is renewed", On::every_host,
       All{setting("rotateCertificates", {Asks::is_not, "false", "left to vent, which renews it"})}},
      {"4.2.11", "the one that it shows can be renewed", On::every_host,
       All{setting("featureGates.RotateKubeletServerCertificate", {Asks::is_not, "false", "true"})}},
      {"4.2.12", "the kubelet takes strong ciphers only", On::every_host,
       All{setting("tlsCipherSuites", {Asks::only, kStrongCiphers})}},
      {"4.2.13", "a pod has a limit of processes", On::every_host,
       All{setting("podPidsLimit", {Asks::at_least, "1", "-1"})}},
      {"4.2.14", "containers get the runtime's filter of system calls", On::every_host,
       All{setting("seccompDefault", {Asks::is, "true", "false"})}},
      {"4.2.15", "systemd lets the kubelet talk to known addresses only", On::every_host,
       NotHere{"the addresses of pods and of the world are not known beforehand, and kubelets ask both"}},
      {"4.3.1", "kube-proxy's numbers are told on its own host", On::every_host,
       All{SettingSays{
           "/etc/kube-proxy/config.yaml", "metricsBindAddress", {Asks::is, "127.0.0.1:10249", "127.0.0.1:10249"}}}},
  };
}

}  // namespace vent
