#include "cluster/host_checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace vent {
namespace {

bool is_written(const HostToCheck& host, std::string_view path) { return host.draft->fields.contains(path); }

// Of the value, or of the host when it has none.
Place place_of(const HostToCheck& host, std::string_view path) {
  const auto found = host.draft->fields.find(path);
  return found == host.draft->fields.end() ? host.draft->place : found->second.place;
}

// The private address is the address when there is no other.
std::string_view private_path(const HostToCheck& host) {
  return is_written(host, "hosts.privateAddress") ? "hosts.privateAddress" : "hosts.address";
}

bool has_private_address(const HostToCheck& host) {
  return is_written(host, private_path(host)) && host.host->private_address != Ipv4{};
}

// Whether other hosts could reach it there.
bool is_usable(Ipv4 address) {
  const std::uint32_t first = address.value >> 24;
  return first != 0 && first != 127 && first < 224;
}

// Remembers where each text was first, and complains about the next.
class Firsts {
 public:
  Firsts(Problems& problems, std::string_view what, std::string_view hint)
      : problems_(problems), what_(what), hint_(hint) {}

  bool is_new(const std::string& text, const Place& place, const std::string& shown) {
    const auto [first, is_first] = places_.try_emplace(text, place);
    if (!is_first)
      add_problem(problems_, "VENT_DUPLICATE_HOST", place,
                  fmt::format("{} {} is given twice, first at {}", what_, in_quotes(shown), first->second.text()),
                  std::string(hint_));
    return is_first;
  }

 private:
  Problems& problems_;
  std::string_view what_, hint_;
  std::map<std::string, Place> places_;
};

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

void check_names(const std::vector<HostToCheck>& hosts, Problems& problems) {
  Firsts names(problems, "the host name", "give each host a name of its own");
  Firsts domain_names(problems, "the domain name", "give each host a domain name of its own, or none");
  for (const HostToCheck& each : hosts) {
    if (is_written(each, "hosts.name")) names.is_new(each.host->name, place_of(each, "hosts.name"), each.host->name);
    if (is_written(each, "hosts.domainName"))
      domain_names.is_new(lower_case(each.host->domain_name), place_of(each, "hosts.domainName"),
                          each.host->domain_name);
  }
}

void check_private_address(const HostToCheck& each, Problems& problems) {
  const Place place = place_of(each, private_path(each));
  if (!is_written(each, "hosts.privateAddress") && !Ipv4::parse(each.host->address)) {
    // Not when it may have been written, but badly.
    if (each.is_good && is_written(each, "hosts.address"))
      add_problem(problems, "VENT_MISSING_FIELD", place, "'privateAddress' is missing: the address is a name",
                  "add the IPv4 address by which the other hosts reach this one");
  } else if (is_written(each, private_path(each)) && !is_usable(each.host->private_address)) {
    add_problem(problems, "VENT_BAD_ADDRESS", place,
                fmt::format("other hosts can't reach {}", each.host->private_address.text()),
                "privateAddress is the address by which the hosts reach each other");
  }
}

void check_addresses(const std::vector<HostToCheck>& hosts, Problems& problems) {
  std::map<Ipv4, const HostToCheck*> by_private;
  for (const HostToCheck& each : hosts)
    if (has_private_address(each)) by_private.try_emplace(each.host->private_address, &each);

  // Behind one address, different ports lead to different hosts.
  Firsts addresses(problems, "the address", "each host has an address of its own, or a port of its own behind it");
  Firsts private_addresses(problems, "the private address", "each host has one of its own");
  for (const HostToCheck& each : hosts) {
    check_private_address(each, problems);
    const Host& host = *each.host;
    const bool has_own_address = !is_written(each, "hosts.address") ||
                                 addresses.is_new(fmt::format("{} {}", lower_case(host.address), host.ssh.port),
                                                  place_of(each, "hosts.address"), host.address);
    if (has_private_address(each) && (has_own_address || is_written(each, "hosts.privateAddress")))
      private_addresses.is_new(host.private_address.text(), place_of(each, private_path(each)),
                               host.private_address.text());
    const Result<Ipv4> address = Ipv4::parse(host.address);
    const bool is_another = address && *address != host.private_address;  // else it was looked at already
    const auto other = is_another ? by_private.find(*address) : by_private.end();
    if (has_own_address && other != by_private.end() && other->second != &each &&
        is_written(*other->second, "hosts.privateAddress"))
      add_problem(problems, "VENT_DUPLICATE_HOST", place_of(each, "hosts.address"),
                  fmt::format("the address {} is the private address of another host, at {}", host.address,
                              place_of(*other->second, "hosts.privateAddress").text()),
                  "each host has addresses of its own");
  }
}

struct PodRange {
  Ipv4Range range;
  const HostToCheck* owner = nullptr;

  Place place() const { return place_of(*owner, "hosts.podRange"); }
};

// Ranges either lie one in the other or apart, so in order of their beginning it is enough to know the widest so far.
std::vector<PodRange> check_pod_ranges(const std::vector<HostToCheck>& hosts, Problems& problems) {
  std::vector<PodRange> ranges;
  for (const HostToCheck& each : hosts)
    if (each.host->pod_range) ranges.push_back({*each.host->pod_range, &each});
  std::ranges::stable_sort(ranges, {}, [](const PodRange& pods) { return pods.range; });
  const PodRange* widest = nullptr;
  for (const PodRange& pods : ranges) {
    if (widest != nullptr && widest->range.overlaps(pods.range)) {
      // Whoever comes second in the file is told, as everywhere.
      const bool is_in_order = widest->owner < pods.owner;
      const PodRange& second = is_in_order ? pods : *widest;
      const PodRange& first = is_in_order ? *widest : pods;
      add_problem(problems, "VENT_RANGE_OVERLAP", second.place(),
                  fmt::format("the pod range {} overlaps {}, at {}", second.range.text(), first.range.text(),
                              first.place().text()),
                  "give each host pod addresses of its own, as 10.200.0.0/24, 10.200.1.0/24");
    }
    if (widest == nullptr || widest->range.last() < pods.range.last()) widest = &pods;
  }
  return ranges;
}

// The ranges are in order. Of two that overlap, the second was complained about already.
void check_outside(const std::vector<PodRange>& ranges, const Place& place, Ipv4 address, Problems& problems) {
  auto next = std::ranges::upper_bound(ranges, address, {}, [](const PodRange& pods) { return pods.range.first; });
  if (next == ranges.begin()) return;
  const PodRange& pods = *--next;
  if (pods.range.contains(address))
    add_problem(
        problems, "VENT_RANGE_OVERLAP", place,
        fmt::format("{} lies in the pod range {}, at {}", address.text(), pods.range.text(), pods.place().text()),
        "pods need addresses that no machine has");
}

}  // namespace

void check_hosts(const std::vector<HostToCheck>& hosts, Problems& problems) {
  check_names(hosts, problems);
  check_addresses(hosts, problems);
  const std::vector<PodRange> ranges = check_pod_ranges(hosts, problems);
  for (const HostToCheck& each : hosts)
    if (has_private_address(each))
      check_outside(ranges, place_of(each, private_path(each)), each.host->private_address, problems);
}

void check_controllers(const std::vector<HostToCheck>& hosts, const Place& cluster, Problems& problems) {
  const auto could_control = [](const HostToCheck& each) {
    return is_controller(*each.host) || !is_written(each, "hosts.role");
  };
  if (std::ranges::none_of(hosts, could_control))
    add_problem(problems, "VENT_NO_CONTROLLER", cluster, "there is no controller",
                "a cluster needs at least one host with the role controller or both");
}

}  // namespace vent
