#pragma once

namespace vent {

// Where everything is on a host: one folder below /etc for each part, which holds what that part reads and nothing else.

inline constexpr const char* kPrograms = "/usr/local/bin";
inline constexpr const char* kCniPlugins = "/opt/cni/bin";
inline constexpr const char* kCniConfiguration = "/etc/cni/net.d";
inline constexpr const char* kImages = "/var/lib/vent/images";  // archives that are imported into containerd

inline constexpr const char* kEtcd = "/etc/etcd";
inline constexpr const char* kEtcdData = "/var/lib/etcd";
inline constexpr const char* kEtcdFirstStart = "/var/lib/etcd/first-start";  // who the members are when it begins
inline constexpr const char* kKubernetes = "/etc/kubernetes";  // what all parts may read, and the administrator's files
inline constexpr const char* kApiServer = "/etc/kube-apiserver";
inline constexpr const char* kControllerManager = "/etc/kube-controller-manager";
inline constexpr const char* kScheduler = "/etc/kube-scheduler";
inline constexpr const char* kContainerd = "/etc/containerd";
inline constexpr const char* kKubelet = "/etc/kubelet";
inline constexpr const char* kProxy = "/etc/kube-proxy";
inline constexpr const char* kFlannel = "/etc/flannel";
inline constexpr const char* kVxlan = "/etc/vxlan";

inline constexpr const char* kAuthority = "/etc/kubernetes/ca.crt";
inline constexpr const char* kAdminKubeconfig = "/etc/kubernetes/admin.kubeconfig";
inline constexpr const char* kContainerdSocket = "/run/containerd/containerd.sock";

inline constexpr int kEtcdPort = 2379;
inline constexpr int kEtcdPeerPort = 2380;
inline constexpr int kApiPort = 6443;
inline constexpr int kBalancerPort = 6444;  // on 127.0.0.1, where there are several controllers

}  // namespace vent
