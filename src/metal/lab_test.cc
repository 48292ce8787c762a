#include "metal/lab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

using testing::HasSubstr;

TEST(CheckSettings, TakesWhatCanBe) {
  EXPECT_TRUE(check_settings({}));
  EXPECT_TRUE(check_settings({.name = "a", .port = 1}));
  EXPECT_TRUE(check_settings({.name = "a234567890", .port = 65535}));
}

TEST(CheckSettings, RefusesNamesThatAreNoPartOfAnInterfaceName) {
  for (const char* name : {"", "a2345678901", "9lives", "My", "two-2", "a_b", "a b", "a/b", "..", "é"}) {
    const Result<> checked = check_settings({.name = name});
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().id, "VENT_LAB_NAME");
    EXPECT_THAT(checked.error().message, HasSubstr(name));
  }
}

TEST(CheckSettings, RefusesBadPortsAndRanges) {
  for (const int port : {-1, 0, 65536}) EXPECT_EQ(check_settings({.port = port}).error().id, "VENT_PORT") << port;
  EXPECT_EQ(check_settings({.private_range = "10.80.0.0"}).error().id, "VENT_BAD_RANGE");
  EXPECT_EQ(check_settings({.public_range = "198.51.100.1/24"}).error().id, "VENT_BAD_RANGE");
  EXPECT_EQ(check_settings({.private_range = "10.80.0.0/24"}).error().id, "VENT_RANGE_TOO_SMALL");
  EXPECT_EQ(check_settings({.public_range = "10.80.0.0/24"}).error().id, "VENT_RANGES_OVERLAP");
}

class LabTest : public testing::Test {
 protected:
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  ScopedVariable state_{"XDG_STATE_HOME", directory_.path() / "state"};
  ScopedVariable cache_{"XDG_CACHE_HOME", directory_.path() / "cache"};
};

TEST_F(LabTest, ALabThatWasNeverSavedHasTheDefaultsAndMakesNothing) {
  const Result<Lab> lab = open_lab("one");
  ASSERT_TRUE(lab);
  EXPECT_EQ(lab->settings, LabSettings{.name = "one"});
  EXPECT_EQ(lab->state, directory_.path() / "state/vent/metal/one");
  EXPECT_EQ(lab->images, directory_.path() / "cache/vent/images");
  EXPECT_EQ(*list_directory(directory_.path()), std::vector<std::string>{});
}

TEST_F(LabTest, SettingsAreReadAsTheyWereSaved) {
  Lab lab = *open_lab("one");
  lab.settings.private_range = "172.16.0.0/12";
  lab.settings.public_range = "203.0.113.0/25";
  lab.settings.port = 17480;
  ASSERT_TRUE(save_settings(lab));
  const Result<Lab> read = open_lab("one");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->settings, lab.settings);
  EXPECT_EQ(open_lab("two")->settings, LabSettings{.name = "two"}) << "another lab is not touched";
  struct stat found {};
  ASSERT_EQ(::stat(lab.state.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700u) << "private keys will stand there";
}

TEST_F(LabTest, ADamagedFileIsNamed) {
  const Lab lab = *open_lab("one");
  ASSERT_TRUE(make_directories(lab.state));
  for (const char* content : {"", "{", "[]", "{\"private_range\": \"10.80.0.0/16\"}",
                              R"({"private_range": "10.80.0.0/24", "public_range": "198.51.100.0/24", "port": 1})",
                              R"({"private_range": "10.80.0.0/16", "public_range": "198.51.100.0/24", "port": 0})"}) {
    ASSERT_TRUE(write_file(lab.settings_file(), content));
    const Result<Lab> read = open_lab("one");
    ASSERT_FALSE(read) << content;
    EXPECT_THAT(read.error().text(), HasSubstr(lab.settings_file().string()));
  }
}

TEST_F(LabTest, ABadNameIsRefusedBeforeAnythingIsRead) { EXPECT_EQ(open_lab("../../etc").error().id, "VENT_LAB_NAME"); }

TEST(Lab, NamesItselfInHintsUnlessItIsTheUsualOne) {
  Lab lab = sample_lab();
  EXPECT_EQ(lab.command("start"), "vent metal start");
  lab.settings.name = "two";
  EXPECT_EQ(lab.command("start"), "vent metal start --lab two");
}

TEST(Lab, LeavesEverythingUnderNamesOfItsOwn) {
  Lab lab = sample_lab();
  lab.settings.name = "a234567890";
  EXPECT_LE(lab.operator_interface().size(), 15u) << "the kernel's limit";
  EXPECT_EQ(lab.host_namespace(12), "vent-a234567890-12");
  for (const Path& path : {lab.settings_file(), lab.database_file(), lab.token_file(), lab.log_file(), lab.key_file(),
                           lab.known_hosts_file(), lab.ssh_config_file(), lab.host_directory("id")})
    EXPECT_TRUE(path.string().starts_with(lab.state.string() + "/")) << path;
  EXPECT_EQ(lab.lock_file(), "/run/vent/a234567890.lock");
  EXPECT_EQ(lab.owner_file(), "/run/vent/a234567890.owner");
}

}  // namespace
}  // namespace vent::metal
