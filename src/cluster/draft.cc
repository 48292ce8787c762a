#include "cluster/draft.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "cluster/fields.h"
#include "cluster/host_checks.h"
#include "cluster/host_key.h"
#include "cluster/network_checks.h"
#include "cluster/pools.h"

namespace vent {
namespace {

// Only good values are left, so that what comes behind needs no second look. True when there were only such.
bool leave_good_values(WrittenFields& fields, Problems& problems) {
  const std::size_t before = fields.size();
  std::erase_if(fields, [&](const auto& entry) {
    const auto& [path, written] = entry;
    Result<> checked = check_value(find_field(path)->form, written.text);
    if (checked) return false;
    problems.push_back(std::move(checked).error().with_place(written.place));
    return true;
  });
  return fields.size() == before;
}

// Takes values by path, with what holds when they are absent.
class Values {
 public:
  Values(const WrittenFields& cluster, const WrittenFields& item) : cluster_(cluster), item_(item) {}

  const Written* written(std::string_view path) const {
    const WrittenFields& fields = path.starts_with("hosts.") || path.starts_with("pools.") ? item_ : cluster_;
    const auto found = fields.find(path);
    return found == fields.end() ? nullptr : &found->second;
  }
  std::string text(std::string_view path) const {
    const Field* field = find_field(path);
    if (field == nullptr) std::abort();  // a bug: the table is the one source of what there is
    const Written* found = written(path);
    return found != nullptr ? found->text : std::string(field->fallback);
  }
  // A host's own, else the cluster's.
  std::string ssh(std::string_view key) const {
    std::string own = text(fmt::format("hosts.ssh.{}", key));
    return own.empty() ? text(fmt::format("ssh.{}", key)) : own;
  }
  const Written* written_ssh(std::string_view key) const {
    const Written* own = written(fmt::format("hosts.ssh.{}", key));
    return own != nullptr ? own : written(fmt::format("ssh.{}", key));
  }

 private:
  const WrittenFields& cluster_;
  const WrittenFields& item_;
};

std::string whole_path(const std::string& path, const Surroundings& surroundings) {
  if (path.empty()) return "";
  if (path.starts_with("~/")) return (surroundings.home / path.substr(2)).lexically_normal().string();
  return (surroundings.folder / path).lexically_normal().string();
}

SshAccess build_ssh(const Values& values, const Surroundings& surroundings) {
  SshAccess ssh;
  ssh.user = values.ssh("user");
  ssh.port = static_cast<int>(parse_integer(values.ssh("port"), kLowestPort, kHighestPort).value_or(0));
  ssh.key_file = whole_path(values.ssh("key"), surroundings);
  ssh.jump_host = values.ssh("jumpHost");
  if (const std::string key = values.text("hosts.ssh.hostKey"); !key.empty())
    ssh.host_key = parse_host_key(key).value_or("");
  return ssh;
}

Role role_of(const std::string& text) { return role_named(text).value_or(Role::worker); }

Host build_host(const Values& values, const Surroundings& surroundings) {
  Host host;
  host.name = values.text("hosts.name");
  host.role = role_of(values.text("hosts.role"));
  host.architecture = read_architecture(values.text("hosts.architecture")).value_or(Architecture::amd64);
  host.address = values.text("hosts.address");
  const std::string private_address = values.text("hosts.privateAddress");
  host.private_address = Ipv4::parse(private_address.empty() ? host.address : private_address).value_or(Ipv4{});
  host.domain_name = values.text("hosts.domainName");
  if (host.domain_name.empty()) host.domain_name = host.name;
  if (const std::string range = values.text("hosts.podRange"); !range.empty())
    if (const Result<Ipv4Range> parsed = Ipv4Range::parse(range)) host.pod_range = *parsed;
  host.ssh = build_ssh(values, surroundings);
  return host;
}

Pool build_pool(const Values& values) {
  Pool pool;
  pool.name = values.text("pools.name");
  pool.role = role_of(values.text("pools.role"));
  pool.count = static_cast<int>(parse_integer(values.text("pools.count"), 0, kMostMachines).value_or(0));
  pool.architecture = read_architecture(values.text("pools.architecture")).value_or(Architecture::amd64);
  pool.facilities = split(values.text("pools.facilities"), ',');
  pool.plan = values.text("pools.plan");
  pool.operating_system = values.text("pools.operatingSystem");
  pool.max_price = parse_price(values.text("pools.maxPrice"));
  return pool;
}

// Its hosts are checked as if the file had named them, at the place of the pool.
void add_hosts(const Pool& pool, const ItemDraft& written, ClusterDraft& draft, Cluster& cluster,
               const SshAccess& ssh) {
  for (Host& host : hosts_of_pool(pool, ssh)) {
    ItemDraft& own = draft.hosts.emplace_back();
    own.place = written.place;
    own.fields["hosts.name"] = {host.name, written.fields.at("pools.name").place};
    own.fields["hosts.role"] = {std::string(role_name(host.role)), written.fields.at("pools.role").place};
    cluster.hosts.push_back(std::move(host));
  }
}

// Those that are missing have been complained about.
bool has_all_required(const WrittenFields& fields, std::string_view path) {
  return std::ranges::all_of(fields_below(path), [&](const Field* field) {
    return field->presence == Presence::optional || fields.contains(field->path);
  });
}

void check_pool_name(const Cluster& cluster, const ItemDraft& written, Problems& problems) {
  const std::string& name = cluster.pools.back().name;
  if (cluster.find_pool(name) != &cluster.pools.back())
    add_problem(problems, "VENT_DUPLICATE_POOL", written.fields.at("pools.name").place,
                fmt::format("the pool {} is given twice", in_quotes(name)), "give each pool a name of its own");
}

void check_home(const WrittenFields& fields, const Surroundings& surroundings, Problems& problems) {
  if (!surroundings.home.empty()) return;
  for (const auto& [path, written] : fields)
    if (find_field(path)->form == Form::path && written.text.starts_with("~/"))
      add_problem(problems, "VENT_NO_HOME", written.place, "no home directory is known, so ~/ means nothing",
                  "set HOME, or write the whole path");
}

}  // namespace

void add_problem(Problems& problems, std::string id, Place place, std::string message, std::string hint) {
  problems.push_back(Error(ErrorKind::bad_input, std::move(message))
                         .with_id(std::move(id))
                         .with_place(std::move(place))
                         .with_hint(std::move(hint)));
}

Cluster build_cluster(ClusterDraft draft, const Surroundings& surroundings, Problems& problems) {
  const WrittenFields no_host;
  leave_good_values(draft.fields, problems);
  check_home(draft.fields, surroundings, problems);

  Cluster cluster;
  cluster.notes = std::move(draft.notes);
  const Values values(draft.fields, no_host);
  cluster.name = values.text("name");
  if (values.written("network.fake0") != nullptr) cluster.fake0 = Fake0{values.text("network.fake0.parent")};

  if (const Written* range = values.written("network.privateRange"))
    if (const Result<Ipv4Range> parsed = Ipv4Range::parse(range->text)) cluster.private_range = *parsed;
  cluster.pods = Ipv4Range::parse(values.text("network.pods")).value_or(cluster.pods);
  cluster.services = Ipv4Range::parse(values.text("network.services")).value_or(cluster.services);
  if (values.text("network.overlay") == overlay_name(Overlay::vxlan)) cluster.overlay = Overlay::vxlan;
  cluster.upstream_dns = values.text("network.upstreamDns");
  if (values.text("encryption") == encryption_name(Encryption::aescbc)) cluster.encryption = Encryption::aescbc;
  if (values.text("cgroupDriver") == cgroup_driver_name(CgroupDriver::cgroupfs))
    cluster.cgroup_driver = CgroupDriver::cgroupfs;

  cluster.api.is_private = values.text("api.access") == "private";
  if (const Written* names = values.written("api.names")) cluster.api.names = split(names->text, ',');
  cluster.api.endpoint = values.text("api.endpoint");
  cluster.has_gvisor = values.text("runtimes") == runtimes_text(true);

  for (const Field* field : fields_below("versions"))
    if (const Written* version = values.written(field->path))
      cluster.versions[std::string(key_of(*field))] = version->text;

  std::vector<bool> are_good;
  for (ItemDraft& host : draft.hosts) {
    are_good.push_back(leave_good_values(host.fields, problems));
    check_home(host.fields, surroundings, problems);
    cluster.hosts.push_back(build_host(Values(draft.fields, host.fields), surroundings));
  }
  cluster.lab = values.text("lab");
  for (ItemDraft& pool : draft.pools) {
    if (!leave_good_values(pool.fields, problems) || !has_all_required(pool.fields, "pools")) {
      draft.has_all_hosts = false;
      continue;
    }
    cluster.pools.push_back(build_pool(Values(draft.fields, pool.fields)));
    check_pool_name(cluster, pool, problems);
    add_hosts(cluster.pools.back(), pool, draft, cluster, build_ssh(values, surroundings));
  }
  are_good.resize(draft.hosts.size(), true);
  std::vector<HostToCheck> to_check;
  for (std::size_t i = 0; i < draft.hosts.size(); ++i) to_check.push_back({&draft.hosts[i], are_good[i]});
  for (std::size_t i = 0; i < to_check.size(); ++i) to_check[i].host = &cluster.hosts[i];
  if (!to_check.empty()) {
    check_hosts(to_check, problems);
    if (draft.has_all_hosts) check_controllers(to_check, draft.place, problems);
  } else if (problems.empty()) {
    add_problem(problems, "VENT_NO_HOSTS", draft.place, "there are no hosts",
                "a cluster needs at least one controller");
  }
  // A host with a bad value has addresses that nobody wrote.
  if (problems.empty()) {
    check_network(draft, cluster, problems);
    check_number_of_controllers(draft, cluster, problems);
  }
  return cluster;
}

}  // namespace vent
