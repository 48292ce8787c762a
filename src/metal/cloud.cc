#include "metal/cloud.h"

#include <fmt/core.h>

#include <cmath>
#include <set>

#include "base/text.h"
#include "metal/api/device_events.h"
#include "metal/api/elastic_routes.h"
#include "metal/hostname.h"
#include "metal/identity.h"
#include "metal/ssh_files.h"
#include "metal/user_data.h"

namespace vent::metal {
namespace {

constexpr std::size_t kShortId = 8;
constexpr const char* kNameless = ".packethost.net";  // as the rented cloud calls what it was given no name for

Error no_host(const std::string& id) {
  return Error(ErrorKind::missing, fmt::format("there is no host with the id {}", id)).with_id("VENT_NO_HOST");
}

}  // namespace

Cloud::Cloud(const Lab& lab, const AddressPlan& plan, CgroupMounts cgroups, Store store, const Path& image,
             EventBus& bus, Clock& clock)
    : lab_(lab),
      plan_(plan),
      network_(lab_, plan_),
      cgroups_(std::move(cgroups)),
      store_(std::move(store)),
      clock_(clock),
      workshop_{lab_, plan_, network_, cgroups_, store_, bus, clock, image, {}} {}

Result<std::unique_ptr<Cloud>> Cloud::open(const Lab& lab, const Path& image, EventBus& bus, Clock& clock) {
  const AddressPlan plan = TRY(address_plan(lab.settings));
  std::unique_ptr<Cloud> cloud(
      new Cloud(lab, plan, TRY(CgroupMounts::find()), TRY(Store::open(lab.database_file())), image, bus, clock));
  TRY(cloud->network_.make_router());
  TRY(while_doing("removing what belongs to no known host", cloud->sweep()));
  cloud->emulator_ = TRY(LinkEmulator::open(lab.router_namespace()));
  TRY(while_doing("setting the links again", cloud->apply_links()));
  TRY(ensure_lab_key(lab));
  TRY(cloud->workshop_.publish_ssh_files());
  for (const Host& host : cloud->store_.hosts()) {
    // Written down, and not yet led there when the last daemon ended.
    for (const Ipv4Range& block : TRY(elastic_blocks(cloud->store_, host.id)))
      TRY(cloud->network_.send_block(block, host.slot));
    cloud->keep(host.id);
  }
  return cloud;
}

// A host's record is removed last, so a folder or a group without one is a left-over of a removal that was cut.
Result<> Cloud::sweep() {
  std::set<std::string> known;
  std::set<int> slots;
  for (const Host& host : store_.hosts()) {
    known.insert(host.id);
    slots.insert(host.slot);
  }
  for (const Path& directory : Cgroup(cgroups_, lab_.cgroup()).directories())
    for (const std::string& id : TRY(list_directory(directory))) {
      if (!std::filesystem::is_directory(directory / id) || known.contains(id)) continue;
      TRY(workshop_.cgroup_of(id).kill_all(clock_));
      TRY(workshop_.cgroup_of(id).remove(clock_));
    }
  for (const std::string& id : TRY(list_directory(lab_.hosts_directory())))
    if (!known.contains(id)) TRY(remove_tree(lab_.host_directory(id)));
  for (const int slot : TRY(network_.host_slots()))
    if (!slots.contains(slot)) TRY(network_.remove_host(slot));
  return Ok{};
}

void Cloud::keep(const std::string& id) {
  keepers_.with([&](std::map<std::string, std::unique_ptr<Keeper>>& keepers) {
    std::erase_if(keepers, [](const auto& entry) { return entry.second->has_finished(); });
    std::unique_ptr<Keeper>& keeper = keepers[id];
    if (keeper) {
      keeper->wake();
    } else {
      keeper = std::make_unique<Keeper>(workshop_, id);
    }
  });
}

Result<Host> Cloud::host(const std::string& id) const {
  std::optional<Host> found = store_.host(id);
  if (!found) return fail(no_host(id));
  return *std::move(found);
}

Result<Host> Cloud::create(const HostRequest& request) {
  TRY(parse_user_data(request.user_data));  // too large is refused here, not on the host
  Host host;
  host.id = TRY(new_uuid());
  host.name = request.name.empty() ? host.id.substr(0, kShortId) + kNameless : request.name;
  TRY(check_hostname(host.name));
  host.user_data = request.user_data;
  host.authorized_keys = request.authorized_keys;
  host.rental = request.rental;
  host.created_at = clock_.wall();
  host.wanted.since = host.created_at;
  host = TRY(store_.add_host(std::move(host), plan_.slots()));
  // Before anything else can happen to it.
  TRY(write_event(store_, host,
                  {"instance.created", fmt::format("\"%device%\" ({}) was deployed to the project", host.rental.plan)},
                  host.created_at));
  keep(host.id);
  // Its place may have been another's, whose links would go on there.
  const std::scoped_lock lock(links_);
  TRY(apply_links());
  return host;
}

Result<> Cloud::ask(const std::string& id, Wish wish) {
  if (!TRY(store_.change_host(id, [&](Host& host) {
        write_down(host, wish, clock_.wall());
        host.rental.updated_at = clock_.wall();
      })))
    return fail(no_host(id));
  keep(id);
  return Ok{};
}

Result<Host> Cloud::change(const std::string& id, const std::function<void(Host&)>& change) {
  std::optional<Host> changed = TRY(store_.change_host(id, [&](Host& host) {
    change(host);
    host.rental.updated_at = clock_.wall();
  }));
  if (!changed) return fail(no_host(id));
  return *std::move(changed);
}

Result<> Cloud::send_address(const Ipv4Range& block, const std::optional<Host>& to) const {
  return network_.send_block(block, to ? to->slot : 0);
}

Result<std::string> Cloud::console(const std::string& id) const {
  const Host found = TRY(host(id));
  return TRY(read_file_if_present(workshop_.machine_of(found.id).console_file())).value_or("");
}

Result<> Cloud::set_link(const Link& link) {
  const auto same_parties = [&](const Link& other) {
    return (other.a == link.a && other.b == link.b) || (other.a == link.b && other.b == link.a);
  };
  for (const std::string& party : {link.a, link.b})
    if (party != kOperator) TRY(host(party));
  const std::scoped_lock lock(links_);
  std::vector<Link> all = TRY(store_.links());
  std::erase_if(all, same_parties);
  if (link.blocked || link.delay_milliseconds > 0 || link.loss > 0) all.push_back(link);
  TRY(store_.set_links(all));
  return apply_links();
}

Result<> Cloud::apply_links() {
  std::map<std::string, std::vector<Ipv4>> addresses = {{kOperator, {plan_.operator_address()}}};
  for (const Host& host : store_.hosts()) {
    const HostAddresses of_host = plan_.host(host.slot);
    addresses[host.id] = {of_host.private_address, of_host.public_address};
  }
  std::vector<LinkSetting> settings;
  for (const Link& link : TRY(store_.links())) {
    // A link of a host that was deleted since means nothing any more.
    if (!addresses.contains(link.a) || !addresses.contains(link.b)) continue;
    settings.push_back({.a = addresses[link.a],
                        .b = addresses[link.b],
                        .delay = std::chrono::microseconds(std::llround(link.delay_milliseconds * 1000)),
                        .loss = link.loss,
                        .blocked = link.blocked});
  }
  return emulator_->set(settings);
}

}  // namespace vent::metal
