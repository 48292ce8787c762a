#include "providers/inventory/inventory_document.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <algorithm>

#include "providers/inventory/test_support/devices.h"
#include "support/golden.h"

namespace vent {
namespace {

InventorySettings settings_from(const std::string& lines) {
  return read_inventory_settings("[packet]\n" + lines, "packet_net.ini").value();
}

std::vector<ProjectMachines> two_projects() {
  ProjectMachines testing{.id = "p1", .name = "testing", .devices = {}};
  testing.devices = {
      device_json({.hostname = "controller-0", .id = "id-0", .tags = {"controller"}, .address = "192.0.2.1"}),
      device_json({.hostname = "worker-0", .id = "id-1", .tags = {"worker", "my-tag.x", "rack ü"}}),
      device_json({.hostname = "worker-1", .id = "id-2", .tags = {}, .facility = "ewr1"}),
      device_json({.hostname = "worker-2", .id = "id-3", .state = "provisioning"}),
      device_json({.hostname = "worker-3", .id = "id-4", .state = "queued", .address = ""}),
      device_json({.hostname = "worker-4", .id = "id-5", .state = "failed"}),
  };
  ProjectMachines other{.id = "p2", .name = "other", .devices = {}};
  other.devices = {device_json({.hostname = "db-0", .id = "id-6", .tags = {"db"}})};
  return {testing, other};
}

std::string document(const std::string& lines) {
  return inventory_document(two_projects(), settings_from(lines)).value().pretty() + "\n";
}

std::vector<std::string> hosts_in(const std::string& group, const std::string& lines) {
  const MachineInventory all = machine_inventory(two_projects(), settings_from(lines)).value();
  const auto found = all.inventory.groups.find(group);
  return found == all.inventory.groups.end() ? std::vector<std::string>() : found->second.hosts;
}

using Names = std::vector<std::string>;

TEST(InventoryDocument, Everything) { expect_golden("inventory/all.json", document("")); }

TEST(InventoryDocument, NestedGroups) {
  expect_golden("inventory/nested.json", document("device_states = active\nnested_groups = True\n"));
}

TEST(InventoryDocument, NoMachinesIsStillADocument) {
  EXPECT_EQ(inventory_document({}, {}).value().pretty(), "{\n  \"_meta\": {\n    \"hostvars\": {}\n  }\n}");
}

TEST(InventoryDocument, GroupsThatAreNotWanted) {
  expect_golden("inventory/few_groups.json",
                document("device_states = active\ngroup_by_device_id = no\ngroup_by_hostname = no\n"
                         "group_by_facility = no\ngroup_by_project = off\ngroup_by_operating_system = 0\n"
                         "group_by_plan_type = False\ngroup_by_tags = false\ngroup_by_tag_none = no\n"));
}

TEST(InventoryDocument, OnlyWantedStatesAndMachinesWithAnAddress) {
  EXPECT_EQ(hosts_in("packet", ""), Names({"controller-0", "worker-0", "worker-1", "worker-2", "db-0"}));
  EXPECT_EQ(hosts_in("packet", "device_states = provisioning, queued"), Names({"worker-2"}));
}

TEST(InventoryDocument, Patterns) {
  EXPECT_EQ(hosts_in("packet", "pattern_include = worker-[01]"), Names({"worker-0", "worker-1"}));
  EXPECT_EQ(hosts_in("packet", "pattern_exclude = worker|controller"), Names({"db-0"}));
  EXPECT_EQ(hosts_in("packet", "pattern_include = worker-*\npattern_exclude = .*0$"), Names({"worker-1", "worker-2"}));
}

TEST(InventoryDocument, DashesInTagsMayStay) {
  EXPECT_EQ(hosts_in("tag_my_tag_x", ""), Names({"worker-0"}));
  EXPECT_EQ(hosts_in("tag_my-tag_x", "replace_dash_in_groups = False"), Names({"worker-0"}));
  EXPECT_EQ(hosts_in("tag_rack__", ""), Names({"worker-0"}));  // the letter has two bytes
}

TEST(InventoryDocument, AnElasticAddressCountsUnlessToldOtherwise) {
  const Json device = device_json({.elastic_address = "198.51.100.7"});
  const auto address = [&](const std::string& lines) {
    return machine_variables(device, settings_from(lines)).value().value().at("ansible_host").text().value();
  };
  EXPECT_EQ(address(""), "198.51.100.7");
  EXPECT_EQ(address("management_address_only = True"), "192.0.2.10");
}

TEST(InventoryDocument, MachinesOfOneNameAreTold) {
  ProjectMachines project{.id = "p1", .name = "testing", .devices = {}};
  project.devices = {device_json({.id = "first"}), device_json({.id = "second", .address = "192.0.2.11"})};
  const MachineInventory all = machine_inventory({project}, {}).value();
  EXPECT_EQ(all.doubled, Names({"worker-0"}));
  EXPECT_EQ(all.inventory.groups.at("packet").hosts, Names({"worker-0", "worker-0"}));
  EXPECT_EQ(all.inventory.hosts.at("worker-0").at("ansible_host"), Json("192.0.2.11"));
  EXPECT_EQ(all.index.at("worker-0"), (MachinePlace{"p1", "second"}));
}

TEST(InventoryDocument, WhatTheApiLeavesOutMakesNoGroup) {
  ProjectMachines project{.id = "p1", .name = "testing", .devices = {}};
  project.devices = {device_json({}).set("facility", Json::object().set("href", "/facilities/x")).set("plan", Json())};
  const MachineInventory all = machine_inventory({project}, {}).value();
  EXPECT_EQ(all.inventory.hosts.at("worker-0").at("packet_facility"), Json(""));
  EXPECT_EQ(all.inventory.hosts.at("worker-0").at("packet_plan"), Json(""));
  EXPECT_FALSE(all.inventory.groups.contains(""));
}

TEST(InventoryDocument, AMachineWithoutANameIsAnError) {
  ProjectMachines project{.id = "p1", .name = "testing", .devices = {}};
  project.devices = {parse_json(R"({"id": "x", "state": "active", "ip_addresses":
      [{"address": "192.0.2.1", "address_family": 4, "public": true}]})",
                                "the device")
                         .value()};
  EXPECT_EQ(machine_inventory({project}, {}).error().message, "the device: 'hostname' is missing");
}

TEST(WantsProject, ByNameAndNotAnywhereInWhatIsExcluded) {
  EXPECT_TRUE(wants_project(settings_from("projects = all"), "testing"));
  EXPECT_TRUE(wants_project(settings_from("projects = other, testing"), "testing"));
  EXPECT_FALSE(wants_project(settings_from("projects = other"), "testing"));
  EXPECT_FALSE(wants_project(settings_from("projects_exclude = x,testing-2"), "testing"));
}

rc::Gen<DeviceWish> any_device() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 1000), rc::gen::inRange(0, 1000000),
                     rc::gen::container<std::vector<std::string>>(
                         rc::gen::element<std::string>("worker", "controller", "my-tag", "a.b", "x y")),
                     rc::gen::element<std::string>("active", "inactive", "queued", "provisioning", "failed"),
                     rc::gen::element<std::string>("ams1", "ewr1"), rc::gen::arbitrary<bool>()),
      [](const auto& drawn) {
        const auto& [number, id, tags, state, facility, has_address] = drawn;
        DeviceWish wish{.hostname = (number % 2 == 0 ? "worker-" : "db-") + std::to_string(number),
                        .id = "id-" + std::to_string(id),
                        .tags = tags,
                        .state = state,
                        .facility = facility};
        if (!has_address) wish.address.clear();
        return wish;
      });
}

// Every machine that is not left out is in all its groups, with all its variables; all others are nowhere.
RC_GTEST_PROP(InventoryDocument, EveryWantedMachineIsInAllItsGroups, ()) {
  const auto wishes = *rc::gen::container<std::vector<DeviceWish>>(any_device());
  const bool nested = *rc::gen::arbitrary<bool>();
  const InventorySettings settings =
      settings_from(std::string("device_states = active, inactive\npattern_exclude = db-1\n") +
                    (nested ? "nested_groups = yes\n" : ""));
  ProjectMachines project{.id = "p", .name = "testing", .devices = {}};
  for (const DeviceWish& wish : wishes) project.devices.push_back(device_json(wish));
  const MachineInventory all = machine_inventory({project}, settings).value();

  std::set<std::string> wanted;
  for (const DeviceWish& wish : wishes) {
    if ((wish.state != "active" && wish.state != "inactive") || wish.address.empty()) continue;
    if (wish.hostname.starts_with("db-1")) continue;
    wanted.insert(wish.hostname);
    Names groups = {wish.id, wish.hostname, "testing", wish.facility, "debian_12", "c2.medium.x86", "packet"};
    const std::map<std::string, std::string> safe = {
        {"worker", "worker"}, {"controller", "controller"}, {"my-tag", "my_tag"}, {"a.b", "a_b"}, {"x y", "x_y"}};
    for (const std::string& tag : wish.tags) groups.push_back("tag_" + safe.at(tag));
    if (wish.tags.empty()) groups.push_back("tag_none");
    for (const std::string& group : groups) {
      const Names& hosts = all.inventory.groups.at(group).hosts;
      RC_ASSERT(std::ranges::find(hosts, wish.hostname) != hosts.end());
    }
    const std::map<std::string, Json>& variables = all.inventory.hosts.at(wish.hostname);
    for (const char* name : {"ansible_host", "packet_id", "packet_state", "packet_facility", "packet_plan",
                             "packet_user", "packet_locked", "packet_spot_instance", "packet_termination_time"})
      RC_ASSERT(variables.contains(name));
    RC_ASSERT(!variables.contains("packet_spot_price_max"));
  }
  for (const auto& [host, variables] : all.inventory.hosts) RC_ASSERT(wanted.contains(host));
  for (const auto& [name, group] : all.inventory.groups)
    for (const std::string& host : group.hosts) RC_ASSERT(wanted.contains(host));

  // What is printed can be read back.
  const Json printed = parse_json(inventory_json(all.inventory).pretty(), "the inventory").value();
  RC_ASSERT(read_inventory_json(printed).value() == all.inventory);
}

}  // namespace
}  // namespace vent
