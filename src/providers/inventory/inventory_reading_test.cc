#include "providers/inventory/inventory_reading.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "providers/inventory/test_support/devices.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

// An API of one project, and its inventory with a cache in a folder of the test's own.
class InventoryReadingTest : public testing::Test {
 protected:
  InventoryReading reading(const std::string& lines = "") {
    InventorySettings settings = read_inventory_settings("[packet]\n" + lines, "packet_net.ini").value();
    MachineSource source;
    source.projects = [this]() -> Result<std::vector<Json>> {
      ++lists;
      return std::vector<Json>{Json::object().set("id", "p1").set("name", "testing")};
    };
    source.devices = [this](const std::string&) -> Result<std::vector<Json>> { return devices; };
    source.device = [this](const std::string& id) -> Result<std::optional<Json>> {
      ++looks;
      for (const Json& device : devices)
        if (device.text("id").value() == id) return std::optional<Json>(device);
      return std::optional<Json>();
    };
    return InventoryReading(
        std::move(settings), InventoryCache(cache()), [source]() -> Result<MachineSource> { return source; },
        {{"ansible_user", Json("root")}}, clock);
  }

  Path cache() const { return folder.path() / "new" / "cache"; }
  // As if the cache had been written this long ago.
  void make_cache_this_old(std::chrono::seconds age) const {
    const auto when = std::chrono::duration_cast<std::chrono::seconds>((clock.wall() - age).time_since_epoch());
    const timespec times[2] = {{.tv_sec = when.count(), .tv_nsec = 0}, {.tv_sec = when.count(), .tv_nsec = 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (cache() / "ansible-packet.cache").c_str(), times, 0), 0);
  }

  TemporaryDirectory folder = TemporaryDirectory::make().value();
  VirtualClock clock;
  std::vector<Json> devices = {device_json({})};
  int lists = 0;
  int looks = 0;
};

TEST_F(InventoryReadingTest, AYoungCacheIsPrintedAsItStands) {
  const std::string first = reading().list(Refresh::if_old).value();
  EXPECT_EQ(lists, 1);
  make_cache_this_old(9s);
  devices.clear();
  EXPECT_EQ(reading().list(Refresh::if_old).value(), first);
  EXPECT_EQ(lists, 1);
}

TEST_F(InventoryReadingTest, ItGrowsOldWithTime) {
  reading().list(Refresh::if_old).value();
  make_cache_this_old(0s);
  clock.advance(9s);
  reading().list(Refresh::if_old).value();
  EXPECT_EQ(lists, 1);
  clock.advance(1s);
  reading().list(Refresh::if_old).value();
  EXPECT_EQ(lists, 2);
}

TEST_F(InventoryReadingTest, TheAgeIsASetting) {
  reading().list(Refresh::if_old).value();
  make_cache_this_old(200s);
  reading("cache_max_age = 300\n").list(Refresh::if_old).value();
  EXPECT_EQ(lists, 1);
  make_cache_this_old(0s);
  reading("cache_max_age = 0\n").list(Refresh::if_old).value();
  EXPECT_EQ(lists, 2);
}

TEST_F(InventoryReadingTest, ItCanBeRefreshed) {
  reading().list(Refresh::if_old).value();
  make_cache_this_old(0s);
  devices.push_back(device_json({.hostname = "worker-1", .id = "other"}));
  const std::string fresh = reading().list(Refresh::now).value();
  EXPECT_NE(fresh.find("worker-1"), std::string::npos);
  make_cache_this_old(0s);
  EXPECT_EQ(reading().list(Refresh::if_old).value(), fresh);
}

TEST_F(InventoryReadingTest, AYoungCacheNeedsNoApi) {
  const std::string first = reading().list(Refresh::if_old).value();
  make_cache_this_old(1s);
  InventoryReading offline(
      {}, InventoryCache(cache()),
      []() -> Result<MachineSource> { return fail(Error(ErrorKind::not_permitted, "there is no token")); }, {}, clock);
  EXPECT_EQ(offline.list(Refresh::if_old).value(), first);
  EXPECT_EQ(offline.list(Refresh::now).error().message, "there is no token");
}

TEST_F(InventoryReadingTest, ADamagedCacheOrOneWithoutItsIndexIsNone) {
  const std::string first = reading().list(Refresh::if_old).value();
  ASSERT_TRUE(write_file(cache() / "ansible-packet.cache", first.substr(0, first.size() / 2)));
  make_cache_this_old(0s);
  EXPECT_EQ(reading().list(Refresh::if_old).value(), first);
  make_cache_this_old(0s);
  ASSERT_TRUE(remove_tree(cache() / "ansible-packet.index"));
  EXPECT_EQ(reading().list(Refresh::if_old).value(), first);
  EXPECT_EQ(lists, 3);
}

TEST_F(InventoryReadingTest, TheCacheFilesAreThoseOfOthers) {
  const std::string first = reading().list(Refresh::if_old).value();
  EXPECT_EQ(read_file(cache() / "ansible-packet.cache").value(), first);
  const Json index = parse_json(read_file(cache() / "ansible-packet.index").value(), "the index").value();
  EXPECT_EQ(index, Json::object().set("worker-0", Json::array().push("p1").push(device_json({}).text("id").value())));
}

TEST_F(InventoryReadingTest, WithoutAPlaceForTheCacheTheInventoryIsStillTold) {
  ASSERT_TRUE(write_file(folder.path() / "new", "a file"));
  InventoryReading all = reading();
  EXPECT_TRUE(all.list(Refresh::if_old));
  ASSERT_EQ(all.notes().size(), 1U);
  EXPECT_EQ(all.notes()[0].substr(0, 29), "the inventory is not kept: ma");
}

TEST_F(InventoryReadingTest, OneHostIsLookedAtAsItIsNow) {
  reading().list(Refresh::if_old).value();
  devices = {device_json({.address = "192.0.2.77"})};
  const auto variables = reading().host("worker-0", Refresh::if_old).value();
  ASSERT_TRUE(variables);
  EXPECT_EQ(variables->at("ansible_host"), Json("192.0.2.77"));
  EXPECT_EQ(variables->at("ansible_user"), Json("root"));
  EXPECT_EQ(lists, 1);
  EXPECT_EQ(looks, 1);
}

TEST_F(InventoryReadingTest, AnUnknownHostIsLookedForOnce) {
  reading().list(Refresh::if_old).value();
  EXPECT_FALSE(reading().host("nobody", Refresh::if_old).value());
  EXPECT_EQ(lists, 2);
  devices.push_back(device_json({.hostname = "worker-1", .id = "new"}));
  EXPECT_TRUE(reading().host("worker-1", Refresh::if_old).value());
  EXPECT_EQ(lists, 3);
}

TEST_F(InventoryReadingTest, AMachineThatWasMadeAnewIsFound) {
  reading().list(Refresh::if_old).value();
  devices = {device_json({.id = "new"})};
  const auto variables = reading().host("worker-0", Refresh::if_old).value();
  ASSERT_TRUE(variables);
  EXPECT_EQ(variables->at("packet_id"), Json("new"));
  EXPECT_EQ(looks, 2);
  devices.clear();
  EXPECT_FALSE(reading().host("worker-0", Refresh::if_old).value());
}

TEST_F(InventoryReadingTest, ProjectsThatAreNotThereAreTold) {
  InventoryReading all = reading("projects = testing, tasting\n");
  all.list(Refresh::now).value();
  EXPECT_EQ(all.notes(), std::vector<std::string>{"there is no project tasting"});
}

}  // namespace
}  // namespace vent
