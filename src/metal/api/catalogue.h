#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/json.h"

namespace vent::metal {

// What the cloud says it rents: places, machines and systems with the names and list prices that its users know. Behind
// all of them stands the same thing, a Debian 12 host on this machine. The tables are in catalogue.cc.
struct Metro {
  std::string_view code, name, country;
};
struct Facility {
  std::string_view code, name, metro;
  bool is_core;  // has every plan and feature; the others are for small plans
};
struct Plan {
  std::string_view slug, old_slug, description;
  double hour;  // list price in US dollars
  int cpus;
  std::string_view cpu, memory;
  int drives;
  std::string_view drive_size, drive_type, nic;
  bool only_core;  // not at the small facilities
};
struct OperatingSystem {
  std::string_view slug, name, distro, version;
};

std::span<const Metro> metros();
std::span<const Facility> facilities();
std::span<const Plan> plans();
std::span<const OperatingSystem> operating_systems();

// By code, slug, former slug or id; none when there is no such thing.
const Metro* find_metro(std::string_view name);
const Facility* find_facility(std::string_view name);
const Plan* find_plan(std::string_view name);
const OperatingSystem* find_operating_system(std::string_view name);

bool is_available(const Plan& plan, const Facility& facility);

// The same id for the same words, always: "facility ams1".
std::string stable_id(std::string_view words);

Json metro_json(const Metro& metro);
Json facility_json(const Facility& facility);
Json plan_json(const Plan& plan);
Json operating_system_json(const OperatingSystem& system);

}  // namespace vent::metal
