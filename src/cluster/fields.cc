#include "cluster/fields.h"

#include <algorithm>

namespace vent {
namespace {

using enum Presence;

constexpr std::string_view kKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3";

constexpr Field kFields[] = {
    {.path = "apiVersion",
     .form = Form::api_version,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "vent/v1",
     .description = "The version of this format."},
    {.path = "kind",
     .form = Form::kind,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "Cluster",
     .description = "What this file describes."},
    {.path = "name",
     .form = Form::label,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "paris",
     .description = "The cluster's name. Its keys and its history are kept under this name, so it stays the same for "
                    "the cluster's whole life."},

    {.path = "ssh",
     .form = Form::group,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = "",
     .description = "How to log in to every host. What stands in a host's own ssh counts more. Everything that is not "
                    "said here is up to your own ssh configuration: agent, other keys, timeouts."},
    {.path = "ssh.user",
     .form = Form::user,
     .presence = optional,
     .fallback = "root",
     .absent = "",
     .example = "debian",
     .description = "The login. Any other than root needs sudo without a password."},
    {.path = "ssh.port",
     .form = Form::port,
     .presence = optional,
     .fallback = "22",
     .absent = "",
     .example = "2222",
     .description = "The port on which sshd listens."},
    {.path = "ssh.key",
     .form = Form::path,
     .presence = optional,
     .fallback = "",
     .absent = "your ssh configuration decides",
     .example = "~/.ssh/id_ed25519",
     .description = "The file of the private key to log in with. ~/ is your home; another relative path begins in the "
                    "folder of the cluster file."},
    {.path = "ssh.jumpHost",
     .form = Form::jump_host,
     .presence = optional,
     .fallback = "",
     .absent = "your ssh configuration decides",
     .example = "admin@bastion.example.com:2222",
     .description = "The machine to go through, as ssh -J takes it. Several are passed in this order."},

    {.path = "network",
     .form = Form::group,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = "",
     .description = "What is to be done to the network of the hosts."},
    {.path = "network.fake0",
     .form = Form::wish,
     .presence = optional,
     .fallback = "",
     .absent = "the private address stays where it is",
     .example = "{}",
     .description =
         "Moves each private address from the bond to a macvlan of its own, called fake0. Wanted on rented machines "
         "that have public and private address on one bond, by network plugins that take the first address "
         "of an interface."},
    {.path = "network.fake0.parent",
     .form = Form::interface,
     .presence = optional,
     .fallback = "bond0",
     .absent = "",
     .example = "bond1",
     .description = "The interface that has the private address as its alias."},

    {.path = "network.pods",
     .form = Form::ipv4_range,
     .presence = optional,
     .fallback = "172.16.0.0/16",
     .absent = "",
     .example = "10.200.0.0/16",
     .description = "The addresses of pods. Each host gets a /24 of it. Nothing else that hosts or pods talk to may "
                    "have an address in it."},
    {.path = "network.services",
     .form = Form::ipv4_range,
     .presence = optional,
     .fallback = "172.30.0.0/20",
     .absent = "",
     .example = "10.32.0.0/24",
     .description = "The addresses of services, outside of the range of pods. The first is that of the API, the tenth "
                    "that of DNS."},

    {.path = "network.upstreamDns",
     .form = Form::dns_servers,
     .presence = optional,
     .fallback = "hosts",
     .absent = "",
     .example = "192.0.2.1,192.0.2.2",
     .description = "Whom the cluster's DNS asks about names of the world. hosts: whom the hosts ask, by their "
                    "/etc/resolv.conf. none: nobody, so that only names of the cluster are known."},

    {.path = "encryption",
     .form = Form::encryption,
     .presence = optional,
     .fallback = "secretbox",
     .absent = "",
     .example = "aescbc",
     .description = "How secrets are encrypted before they are written to etcd. aescbc is the older way, which other "
                    "guides use."},
    {.path = "cgroupDriver",
     .form = Form::cgroup_driver,
     .presence = optional,
     .fallback = "systemd",
     .absent = "",
     .example = "cgroupfs",
     .description = "Who makes the control groups of containers. cgroupfs is for hosts with version 1 of control "
                    "groups."},

    {.path = "versions",
     .form = Form::group,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = "",
     .description = "Which versions to install, where it isn't to be the one that this vent takes by itself. `vent "
                    "versions` lists what there is."},
    {.path = "versions.kubernetes",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "1.36.3",
     .description = "The version of Kubernetes: its control plane, the kubelet, kube-proxy and kubectl."},
    {.path = "versions.etcd",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "3.6.16",
     .description = "The version of etcd."},
    {.path = "versions.containerd",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "2.2.9",
     .description = "The version of containerd."},
    {.path = "versions.runc",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "1.5.2",
     .description = "The version of runc."},
    {.path = "versions.cni-plugins",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "1.9.1",
     .description = "The version of the CNI plugins."},
    {.path = "versions.coredns",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "1.14.6",
     .description = "The version of CoreDNS."},
    {.path = "versions.flannel",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "0.28.4",
     .description = "The version of flannel."},
    {.path = "versions.gvisor",
     .form = Form::version,
     .presence = optional,
     .fallback = "",
     .absent = "the newest that this vent knows",
     .example = "20260905.0",
     .description = "The version of gVisor."},

    {.path = "hosts",
     .form = Form::list,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "",
     .description = "The machines of the cluster, at least one of them a controller. vent names them in this order."},
    {.path = "hosts.name",
     .form = Form::label,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "controller-0",
     .description = "The host's name, which it will bear. Kubernetes calls the node so too."},
    {.path = "hosts.role",
     .form = Form::role,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "controller",
     .description =
         "What the host is for. A controller runs etcd and the control plane, a worker runs what you deploy."},
    {.path = "hosts.architecture",
     .form = Form::architecture,
     .presence = optional,
     .fallback = "amd64",
     .absent = "",
     .example = "arm64",
     .description = "What the host's programs are built for."},
    {.path = "hosts.address",
     .form = Form::address,
     .presence = required,
     .fallback = "",
     .absent = "",
     .example = "198.51.100.3",
     .description = "Where ssh reaches the host from this machine."},
    {.path = "hosts.privateAddress",
     .form = Form::ipv4,
     .presence = optional,
     .fallback = "",
     .absent = "the address, which must be an IPv4 address then",
     .example = "10.80.1.1",
     .description =
         "The address by which the hosts reach each other. etcd, the kubelets and the pods' network use it."},
    {.path = "hosts.domainName",
     .form = Form::domain_name,
     .presence = optional,
     .fallback = "",
     .absent = "the host's name",
     .example = "controller-0.example.com",
     .description = "The host's full name, for /etc/hosts."},
    {.path = "hosts.podRange",
     .form = Form::ipv4_range,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = "10.200.0.0/24",
     .description = "The addresses of the pods on this host. Those of different hosts must not overlap."},
    {.path = "hosts.ssh",
     .form = Form::group,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = "",
     .description = "How to log in to this host, where that differs from the cluster's ssh."},
    {.path = "hosts.ssh.user",
     .form = Form::user,
     .presence = optional,
     .fallback = "",
     .absent = "ssh.user",
     .example = "admin",
     .description = "The login. Any other than root needs sudo without a password."},
    {.path = "hosts.ssh.port",
     .form = Form::port,
     .presence = optional,
     .fallback = "",
     .absent = "ssh.port",
     .example = "2202",
     .description = "The port on which the host's sshd listens."},
    {.path = "hosts.ssh.key",
     .form = Form::path,
     .presence = optional,
     .fallback = "",
     .absent = "ssh.key",
     .example = "keys/controller-0",
     .description = "The file of the private key to log in with. ~/ is your home; another relative path begins in the "
                    "folder of the cluster file."},
    {.path = "hosts.ssh.jumpHost",
     .form = Form::jump_host,
     .presence = optional,
     .fallback = "",
     .absent = "ssh.jumpHost",
     .example = "bastion.example.com",
     .description = "The machine to go through, as ssh -J takes it. Several are passed in this order."},
    {.path = "hosts.ssh.hostKey",
     .form = Form::host_key,
     .presence = optional,
     .fallback = "",
     .absent = "",
     .example = kKey,
     .description = "The public key by which the host's sshd proves to be this host. It is the content of the host's "
                    "/etc/ssh/ssh_host_ed25519_key.pub; a comment at its end is left out."},
};

}  // namespace

std::span<const Field> cluster_fields() { return kFields; }

const Field* find_field(std::string_view path) {
  const auto* field = std::ranges::find(kFields, path, &Field::path);
  return field == std::end(kFields) ? nullptr : field;
}

std::string_view parent_of(const Field& field) {
  const std::size_t dot = field.path.rfind('.');
  return dot == std::string_view::npos ? "" : field.path.substr(0, dot);
}

std::string_view key_of(const Field& field) { return field.path.substr(field.path.rfind('.') + 1); }

std::vector<const Field*> fields_below(std::string_view path) {
  std::vector<const Field*> found;
  for (const Field& field : kFields)
    if (parent_of(field) == path) found.push_back(&field);
  return found;
}

bool has_fields(Form form) { return form == Form::group || form == Form::wish || form == Form::list; }

std::string first_sentence(const Field& field) {
  return std::string(field.description.substr(0, field.description.find(". "))) +
         (field.description.find(". ") == std::string_view::npos ? "" : ".");
}

}  // namespace vent
