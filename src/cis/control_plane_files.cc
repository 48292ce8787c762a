#include "cis/item.h"

namespace vent {
namespace {

constexpr NotHere kNoPod{"the part is a unit of systemd, and no pod with a specification"};

}  // namespace

// 1.1: files of controllers.
std::vector<CisItem> control_plane_file_items() {
  return {
      {"1.1.1", "the API server's pod is not everybody's to read", On::controllers, kNoPod},
      {"1.1.2", "the API server's pod belongs to root", On::controllers, kNoPod},
      {"1.1.3", "the controller manager's pod is not everybody's to read", On::controllers, kNoPod},
      {"1.1.4", "the controller manager's pod belongs to root", On::controllers, kNoPod},
      {"1.1.5", "the scheduler's pod is not everybody's to read", On::controllers, kNoPod},
      {"1.1.6", "the scheduler's pod belongs to root", On::controllers, kNoPod},
      {"1.1.7", "etcd's pod is not everybody's to read", On::controllers, kNoPod},
      {"1.1.8", "etcd's pod belongs to root", On::controllers, kNoPod},
      {"1.1.9", "settings of the pods' network are root's to read", On::controllers,
       FilesAre{{"/etc/cni/net.d/*"}, 0600, "root"}},
      {"1.1.10", "settings of the pods' network belong to root", On::controllers,
       FilesAre{{"/etc/cni/net.d/*"}, 0777, "root"}},
      {"1.1.11", "etcd's data is etcd's alone", On::controllers, FilesAre{{"/var/lib/etcd"}, 0700, "etcd"}},
      {"1.1.12", "etcd's data belongs to etcd", On::controllers, FilesAre{{"/var/lib/etcd"}, 0777, "etcd"}},
      {"1.1.13", "the administrator's kubeconfig is root's to read", On::controllers,
       FilesAre{{"/etc/kubernetes/admin.kubeconfig"}, 0600, "root"}},
      {"1.1.14", "the administrator's kubeconfig belongs to root", On::controllers,
       FilesAre{{"/etc/kubernetes/admin.kubeconfig"}, 0777, "root"}},
      {"1.1.15", "the scheduler's kubeconfig is the scheduler's to read", On::controllers,
       FilesAre{{"/etc/kube-scheduler/kubeconfig"}, 0600, "root"}},
      {"1.1.16", "the scheduler's kubeconfig belongs to root", On::controllers,
       FilesAre{{"/etc/kube-scheduler/kubeconfig"}, 0777, "root"}},
      {"1.1.17", "the controller manager's kubeconfig is its own to read", On::controllers,
       FilesAre{{"/etc/kube-controller-manager/kubeconfig"}, 0600, "root"}},
      {"1.1.18", "the controller manager's kubeconfig belongs to root", On::controllers,
       FilesAre{{"/etc/kube-controller-manager/kubeconfig"}, 0777, "root"}},
      {"1.1.19", "keys, certificates and their folders belong to root", On::controllers,
       FilesAre{{"/etc/kubernetes", "/etc/etcd", "/etc/kube-apiserver", "/etc/kube-controller-manager",
                 "/etc/kube-scheduler", "/etc/*/*.crt", "/etc/*/*.key", "/etc/*/*.pub"},
                0777,
                "root"}},
      {"1.1.20", "nobody but root changes a certificate", On::controllers,
       FilesAre{{"/etc/*/*.crt", "/etc/*/*.pub"}, 0644, "root"}},
      {"1.1.21", "each key is readable by its part alone", On::controllers, FilesAre{{"/etc/*/*.key"}, 0600, "root"}},
  };
}

}  // namespace vent
