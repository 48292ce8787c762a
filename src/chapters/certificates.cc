#include "chapters/certificates.h"

#include <algorithm>

#include "chapters/design.h"

namespace vent {
namespace {

const Ipv4 kLoopback{0x7F000001};

std::vector<Ipv4> addresses_of(const Host& host) {
  std::vector<Ipv4> addresses = {host.private_address};
  if (const Result<Ipv4> address = Ipv4::parse(host.address); address && *address != host.private_address)
    addresses.push_back(*address);
  return addresses;
}

std::vector<Ipv4> with_loopback(std::vector<Ipv4> addresses) {
  addresses.push_back(kLoopback);
  return addresses;
}

std::vector<std::string> names_of(const Host& host) {
  std::vector<std::string> names = {host.name};
  if (host.domain_name != host.name) names.push_back(host.domain_name);
  if (!Ipv4::parse(host.address) && host.address != host.name && host.address != host.domain_name)
    names.push_back(host.address);
  return names;
}

std::vector<std::string> with_localhost(std::vector<std::string> names) {
  names.emplace_back("localhost");
  return names;
}

void add_etcd(const Host& host, std::vector<CertificateWish>& wishes) {
  // Each member is also a client of itself (its gateway), so the server's certificate is good for both.
  wishes.push_back({"etcd-server-" + host.name,
                    "etcd-ca",
                    {.common_name = host.name,
                     .organization = "",
                     .dns_names = with_localhost(names_of(host)),
                     .addresses = {host.private_address, kLoopback},
                     .use = CertificateUse::both}});
  wishes.push_back({"etcd-peer-" + host.name,
                    "etcd-ca",
                    {.common_name = host.name,
                     .organization = "",
                     .dns_names = names_of(host),
                     .addresses = {host.private_address},
                     .use = CertificateUse::both}});
}

// Once, for the file may name what a host is called anyway.
template <class T>
void add_once(std::vector<T>& all, T one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

void add_name(const std::string& name, Identity& identity) {
  if (const Result<Ipv4> address = Ipv4::parse(name))
    add_once(identity.addresses, *address);
  else
    add_once(identity.dns_names, name);
}

void add_api_server(const Cluster& cluster, const Host& host, std::vector<CertificateWish>& wishes) {
  Identity identity{.common_name = "kube-apiserver",
                    .organization = "",
                    .dns_names = with_localhost(names_of(host)),
                    .addresses = with_loopback(addresses_of(host)),
                    .use = CertificateUse::server};
  for (const char* name :
       {"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"})
    identity.dns_names.emplace_back(name);
  identity.addresses.push_back(api_service_address(cluster));
  for (const std::string& name : cluster.api.names) add_name(name, identity);
  if (!cluster.api.endpoint.empty()) add_name(cluster.api.endpoint, identity);
  wishes.push_back({"kube-apiserver-" + host.name, "ca", std::move(identity)});
}

CertificateWish client(std::string name, std::string authority, std::string common_name, std::string organization) {
  return {
      std::move(name),
      std::move(authority),
      {.common_name = std::move(common_name), .organization = std::move(organization), .use = CertificateUse::client}};
}

// Parts that serve on 127.0.0.1 show the certificate by which they are known to the API.
CertificateWish local_server(std::string name, const std::string& common_name) {
  return {std::move(name),
          "ca",
          {.common_name = common_name,
           .organization = "",
           .dns_names = {"localhost"},
           .addresses = {kLoopback},
           .use = CertificateUse::both}};
}

}  // namespace

std::vector<AuthorityWish> authorities_of(const Cluster& cluster) {
  const auto authority = [&](const char* name, const char* what) {
    return AuthorityWish{
        name, {.common_name = cluster.name + " " + what, .organization = "", .use = CertificateUse::authority}};
  };
  return {authority("ca", "Kubernetes"), authority("etcd-ca", "etcd"), authority("front-proxy-ca", "front proxy")};
}

std::vector<CertificateWish> certificates_of(const Cluster& cluster) {
  std::vector<CertificateWish> wishes = {
      client("admin", "ca", "admin", "system:masters"),
      client("developer", "ca", "developer", "system:masters"),
      client("kube-apiserver-etcd-client", "etcd-ca", "kube-apiserver", ""),
      client("kube-apiserver-kubelet-client", "ca", "kube-apiserver-kubelet-client", ""),
      client("front-proxy-client", "front-proxy-ca", "front-proxy-client", ""),
      local_server("kube-controller-manager", "system:kube-controller-manager"),
      local_server("kube-scheduler", "system:kube-scheduler"),
      client("kube-proxy", "ca", "system:kube-proxy", "system:node-proxier"),
  };
  if (cluster.overlay == Overlay::flannel) wishes.push_back(client("flannel", "ca", "flannel", ""));
  for (const Host* host : cluster.with_role(Role::controller)) {
    add_etcd(*host, wishes);
    add_api_server(cluster, *host, wishes);
  }
  for (const Host& host : cluster.hosts) {
    wishes.push_back(client("kubelet-client-" + host.name, "ca", "system:node:" + host.name, "system:nodes"));
    wishes.push_back({"kubelet-server-" + host.name,
                      "ca",
                      {.common_name = "system:node:" + host.name,
                       .organization = "system:nodes",
                       .dns_names = names_of(host),
                       .addresses = addresses_of(host),
                       .use = CertificateUse::server}});
  }
  return wishes;
}

}  // namespace vent
