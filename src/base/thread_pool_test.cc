#include "base/thread_pool.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <latch>
#include <memory>
#include <numeric>
#include <set>
#include <stdexcept>

#include "base/locked.h"

namespace vent {
namespace {

TEST(ThreadPool, OneThreadWorksInOrder) {
  std::vector<int> done;
  ThreadPool pool("order", 1);
  for (int number = 0; number < 100; ++number) pool.add([&done, number](std::stop_token) { done.push_back(number); });
  pool.wait_until_idle();
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(done, expected);
}

TEST(ThreadPool, AllThreadsWorkAtTheSameTime) {
  constexpr int kThreads = 4;
  ThreadPool pool("same-time", kThreads);
  std::latch all_are_here(kThreads);  // passed only when four jobs stand at it together
  for (int number = 0; number < kThreads; ++number) pool.add([&](std::stop_token) { all_are_here.arrive_and_wait(); });
  pool.wait_until_idle();
  EXPECT_TRUE(all_are_here.try_wait());
}

TEST(ThreadPool, NeverMoreThanItsThreads) {
  ThreadPool pool("limit", 3);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  for (int number = 0; number < 200; ++number)
    pool.add([&](std::stop_token) {
      const int now = ++running;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
      --running;
    });
  pool.wait_until_idle();
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 3);
}

TEST(ThreadPool, IsIdleWithNothingToDo) {
  ThreadPool pool("idle", 2);
  pool.wait_until_idle();
  SUCCEED();
}

TEST(ThreadPool, IdleMeansThatJobsOfJobsAreDoneToo) {
  std::atomic<int> done = 0;
  ThreadPool pool("nested", 2);
  for (int number = 0; number < 10; ++number)
    pool.add([&](std::stop_token) { pool.add([&](std::stop_token) { ++done; }); });
  pool.wait_until_idle();
  EXPECT_EQ(done, 10);
}

TEST(ThreadPool, WhatAJobHoldsIsGoneWhenIdle) {
  const auto held = std::make_shared<int>(1);
  ThreadPool pool("held", 2);
  for (int number = 0; number < 50; ++number) pool.add([held](std::stop_token) {});
  pool.wait_until_idle();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(ThreadPool, TheEndStopsRunningJobsAndDropsTheOthers) {
  std::atomic<bool> was_stopped = false;
  std::atomic<int> begun_later = 0;
  const auto held = std::make_shared<int>(1);
  std::latch begun(1);
  {
    ThreadPool pool("end", 1);
    pool.add([&](std::stop_token stop) {
      begun.count_down();
      while (!stop.stop_requested()) std::this_thread::yield();
      was_stopped = true;
    });
    for (int number = 0; number < 10; ++number) pool.add([&, held](std::stop_token) { ++begun_later; });
    begun.wait();
  }
  EXPECT_TRUE(was_stopped);
  EXPECT_EQ(begun_later, 0);
  EXPECT_EQ(held.use_count(), 1) << "dropped jobs are destroyed";
}

TEST(ThreadPool, TheEndStopsAllAtOnceAndNotOneAfterAnother) {
  constexpr int kThreads = 3;
  std::latch begun(kThreads);
  std::latch all_stopped(kThreads);  // would never be passed if each had to end before the next is asked to
  {
    ThreadPool pool("end-all", kThreads);
    for (int number = 0; number < kThreads; ++number)
      pool.add([&](std::stop_token stop) {
        begun.count_down();
        while (!stop.stop_requested()) std::this_thread::yield();
        all_stopped.arrive_and_wait();
      });
    begun.wait();
  }
  EXPECT_TRUE(all_stopped.try_wait());
}

TEST(ThreadPool, ManyMayAddAtOnce) {
  std::atomic<int> done = 0;
  ThreadPool pool("many", 2);
  {
    std::vector<std::jthread> adders;
    for (int adder = 0; adder < 4; ++adder)
      adders.emplace_back([&] {
        for (int number = 0; number < 100; ++number) pool.add([&](std::stop_token) { ++done; });
      });
  }
  pool.wait_until_idle();
  EXPECT_EQ(done, 400);
}

TEST(ThreadPool, ThreadsHaveNames) {
  Locked<std::set<std::string>> names;
  ThreadPool pool("a-name-much-too-long", 1);
  pool.add([&](std::stop_token) {
    std::array<char, 16> name{};
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    names.with([&](std::set<std::string>& all) { all.insert(name.data()); });
  });
  pool.wait_until_idle();
  EXPECT_EQ(names.with([](const std::set<std::string>& all) { return all; }), std::set<std::string>{"a-name-much-t-1"});
}

TEST(ThreadPoolDeathTest, AJobThatThrowsEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        ThreadPool pool("throws", 1);
        pool.add([](std::stop_token) { throw std::runtime_error("a bug"); });
        pool.wait_until_idle();
      },
      "terminate called");
}

TEST(Locked, IsReachedByOneAtATime) {
  Locked<int> counter(0);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int step = 0; step < 1000; ++step) counter.with([](int& value) { ++value; });
      });
  }
  const Locked<int>& readable = counter;
  EXPECT_EQ(readable.with([](const int& value) { return value; }), 4000);
}

}  // namespace
}  // namespace vent
