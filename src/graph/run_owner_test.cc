#include "graph/run_owner.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vent {
namespace {

TEST(RunOwner, IsUsAndRunning) {
  const RunOwner owner = *this_owner();
  EXPECT_EQ(owner.process_id, ::getpid());
  EXPECT_FALSE(owner.user.empty());
  EXPECT_EQ(owner.text(), owner.user + "@" + owner.machine);
  EXPECT_EQ(state_of(owner), OwnerState::running);
  EXPECT_EQ(*this_owner(), owner);
}

TEST(RunOwner, WithTheNumberOfAnotherProcessIsGone) {
  RunOwner owner = *this_owner();
  owner.begun = "1 " + owner.begun;
  EXPECT_EQ(state_of(owner), OwnerState::gone);
}

TEST(RunOwner, OfAnotherMachineIsElsewhere) {
  RunOwner owner = *this_owner();
  owner.machine += "-2";
  EXPECT_EQ(state_of(owner), OwnerState::elsewhere);
}

// A child writes down who it is, runs, and ends; until it is asked for, the kernel keeps its number.
TEST(RunOwner, ThatEndedIsGoneEvenBeforeItIsReaped) {
  int to_child[2];
  int to_us[2];
  ASSERT_EQ(::pipe(to_child), 0);
  ASSERT_EQ(::pipe(to_us), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const Result<RunOwner> owner = this_owner();
    const std::string begun = owner ? owner->begun + "\n" : "\n";
    char byte = 0;
    const bool written = ::write(to_us[1], begun.data(), begun.size()) == static_cast<ssize_t>(begun.size());
    ::_exit(written && ::read(to_child[0], &byte, 1) == 1 ? 0 : 1);
  }
  RunOwner owner = *this_owner();
  owner.process_id = child;
  owner.begun.clear();
  for (char byte = 0; ::read(to_us[0], &byte, 1) == 1 && byte != '\n';) owner.begun += byte;
  EXPECT_EQ(state_of(owner), OwnerState::running);
  ASSERT_EQ(::write(to_child[1], "x", 1), 1);
  siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(state_of(owner), OwnerState::gone);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(state_of(owner), OwnerState::gone);
  for (const int end : {to_child[0], to_child[1], to_us[0], to_us[1]}) ::close(end);
}

}  // namespace
}  // namespace vent
