#include "cluster/inventory_words.h"

namespace vent {
namespace {

constexpr RoleGroup kRoleGroups[] = {
    {"tag_controller", Role::controller},
    {"controllers", Role::controller},
    {"controller", Role::controller},
    {"control_plane", Role::controller},
    {"kube_control_plane", Role::controller},
    {"kube-control-plane", Role::controller},
    {"kube_master", Role::controller},
    {"kube-master", Role::controller},
    {"masters", Role::controller},
    {"master", Role::controller},
    {"tag_worker", Role::worker},
    {"workers", Role::worker},
    {"worker", Role::worker},
    {"kube", Role::worker},
    {"kube_node", Role::worker},
    {"kube-node", Role::worker},
    {"nodes", Role::worker},
    {"node", Role::worker},
};

constexpr KnownVariable kKnownVariables[] = {
    {"ansible_host", "hosts.address"},
    {"ansible_ssh_host", "hosts.address"},
    {"ansible_user", "hosts.ssh.user"},
    {"ansible_ssh_user", "hosts.ssh.user"},
    {"ansible_port", "hosts.ssh.port"},
    {"ansible_ssh_port", "hosts.ssh.port"},
    {"ansible_ssh_private_key_file", "hosts.ssh.key"},
    {"ansible_private_key_file", "hosts.ssh.key"},
    {"ansible_ssh_common_args", "hosts.ssh.jumpHost"},
    {"private_ip", "hosts.privateAddress"},
    {"private_address", "hosts.privateAddress"},
    {"ip", "hosts.privateAddress"},
    {"pod_range", "hosts.podRange"},
    {"pod_subnet", "hosts.podRange"},
    {"pod_cidr", "hosts.podRange"},
};

constexpr HarmlessVariable kHarmlessVariables[] = {
    {"ansible_become", ""},
    {"ansible_become_method", "sudo"},
    {"ansible_become_user", "root"},
    {"ansible_connection", "ssh|smart"},
    {"ansible_python_interpreter", ""},
    {"ansible_shell_type", "sh"},
};

}  // namespace

std::span<const RoleGroup> role_groups() { return kRoleGroups; }
std::span<const KnownVariable> known_variables() { return kKnownVariables; }
std::span<const HarmlessVariable> harmless_variables() { return kHarmlessVariables; }

}  // namespace vent
