#include "base/signals.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

namespace vent {
namespace {

using testing::ExitedWithCode;

// Each in a process of its own, since what signals do belongs to the whole process.
class SignalStopDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

bool wait_for_stop(const SignalStop& signals) {
  RealClock clock;
  return !clock.sleep_for(std::chrono::minutes(1), signals.token());
}

void exit_after_stop(int signal) {
  const SignalStop signals;
  ::kill(::getpid(), signal);
  ::_exit(wait_for_stop(signals) ? 7 : 8);
}

TEST_F(SignalStopDeathTest, AnInterruptAsksToStop) { EXPECT_EXIT(exit_after_stop(SIGINT), ExitedWithCode(7), ""); }
TEST_F(SignalStopDeathTest, ATerminationAsksToStop) { EXPECT_EXIT(exit_after_stop(SIGTERM), ExitedWithCode(7), ""); }

TEST_F(SignalStopDeathTest, TheSecondSignalEndsAtOnce) {
  const auto interrupt_twice = [] {
    const SignalStop signals;
    ::kill(::getpid(), SIGINT);
    if (!wait_for_stop(signals)) return;
    ::kill(::getpid(), SIGTERM);
    RealClock().sleep_for(std::chrono::minutes(1));
  };
  EXPECT_EXIT(interrupt_twice(), ExitedWithCode(130), "");
}

TEST_F(SignalStopDeathTest, EndsWithoutAnySignal) {
  const auto make_and_leave = [] {
    { const SignalStop signals; }
    ::_exit(7);
  };
  EXPECT_EXIT(make_and_leave(), ExitedWithCode(7), "");
}

}  // namespace
}  // namespace vent
