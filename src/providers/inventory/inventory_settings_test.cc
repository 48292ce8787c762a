#include "providers/inventory/inventory_settings.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

std::string problems(const std::string& text) {
  const Result<InventorySettings> settings = read_inventory_settings(text, "packet_net.ini");
  return settings ? "none" : settings.error().text();
}

TEST(InventorySettings, WhatIsLeftOutHasItsOldMeaning) {
  const InventorySettings settings = read_inventory_settings("[packet]\n", "packet_net.ini").value();
  EXPECT_TRUE(settings.projects.empty());
  EXPECT_EQ(settings.device_states, (std::set<std::string>{"active", "inactive", "provisioning", "queued"}));
  EXPECT_EQ(settings.items_per_page, 999);
  EXPECT_EQ(settings.cache_max_age, std::chrono::seconds(10));
  EXPECT_FALSE(settings.nested_groups);
  EXPECT_TRUE(settings.group_by_hostname);
  EXPECT_FALSE(settings.management_address_only);
  EXPECT_TRUE(settings.warnings.empty());
}

TEST(InventorySettings, EveryKeyIsRead) {
  const InventorySettings settings = read_inventory_settings(
                                         "[packet]\n"
                                         "projects = one, two\n"
                                         "projects_exclude = three\n"
                                         "device_states = active\n"
                                         "#, inactive\n"
                                         "items_per_page = 50\n"
                                         "cache_path = /tmp/x\n"
                                         "cache_max_age = 300\n"
                                         "nested_groups = True\n"
                                         "replace_dash_in_groups = False\n"
                                         "group_by_device_id = no\n"
                                         "group_by_hostname = off\n"
                                         "group_by_facility = 0\n"
                                         "group_by_project = FALSE\n"
                                         "group_by_operating_system = no\n"
                                         "group_by_plan_type = no\n"
                                         "group_by_tags = no\n"
                                         "group_by_tag_none = no\n"
                                         "pattern_include = staging-*\n"
                                         "pattern_exclude =\n"
                                         "management_address_only = on\n",
                                         "packet_net.ini")
                                         .value();
  EXPECT_EQ(settings.projects, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(settings.projects_exclude, "three");
  EXPECT_EQ(settings.device_states, std::set<std::string>{"active"});
  EXPECT_EQ(settings.items_per_page, 50);
  EXPECT_EQ(settings.cache_path, "/tmp/x");
  EXPECT_EQ(settings.cache_max_age, std::chrono::seconds(300));
  EXPECT_TRUE(settings.nested_groups);
  for (const bool group : {settings.replace_dash_in_groups, settings.group_by_device_id, settings.group_by_hostname,
                           settings.group_by_facility, settings.group_by_project, settings.group_by_operating_system,
                           settings.group_by_plan_type, settings.group_by_tags, settings.group_by_tag_none})
    EXPECT_FALSE(group);
  EXPECT_TRUE(settings.pattern_include.has_value());
  EXPECT_FALSE(settings.pattern_exclude.has_value());
  EXPECT_TRUE(settings.management_address_only);
}

TEST(InventorySettings, AllThatIsWrongAtOnce) {
  expect_golden("inventory/wrong_settings.txt", problems("[packet]\n"
                                                         "projects =\n"
                                                         "items_per_page = many\n"
                                                         "cache_max_age = -1\n"
                                                         "cache_path =\n"
                                                         "nested_groups = perhaps\n"
                                                         "pattern_include = (web)\\1\n"
                                                         "pattern_exclude = [web\n") +
                                                    "\n");
}

TEST(InventorySettings, WithoutItsSectionItIsAnotherFile) {
  EXPECT_EQ(problems("[ec2]\nregions = all\n"),
            "error: packet_net.ini: there is no section [packet] [VENT_INVENTORY_SETTING]");
}

TEST(InventorySettings, WhatIsUnknownIsToldAndNoReasonToStop) {
  const InventorySettings settings =
      read_inventory_settings("[packet]\ngroup_by_tag = True\ndevice_states = active, broken\n", "packet_net.ini")
          .value();
  ASSERT_EQ(settings.warnings.size(), 2U);
  EXPECT_EQ(settings.warnings[0].place->text() + ": " + settings.warnings[0].message,
            "packet_net.ini:2:1: the key 'group_by_tag' is not known, it is left aside (is it group_by_tags?)");
  EXPECT_EQ(settings.warnings[1].message,
            "device_states: there is no state 'broken', only active, inactive, queued and provisioning");
  EXPECT_EQ(settings.device_states, std::set<std::string>{"active"});
}

TEST(ExpandPath, HomeAndVariables) {
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOME") return "/home/ada";
    if (name == "WHERE") return "there";
    return std::nullopt;
  };
  EXPECT_EQ(expand_path("~/.ansible/tmp", environment), "/home/ada/.ansible/tmp");
  EXPECT_EQ(expand_path("~", environment), "/home/ada");
  EXPECT_EQ(expand_path("~ada/x", environment), "~ada/x");
  EXPECT_EQ(expand_path("/a/$WHERE/${WHERE}.ini", environment), "/a/there/there.ini");
  EXPECT_EQ(expand_path("$NOWHERE/$", environment), "$NOWHERE/$");
  EXPECT_EQ(expand_path("", environment), "");
}

}  // namespace
}  // namespace vent
