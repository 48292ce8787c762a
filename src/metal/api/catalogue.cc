#include "metal/api/catalogue.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/sha256.h"

namespace vent::metal {
namespace {

constexpr auto kMetros = std::to_array<Metro>({
    {"am", "Amsterdam", "NL"},
    {"da", "Dallas", "US"},
    {"fr", "Frankfurt", "DE"},
    {"ny", "New York", "US"},
    {"sg", "Singapore", "SG"},
    {"sv", "Silicon Valley", "US"},
    {"ty", "Tokyo", "JP"},
});

constexpr auto kFacilities = std::to_array<Facility>({
    {"ams1", "Amsterdam, NL", "am", true},
    {"dfw1", "Dallas, TX", "da", false},
    {"ewr1", "Parsippany, NJ", "ny", true},
    {"fra1", "Frankfurt, DE", "fr", false},
    {"nrt1", "Tokyo, JP", "ty", true},
    {"sin1", "Singapore", "sg", false},
    {"sjc1", "Sunnyvale, CA", "sv", true},
});

constexpr auto kPlans = std::to_array<Plan>({
    {"c1.small.x86", "baremetal_1", "Four fast cores", 0.40, 1, "Intel E3-1240 v3", "32GB", 2, "120GB", "SSD", "1Gbps",
     true},
    {"c1.xlarge.x86", "baremetal_3", "Two processors and NVMe", 1.75, 2, "Intel E5-2640 v3", "128GB", 2, "120GB", "SSD",
     "10Gbps", true},
    {"c2.medium.x86", "", "24 cores in one processor", 1.00, 1, "AMD EPYC 7401P", "64GB", 2, "480GB", "SSD", "10Gbps",
     true},
    {"c3.small.x86", "", "Eight fast cores", 0.50, 1, "Intel Xeon E-2278G", "32GB", 2, "480GB", "SSD", "10Gbps", false},
    {"m1.xlarge.x86", "baremetal_2", "Much memory and many disks", 1.70, 2, "Intel Xeon E5-2650 v4", "256GB", 6,
     "480GB", "SSD", "10Gbps", true},
    {"m2.xlarge.x86", "", "Very much memory", 2.00, 2, "Intel Scalable Gold 5120", "384GB", 2, "120GB", "SSD", "10Gbps",
     true},
    {"s1.large.x86", "baremetal_s", "For storage", 1.50, 1, "Intel Xeon D-1537", "64GB", 12, "2TB", "HDD", "10Gbps",
     true},
    {"t1.small.x86", "baremetal_0", "The smallest machine", 0.07, 1, "Intel Atom C2550", "8GB", 1, "80GB", "SSD",
     "1Gbps", true},
    {"x1.small.x86", "baremetal_1e", "Four cores near the edge", 0.40, 1, "Intel Xeon E3-1578L v5", "32GB", 1, "240GB",
     "SSD", "10Gbps", false},
});

// Old names stay valid for programs that know nothing else; what boots is Debian 12.
constexpr auto kSystems = std::to_array<OperatingSystem>({
    {"centos_7", "CentOS 7", "centos", "7"},
    {"coreos_stable", "CoreOS (stable)", "coreos", "stable"},
    {"custom_ipxe", "Custom iPXE", "custom_ipxe", "1"},
    {"debian_9", "Debian 9", "debian", "9"},
    {"debian_10", "Debian 10", "debian", "10"},
    {"debian_11", "Debian 11", "debian", "11"},
    {"debian_12", "Debian 12", "debian", "12"},
    {"ubuntu_16_04", "Ubuntu 16.04 LTS", "ubuntu", "16.04"},
    {"ubuntu_18_04", "Ubuntu 18.04 LTS", "ubuntu", "18.04"},
    {"ubuntu_20_04", "Ubuntu 20.04 LTS", "ubuntu", "20.04"},
    {"ubuntu_22_04", "Ubuntu 22.04 LTS", "ubuntu", "22.04"},
    {"ubuntu_24_04", "Ubuntu 24.04 LTS", "ubuntu", "24.04"},
});

template <class Thing>
const Thing* find(std::span<const Thing> things, const auto& is_it) {
  const auto found = std::ranges::find_if(things, is_it);
  return found == things.end() ? nullptr : &*found;
}

std::string id_of(std::string_view kind, std::string_view name) { return stable_id(fmt::format("{} {}", kind, name)); }
Json href(std::string_view path, const std::string& id) {
  return Json::object().set("href", fmt::format("/{}/{}", path, id));
}
Json counted(int count, const char* key, std::string_view value) {
  return Json::array().push(Json::object().set("count", count).set(key, value));
}

}  // namespace

std::span<const Metro> metros() { return kMetros; }
std::span<const Facility> facilities() { return kFacilities; }
std::span<const Plan> plans() { return kPlans; }
std::span<const OperatingSystem> operating_systems() { return kSystems; }

const Metro* find_metro(std::string_view name) {
  return find(metros(), [&](const Metro& one) { return one.code == name || id_of("metro", one.code) == name; });
}
const Facility* find_facility(std::string_view name) {
  return find(facilities(),
              [&](const Facility& one) { return one.code == name || id_of("facility", one.code) == name; });
}
const Plan* find_plan(std::string_view name) {
  if (name.empty()) return nullptr;
  return find(plans(), [&](const Plan& one) {
    return one.slug == name || one.old_slug == name || id_of("plan", one.slug) == name;
  });
}
const OperatingSystem* find_operating_system(std::string_view name) {
  return find(operating_systems(), [&](const OperatingSystem& one) {
    return one.slug == name || id_of("operating system", one.slug) == name;
  });
}

bool is_available(const Plan& plan, const Facility& facility) { return facility.is_core || !plan.only_core; }

std::string stable_id(std::string_view words) {
  const std::string digest = sha256_hex(words);
  // The version (4) and the variant (8) stand where readers of such ids look for them.
  return fmt::format("{}-{}-4{}-8{}-{}", digest.substr(0, 8), digest.substr(8, 4), digest.substr(13, 3),
                     digest.substr(17, 3), digest.substr(20, 12));
}

namespace {

Json make_metro(const Metro& metro) {
  const std::string id = id_of("metro", metro.code);
  return Json::object()
      .set("id", id)
      .set("code", metro.code)
      .set("name", metro.name)
      .set("country", metro.country)
      .set("href", "/locations/metros/" + id);
}

Json make_facility(const Facility& facility) {
  Json features = Json::array();
  features.push("baremetal").push("layer_2");
  if (facility.is_core) features.push("backend_transfer").push("global_ipv4");
  return Json::object()
      .set("id", id_of("facility", facility.code))
      .set("name", facility.name)
      .set("code", facility.code)
      .set("features", std::move(features))
      .set("address", Json())
      .set("ip_ranges", Json::array())
      .set("metro", metro_json(*find_metro(facility.metro)))
      .set("href", "/facilities/" + id_of("facility", facility.code));
}

Json make_plan(const Plan& plan) {
  Json available = Json::array();
  Json available_metros = Json::array();
  for (const Facility& facility : facilities()) {
    if (!is_available(plan, facility)) continue;
    available.push(href("facilities", id_of("facility", facility.code)));
    available_metros.push(href("locations/metros", id_of("metro", facility.metro)));
  }
  Json specs =
      Json::object()
          .set("cpus", counted(plan.cpus, "type", plan.cpu))
          .set("memory", Json::object().set("total", plan.memory))
          .set("drives",
               Json::array().push(
                   Json::object().set("count", plan.drives).set("size", plan.drive_size).set("type", plan.drive_type)))
          .set("nics", counted(2, "type", plan.nic))
          .set("features", Json::object().set("raid", plan.drives > 1).set("txt", true));
  const std::string id = id_of("plan", plan.slug);
  return Json::object()
      .set("id", id)
      .set("slug", plan.slug)
      .set("name", plan.slug)
      .set("description", plan.description)
      .set("line", "baremetal")
      .set("legacy", !plan.old_slug.empty())
      .set("specs", std::move(specs))
      .set("deployment_types", Json::array().push("on_demand").push("spot_market"))
      .set("available_in", std::move(available))
      .set("available_in_metros", std::move(available_metros))
      .set("class", plan.slug)
      .set("pricing", Json::object().set("hour", plan.hour))
      .set("href", "/plans/" + id);
}

Json make_operating_system(const OperatingSystem& system) {
  Json on = Json::array();
  for (const Plan& plan : plans()) {
    on.push(plan.slug);
    if (!plan.old_slug.empty()) on.push(plan.old_slug);
  }
  return Json::object()
      .set("id", id_of("operating system", system.slug))
      .set("slug", system.slug)
      .set("name", system.name)
      .set("distro", system.distro)
      .set("version", system.version)
      .set("preinstallable", false)
      .set("licensed", false)
      .set("pricing", Json::object())
      .set("provisionable_on", std::move(on))
      .set("href", "/operating-systems/" + id_of("operating system", system.slug));
}

// A list of a thousand devices shows each of these a thousand times.
template <class Thing>
Json made_once(std::span<const Thing> things, const Thing& thing, Json (*make)(const Thing&)) {
  static const std::vector<Json> all = [&] {
    std::vector<Json> made;
    for (const Thing& one : things) made.push_back(make(one));
    return made;
  }();
  return all.at(static_cast<std::size_t>(&thing - things.data()));
}

}  // namespace

Json metro_json(const Metro& metro) { return made_once(metros(), metro, make_metro); }
Json facility_json(const Facility& facility) { return made_once(facilities(), facility, make_facility); }
Json plan_json(const Plan& plan) { return made_once(plans(), plan, make_plan); }
Json operating_system_json(const OperatingSystem& system) {
  return made_once(operating_systems(), system, make_operating_system);
}

}  // namespace vent::metal
