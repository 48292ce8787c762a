#include "base/become.h"

#include <signal.h>

namespace vent {
namespace {

TEST(Become, OfNothingIsAnError) {
  const Result<int> result = become("/no/such/program", {"program"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::missing);
}

TEST(BecomeDeathTest, TheOtherProgramTakesOurPlaceWithNoSignalBlocked) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto become_shell = [] {
    sigset_t blocked;
    ::sigfillset(&blocked);
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    static_cast<void>(become("/bin/sh", {"sh", "-c", "grep -q '^SigBlk:.0*$' /proc/$$/status && exit $1", "sh", "7"}));
  };
  EXPECT_EXIT(become_shell(), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace vent
