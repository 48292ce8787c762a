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
  const auto become_grep = [] {
    sigset_t blocked;
    ::sigfillset(&blocked);
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    static_cast<void>(become("/bin/grep", {"grep", "-q", "^SigBlk:.0*$", "/proc/self/status"}));
  };
  EXPECT_EXIT(become_grep(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace vent
