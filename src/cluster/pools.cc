#include "cluster/pools.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/json.h"

namespace vent {

std::vector<Host> hosts_of_pool(const Pool& pool, const SshAccess& ssh) {
  std::vector<Host> hosts;
  for (int number = 0; number < pool.count; ++number) {
    Host& host = hosts.emplace_back();
    host.name = host.domain_name = fmt::format("{}-{}", pool.name, number);
    host.role = pool.role;
    host.pool = pool.name;
    host.architecture = pool.architecture;
    host.ssh = ssh;
  }
  return hosts;
}

std::string write_rented(const std::vector<RentedHost>& rented) {
  Json machines = Json::array();
  for (const RentedHost& one : rented)
    machines.push(Json::object()
                      .set("name", one.name)
                      .set("machine", one.machine)
                      .set("address", one.address)
                      .set("privateAddress", one.private_address.text()));
  return Json::object().set("schemaVersion", 1).set("machines", std::move(machines)).pretty() + "\n";
}

namespace {

Result<RentedHost> read_one(const Json& item) {
  RentedHost one;
  one.name = TRY(item.text("name"));
  one.machine = TRY(item.text("machine"));
  one.address = TRY(item.text("address"));
  one.private_address = TRY(Ipv4::parse(TRY(item.text("privateAddress"))));
  return one;
}

Result<std::vector<RentedHost>> read_all(std::string_view text, const std::string& file) {
  const Json read = TRY(parse_json(text, file));
  const std::vector<Json> items = TRY(read.list("machines"));
  std::vector<RentedHost> rented;
  for (const Json& item : items) rented.push_back(TRY(read_one(item)));
  return rented;
}

}  // namespace

Result<std::vector<RentedHost>> read_rented(std::string_view text, const std::string& file) {
  Result<std::vector<RentedHost>> rented = read_all(text, file);
  if (rented) return rented;
  return fail(std::move(rented).error().with_hint(
      fmt::format("remove {}; `vent up` asks the machine API again and writes it anew", file)));
}

void fill_in(Cluster& cluster, const std::vector<RentedHost>& rented) {
  for (Host& host : cluster.hosts) {
    if (host.pool.empty()) continue;
    const auto found = std::ranges::find(rented, host.name, &RentedHost::name);
    if (found == rented.end()) continue;
    host.address = found->address;
    host.private_address = found->private_address;
  }
}

std::vector<const Host*> not_rented(const Cluster& cluster) {
  std::vector<const Host*> missing;
  for (const Host& host : cluster.hosts)
    if (!host.pool.empty() && host.address.empty()) missing.push_back(&host);
  return missing;
}

}  // namespace vent
