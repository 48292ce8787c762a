#include "metal/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <thread>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreTest : public testing::Test {
 protected:
  Store open() const {
    Result<Store> store = Store::open(file_);
    if (!store) throw std::runtime_error(store.error().text());
    return std::move(*store);
  }
  static Host add(Store& store, const std::string& id, int slots = 10) {
    Host host = sample_host();
    host.id = id;
    return store.add_host(std::move(host), slots).value();
  }
  static std::vector<int> slots(const Store& store) {
    std::vector<int> found;
    const std::vector<Host> hosts = store.hosts();
    for (const Host& host : hosts) found.push_back(host.slot);
    return found;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path file_ = directory_.path() / "metal.db";
};

TEST_F(StoreTest, IsEmptyAtFirst) {
  const Store store = open();
  EXPECT_THAT(store.hosts(), IsEmpty());
  EXPECT_THAT(*store.links(), IsEmpty());
  EXPECT_EQ(store.host("a").has_value(), false);
}

TEST_F(StoreTest, GivesTheLowestFreeSlot) {
  Store store = open();
  EXPECT_EQ(add(store, "a").slot, 1);
  EXPECT_EQ(add(store, "b").slot, 2);
  EXPECT_EQ(add(store, "c").slot, 3);
  ASSERT_TRUE(store.remove_host("b"));
  EXPECT_EQ(add(store, "d").slot, 2);
  EXPECT_EQ(add(store, "e").slot, 4);
  EXPECT_THAT(slots(store), ElementsAre(1, 2, 3, 4)) << "hosts come in the order of their places";
  EXPECT_EQ(store.host("d")->slot, 2);
}

TEST_F(StoreTest, AFullLabSaysSo) {
  Store store = open();
  add(store, "a", 2);
  add(store, "b", 2);
  const Result<Host> third = store.add_host(sample_host(), 2);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::conflict);
  EXPECT_EQ(third.error().id, "VENT_LAB_FULL");
  EXPECT_THAT(slots(store), ElementsAre(1, 2));
}

TEST_F(StoreTest, TakesAnIdOnlyOnce) {
  Store store = open();
  add(store, "a");
  Host again = sample_host();
  again.id = "a";
  EXPECT_FALSE(store.add_host(again, 10));
  EXPECT_THAT(slots(store), ElementsAre(1));
}

TEST_F(StoreTest, ChangesAndRemovesOneHost) {
  Store store = open();
  add(store, "a");
  const Host other = add(store, "b");
  const std::optional<Host> changed =
      store.change_host("a", [](Host& host) { host.problem = "it's \"broken\""; }).value();
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->problem, "it's \"broken\"");
  EXPECT_EQ(store.host("a"), changed);
  EXPECT_EQ(store.host("b"), other);
  ASSERT_TRUE(store.remove_host("a"));
  EXPECT_TRUE(store.remove_host("a")) << "again, as after a crash";
  EXPECT_EQ(store.host("a").has_value(), false);
  EXPECT_EQ(store.change_host("a", [](Host&) { FAIL() << "there is nothing to change"; })->has_value(), false);
}

TEST_F(StoreTest, RemembersEverythingWhenItIsOpenedAgain) {
  const Link link{.a = "a", .b = kOperator, .delay_milliseconds = 4.35, .loss = 0.29, .blocked = true};
  Host host;
  {
    Store store = open();
    host = add(store, "a");
    ASSERT_TRUE(store.set_links({link}));
  }
  const Store store = open();
  EXPECT_THAT(store.hosts(), ElementsAre(host));
  EXPECT_THAT(*store.links(), ElementsAre(link));
}

Record event(const std::string& id, const std::string& subject) {
  return {.kind = "event", .id = id, .owner = "project", .subject = subject, .document = "{}"};
}

std::vector<std::string> ids(const Result<std::vector<Record>>& records) {
  std::vector<std::string> all;
  for (const Record& record : records.value()) all.push_back(record.id);
  return all;
}

TEST_F(StoreTest, RecordsComeInTheOrderTheyWereWritten) {
  Store store = open();
  for (const char* const id : {"c", "a", "b"}) ASSERT_TRUE(store.put_record(event(id, "one")));
  ASSERT_TRUE(store.put_record(event("d", "two")));
  ASSERT_TRUE(store.put_record({.kind = "key", .id = "a", .owner = {}, .subject = {}, .document = "{}"}));
  Record again = event("c", "one");
  again.document = "[]";
  ASSERT_TRUE(store.put_record(again));
  EXPECT_THAT(ids(store.records({.kind = "event"})), ElementsAre("c", "a", "b", "d"));
  EXPECT_THAT(ids(store.records({.kind = "event", .subject = "two"})), ElementsAre("d"));
  EXPECT_THAT(ids(store.records({.kind = "event", .owner = "nobody"})), IsEmpty());
  EXPECT_EQ(store.record("event", "c").value()->document, "[]");
  ASSERT_TRUE(store.remove_record("event", "c"));
  EXPECT_EQ(store.record("event", "c").value(), std::nullopt);
  EXPECT_THAT(ids(store.records({.kind = "key"})), ElementsAre("a")) << "the same id, of another kind";
}

TEST_F(StoreTest, APartOfTheRecordsFromEitherEnd) {
  Store store = open();
  for (const char* const id : {"a", "b", "c", "d", "e"}) ASSERT_TRUE(store.put_record(event(id, "one")));
  const RecordFilter events{.kind = "event"};
  EXPECT_EQ(store.count_records(events).value(), 5u);
  EXPECT_EQ(store.count_records({.kind = "event", .subject = "two"}).value(), 0u);
  EXPECT_THAT(ids(store.records(events, {.skip = 1, .most = 2})), ElementsAre("b", "c"));
  EXPECT_THAT(ids(store.records(events, {.skip = 1, .most = 2, .newest_first = true})), ElementsAre("d", "c"));
  EXPECT_THAT(ids(store.records(events, {.skip = 4, .most = 2})), ElementsAre("e"));
  EXPECT_THAT(ids(store.records(events, {.skip = 5, .most = 2})), IsEmpty());
}

TEST_F(StoreTest, LinksAreReplacedAsAWhole) {
  Store store = open();
  const Link one{.a = "a", .b = "b", .delay_milliseconds = 40};
  const Link two{.a = "a", .b = "c", .loss = 1};
  ASSERT_TRUE(store.set_links({one, two}));
  EXPECT_THAT(*store.links(), ElementsAre(one, two));
  EXPECT_FALSE(store.set_links({two, one, two})) << "the same parties twice";
  EXPECT_THAT(*store.links(), ElementsAre(one, two)) << "nothing of it was done";
  ASSERT_TRUE(store.set_links({}));
  EXPECT_THAT(*store.links(), IsEmpty());
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsAnError) {
  ASSERT_TRUE(write_file(file_, "this is not a database, and long enough for one to see that it is none\n"));
  const Result<Store> store = Store::open(file_);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().text().find(file_.string()), std::string::npos) << store.error().text();
}

TEST_F(StoreTest, ThreadsDontLoseEachOthersChanges) {
  constexpr int kTimes = 20;
  Store store = open();
  add(store, "shared");
  const auto work = [&](const std::string& name) {
    for (int i = 0; i < kTimes; ++i) {
      ASSERT_TRUE(store.change_host("shared", [](Host& host) { ++host.wanted.reboots; }));
      add(store, name + std::to_string(i), 100);
      ASSERT_FALSE(store.hosts().empty());
    }
  };
  std::thread first(work, "first");
  std::thread second(work, "second");
  first.join();
  second.join();
  EXPECT_EQ(store.host("shared")->wanted.reboots, 2 * kTimes);
  const std::vector<int> taken = slots(store);
  EXPECT_EQ(std::set<int>(taken.begin(), taken.end()).size(), 2u * kTimes + 1);
  EXPECT_EQ(taken.back(), 2 * kTimes + 1);
}

// Whole microseconds and millionths, which is what the lab can do, come back as the very same numbers.
RC_GTEST_PROP(StoreProperty, LinksComeBackAsTheyWere, ()) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  Store store = *Store::open(directory.path() / "metal.db");
  std::vector<Link> links;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
    links.push_back({.a = std::to_string(10 - i),
                     .b = kOperator,
                     .delay_milliseconds = *rc::gen::inRange(0, 60'000'001) / 1e3,
                     .loss = *rc::gen::inRange(0, 1'000'001) / 1e6,
                     .blocked = *rc::gen::arbitrary<bool>()});
  RC_ASSERT(store.set_links(links).has_value());
  RC_ASSERT(*store.links() == links);
}

}  // namespace
}  // namespace vent::metal
