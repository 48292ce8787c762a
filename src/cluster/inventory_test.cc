#include "cluster/inventory.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(InventoryIni, Reads) {
  const std::string text = R"(; made by hand
[tag_controller]
controller-0 ansible_host=192.0.2.10 private_ip=10.0.0.10 ansible_port=2222

[tag_worker]
worker-[0:1].example.com ansible_user='root'  # both
worker-2:2022 ansible_host=192.0.2.22 rack="a b" ansible_ssh_private_key_file=~/keys/w2
[near]
worker-0.example.com private_ip=10.0.0.20
worker-1.example.com ip=10.0.0.21
[cluster:children]
tag_worker
tag_controller
[tag_worker:vars]
ansible_ssh_common_args = "-o ProxyJump=ada@bastion:22"
ansible_user = "debian"
[all:vars]
ansible_user=ubuntu
ansible_python_interpreter=/usr/bin/python3
ansible_become = true
)";
  expect_golden("inventory_ini.txt", described(*read_text(text, "hosts.ini")));
}

TEST(InventoryYaml, ReadsKubespraysSample) {
  const std::string text = R"(all:
  hosts:
    node1: {ansible_host: 95.54.0.12, ip: 10.3.0.1, access_ip: 10.3.0.1, etcd_member_name: etcd1}
    node2: {ansible_host: 95.54.0.13, ip: 10.3.0.2}
    node3: {ansible_host: 95.54.0.14, ip: 10.3.0.3}
  vars: {ansible_user: ubuntu, tags: [a, b]}
  children:
    kube_control_plane:
      hosts: {node1: }
    kube_node:
      hosts:
        node[1:3]:
    etcd:
      hosts: {node1: }
    k8s_cluster:
      children:
        kube_control_plane:
        kube_node:
      vars:
        ansible_user: debian
    calico_rr:
      hosts: {}
)";
  expect_golden("inventory_yaml.txt", described(*read_text(text, "inventory.yml")));
}

TEST(Inventory, TheNearerVariableCounts) {
  const auto user_with = [](const std::string& more) {
    const Result<Cluster> cluster =
        read_text("[masters]\na ansible_host=192.0.2.1\n[z:children]\nmasters\n" + more, "i.ini");
    return cluster ? cluster->hosts[0].ssh.user : cluster.error().text();
  };
  EXPECT_EQ(user_with(""), "root");
  EXPECT_EQ(user_with("[all:vars]\nansible_user=all\n"), "all");
  EXPECT_EQ(user_with("[z:vars]\nansible_user=z\n[all:vars]\nansible_user=all\n"), "z");
  EXPECT_EQ(user_with("[masters:vars]\nansible_user=m\n[z:vars]\nansible_user=z\n"), "m");
  EXPECT_EQ(user_with("[b]\na\n[b:vars]\nansible_user=b\n[z:vars]\nansible_user=z\n"), "z");  // z and b: by name
  EXPECT_EQ(user_with("[other]\na ansible_user=host\n[masters:vars]\nansible_user=m\n"), "host");
}

TEST(InventoryIni, ShowsAllProblemsOfItsForm) {
  expect_golden("inventory_ini_problems.txt", problems_of(R"([masters
a
[masters:hosts]
[masters]
ansible_user=root
b role
c ansible_host='192.0.2.1
d[1:] ansible_host=192.0.2.1
[masters:vars]
ansible_user root
[nodes:children]
nobody
a b
[nobody2:vars]
x=1
[p:children]
q
[q:children]
p
)",
                                                          "hosts.ini"));
}

TEST(InventoryYaml, ShowsAllProblemsOfItsForm) {
  expect_golden("inventory_yaml_problems.txt", problems_of(R"(all:
  host: {a: }
  hosts: [a, b]
  vars: x
  children:
    masters: 7
    nodes:
      hosts:
        w1: 10.0.0.1
        w[1: {}
)",
                                                           "inventory.yml"));
}

// The same inventory as both forms write it.
struct BothForms {
  std::string ini, yaml;

  void add_group(const std::string& group, const std::vector<std::string>& hosts, const std::string& user) {
    ini += "[" + group + "]\n";
    yaml += group + ":\n  hosts:\n";
    for (const std::string& host : hosts) {
      const std::string last = host.substr(host.size() - 1);
      ini += host + " ansible_host=192.0.2." + last + " ip=10.0.0." + last + " ansible_port=22" + last + "\n";
      yaml += "    " + host + ": {ansible_host: 192.0.2." + last + ", ip: 10.0.0." + last + ", ansible_port: 22" +
              last + "}\n";
    }
    if (user.empty()) return;
    ini += "[" + group + ":vars]\nansible_user = " + user + "\n";
    yaml += "  vars: {ansible_user: " + user + "}\n";
  }
};

RC_GTEST_PROP(InventoryProperty, BothFormsMeanTheSame, ()) {
  const auto any_user = rc::gen::element<std::string>("", "ada", "root");
  BothForms forms;
  for (const char* group : {"workers", "masters", "all", "rack_7", "k8s"}) {
    std::vector<std::string> hosts;
    // Nearly all have a role.
    for (int number = 1; number < 6; ++number)
      if (*rc::gen::weightedElement<bool>({{std::string_view(group) == "workers" ? 50 : 1, true}, {1, false}}))
        hosts.push_back("host-" + std::to_string(number));
    if (!hosts.empty()) forms.add_group(group, hosts, *any_user);
  }
  const Result<Cluster> from_ini = read_text(forms.ini, "i.ini");
  const Result<Cluster> from_yaml = read_text(forms.yaml, "i.yml");
  RC_CLASSIFY(from_ini.has_value(), "good");
  RC_ASSERT(from_ini.has_value() == from_yaml.has_value());
  if (from_ini) RC_ASSERT(described(*from_ini) == described(*from_yaml));
}

TEST(Inventory, SaysWhatItDoesNotUnderstand) {
  expect_golden("inventory_meaning_problems.txt", problems_of(R"([masters]
m1 ansible_host=192.0.2.1 ansible_connection=local ansible_uesr=x
192.0.2.2
M3 ansible_host=192.0.2.3
m4 ansible_host=192.0.2.4 ansible_host_key_checking=false ansible_become_method=su
m5 ansible_host=192.0.2.5 ansible_user=a ansible_ssh_user=b
[nodes]
n1 ansible_host="{{ lookup }}" ansible_port=ssh
n2 ansible_host=-oProxyCommand=x ip=10.0.0.2
n3 ansible_host=n3.example.com
[proxy]
p1 ansible_host=192.0.2.100
[etcd]
n1
[nodes:vars]
ansible_ssh_common_args=-o StrictHostKeyChecking=no
ansible_password=secret
)",
                                                              "hosts.ini"));
}

}  // namespace
}  // namespace vent
