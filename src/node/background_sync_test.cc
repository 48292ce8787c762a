#include "node/background_sync.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace vent {
namespace {

TEST(BackgroundSync, WaitsOnlyWhenAskedTo) {
  std::latch may_end(1);
  std::atomic<int> syncs = 0;
  BackgroundSync sync([&] {
    may_end.wait();
    ++syncs;
    return Result<>(Ok{});
  });
  sync.begin();  // returns although the disk is busy
  may_end.count_down();
  EXPECT_TRUE(sync.wait());
  EXPECT_EQ(syncs, 1);
}

TEST(BackgroundSync, WhatIsWrittenDuringOneComesWithTheNext) {
  std::latch has_begun(1), may_end(1);
  std::atomic<int> syncs = 0;
  BackgroundSync sync([&] {
    if (syncs == 0) has_begun.count_down(), may_end.wait();
    ++syncs;
    return Result<>(Ok{});
  });
  sync.begin();
  has_begun.wait();
  sync.begin();
  sync.begin();
  may_end.count_down();
  EXPECT_TRUE(sync.wait());
  EXPECT_EQ(syncs, 2);
}

TEST(BackgroundSync, AFailureIsToldOnce) {
  BackgroundSync sync([] { return Result<>(fail(Error(ErrorKind::failed, "the disk is gone"))); });
  EXPECT_TRUE(sync.wait()) << "nothing was begun";
  sync.begin();
  const Result<> failed = sync.wait();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "the disk is gone");
  EXPECT_TRUE(sync.wait());
}

TEST(BackgroundSync, ItsEndWaitsToo) {
  std::atomic<int> syncs = 0;
  {
    BackgroundSync sync([&] {
      ++syncs;
      return Result<>(Ok{});
    });
    sync.begin();
  }
  EXPECT_EQ(syncs, 1);
}

}  // namespace
}  // namespace vent
