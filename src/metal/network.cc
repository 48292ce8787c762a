#include "metal/network.h"

#include <fmt/core.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/process.h"
#include "base/text.h"
#include "formats/json.h"
#include "metal/api/metadata.h"

namespace vent::metal {
namespace {

const Path kNamespaces = "/run/netns";

// A crash inside `ip netns add` can leave an empty file where a namespace should be mounted.
bool namespace_is_real(const std::string& name) {
  struct statfs found {};
  return ::statfs((kNamespaces / name).c_str(), &found) == 0 && found.f_type == NSFS_MAGIC;
}

Result<> ip(std::vector<std::string> arguments, std::string input = {}) {
  arguments.insert(arguments.begin(), "ip");
  TRY(run_checked({.arguments = std::move(arguments), .input = std::move(input)}));
  return Ok{};
}

Result<> add_namespace(const std::string& name) {
  if (namespace_is_real(name)) return Ok{};
  if (path_exists(kNamespaces / name)) TRY(remove_tree(kNamespaces / name));
  return ip({"netns", "add", name});
}

Result<> remove_namespace(const std::string& name) {
  if (namespace_is_real(name)) return ip({"netns", "delete", name});
  return remove_tree(kNamespaces / name);
}

Result<bool> has_interface(const std::vector<std::string>& where, const std::string& name) {
  std::vector<std::string> arguments = {"ip"};
  arguments.insert(arguments.end(), where.begin(), where.end());
  arguments.insert(arguments.end(), {"link", "show", "dev", name});
  return TRY(run({.arguments = std::move(arguments)})).exit_code == 0;
}

// The kernel takes an interface away by itself a moment after its peer's namespace, so it may vanish before our eyes.
Result<> remove_interface(const std::vector<std::string>& where, const std::string& name) {
  if (!TRY(has_interface(where, name))) return Ok{};
  std::vector<std::string> arguments = where;
  arguments.insert(arguments.end(), {"link", "delete", name});
  const Result<> removed = ip(std::move(arguments));
  return removed || TRY(has_interface(where, name)) ? removed : Result<>(Ok{});
}

std::string port_name(int slot) { return fmt::format("host{}", slot); }

}  // namespace

std::string router_commands(const AddressPlan& plan) {
  // Without the unreachable default, a packet to elsewhere would vanish and the sender would wait.
  return fmt::format(
      "link set lo up\n"
      "address replace {}/31 dev operator\n"
      "link set operator up\n"
      "route replace unreachable default\n"
      "address replace {}/32 dev lo\n",  // where hosts ask who they are
      plan.operator_gateway().text(), kMetadataAddress);
}

std::string operator_commands(const Lab& lab, const AddressPlan& plan) {
  return fmt::format(
      "address replace {0}/31 dev {1}\n"
      "link set {1} up\n"
      "route replace {2} via {3} dev {1}\n"
      "route replace {4} via {3} dev {1}\n",
      plan.operator_address().text(), lab.operator_interface(), plan.private_range().text(),
      plan.operator_gateway().text(), plan.public_range().text());
}

std::string host_port_commands(const Lab& lab, const AddressPlan& plan, int slot) {
  const HostAddresses addresses = plan.host(slot);
  return fmt::format(
      "link add {0} type veth peer name bond0 netns {1}\n"
      "address add {2}/31 dev {0}\n"
      "address add {3}/31 dev {0}\n"
      "link set {0} up\n",
      port_name(slot), lab.host_namespace(slot), addresses.private_gateway.text(), addresses.public_gateway.text());
}

std::string host_commands(const AddressPlan& plan, int slot) {
  const HostAddresses addresses = plan.host(slot);
  // The rented network routes all of 10.0.0.0/8 by the private gateway.
  const Ipv4Range whole_private{Ipv4{10u << 24}, 8};
  const Ipv4Range& private_route = whole_private.contains(plan.private_range()) ? whole_private : plan.private_range();
  return fmt::format(
      "link set lo up\n"
      "link set bond0 up\n"
      "address add {0}/31 dev bond0\n"
      "address add {1}/31 dev bond0 label bond0:0\n"
      "route add default via {2} dev bond0\n"
      "route add {4} via {3} dev bond0\n",
      addresses.public_address.text(), addresses.private_address.text(), addresses.public_gateway.text(),
      addresses.private_gateway.text(), private_route.text());
}

std::string block_commands(const AddressPlan& plan, const Ipv4Range& block, int slot) {
  if (slot == 0) return fmt::format("route replace unreachable {}\n", block.text());
  return fmt::format("route replace {} via {} dev {}\n", block.text(), plan.host(slot).public_address.text(),
                     port_name(slot));
}

namespace {

struct TakenRange {
  Ipv4Range range;
  std::string device;
};

const TakenRange* find_overlap(const std::vector<TakenRange>& taken, const Ipv4Range& wanted) {
  for (const TakenRange& one : taken)
    if (wanted.overlaps(one.range)) return &one;
  return nullptr;
}

// Ranges that are free, for the hint: private ones the rented cloud could have, public ones kept for documentation.
std::string free_ranges(const std::vector<TakenRange>& taken) {
  std::vector<Ipv4Range> private_ranges, public_ranges;
  for (std::uint32_t second = 80; second < 128; ++second)
    private_ranges.push_back({Ipv4{10U << 24 | second << 16}, 16});
  for (const std::uint32_t first :
       {0xC6336400U, 0xCB007100U, 0xC6120000U, 0xC6120100U})  // 198.51.100, 203.0.113, 198.18.0, .1
    public_ranges.push_back({Ipv4{first}, 24});
  std::string options;
  for (const auto& [option, ranges] : {std::pair("--private", private_ranges), std::pair("--public", public_ranges)})
    for (const Ipv4Range& range : ranges)
      if (find_overlap(taken, range) == nullptr) {
        options += fmt::format(" {} {}", option, range.text());
        break;
      }
  return options;
}

}  // namespace

Result<> Network::check_ranges_are_free() const {
  const Json routes =
      TRY(parse_json(TRY(run_checked({.arguments = {"ip", "-json", "-4", "route", "show"}})), "ip route"));
  std::vector<TakenRange> taken;
  for (const Json& route : routes.items()) {
    const std::string destination = TRY(route.text("dst"));
    const std::string device = TRY(route.optional_text("dev")).value_or("");
    if (destination == "default" || device == lab_.operator_interface()) continue;
    const bool is_address = destination.find('/') == std::string::npos;
    if (const Result<Ipv4Range> range = Ipv4Range::parse(is_address ? destination + "/32" : destination))
      taken.push_back({*range, device});
  }
  for (const Ipv4Range& ours : {plan_.private_range(), plan_.public_range()})
    if (const TakenRange* found = find_overlap(taken, ours))
      return fail(
          Error(ErrorKind::conflict, fmt::format("this machine already has a route to {} by {}, inside the lab's "
                                                 "range {}",
                                                 found->range.text(), found->device, ours.text()))
              .with_id("VENT_RANGE_IN_USE")
              .with_hint(fmt::format("choose ranges that are free, as: vent metal start --lab {}{} --port {}",
                                     lab_.settings.name, free_ranges(taken), lab_.settings.port)));
  return Ok{};
}

Result<> Network::make_router() const {
  const std::string router = lab_.router_namespace();
  TRY(add_namespace(router));
  if (!TRY(has_interface({"-n", router}, "operator")))
    TRY(ip({"link", "add", lab_.operator_interface(), "type", "veth", "peer", "name", "operator", "netns", router}));
  TRY(ip({"-n", router, "-batch", "-"}, router_commands(plan_)));
  TRY(ip({"netns", "exec", router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"}));
  return ip({"-batch", "-"}, operator_commands(lab_, plan_));
}

Result<> Network::make_host(int slot) const {
  TRY(remove_host(slot));
  TRY(add_namespace(lab_.host_namespace(slot)));
  TRY(ip({"-n", lab_.router_namespace(), "-batch", "-"}, host_port_commands(lab_, plan_, slot)));
  return ip({"-n", lab_.host_namespace(slot), "-batch", "-"}, host_commands(plan_, slot));
}

Result<> Network::send_block(const Ipv4Range& block, int slot) const {
  const std::string router = lab_.router_namespace();
  // The host's port is made when it boots first, and its blocks are sent to it then.
  if (slot != 0 && !TRY(has_interface({"-n", router}, port_name(slot)))) return Ok{};
  return ip({"-n", router, "-batch", "-"}, block_commands(plan_, block, slot));
}

Result<> Network::remove_host(int slot) const {
  // First the port: a namespace that lost its name can keep its interfaces for a while, and the name of the port.
  if (namespace_is_real(lab_.router_namespace()))
    TRY(remove_interface({"-n", lab_.router_namespace()}, port_name(slot)));
  return remove_namespace(lab_.host_namespace(slot));
}

Result<std::vector<int>> Network::host_slots() const {
  const std::string prefix = lab_.router_namespace() + "-";
  std::vector<int> slots;
  for (const std::string& name : TRY(list_directory(kNamespaces)))
    if (name.starts_with(prefix))
      if (const std::optional<long long> slot = parse_integer(name.substr(prefix.size()), 1, plan_.slots()))
        slots.push_back(static_cast<int>(*slot));
  return slots;
}

Result<> Network::remove_all() const {
  TRY(remove_interface({}, lab_.operator_interface()));
  for (const int slot : TRY(host_slots())) TRY(remove_namespace(lab_.host_namespace(slot)));
  return remove_namespace(lab_.router_namespace());
}

}  // namespace vent::metal
