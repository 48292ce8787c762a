#include "base/user_directories.h"

#include <stdlib.h>

#include <optional>

namespace vent {
namespace {

// Sets a variable, or takes it away, until the end of the test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* found = ::getenv(name)) before_ = found;
    set(value);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }

 private:
  void set(const char* value) {
    if (value == nullptr) {
      ::unsetenv(name_);
    } else {
      ::setenv(name_, value, 1);
    }
  }

  const char* name_;
  std::optional<std::string> before_;
};

TEST(UserDirectories, AreBelowHome) {
  const Variable home("HOME", "/home/ann");
  const Variable state("XDG_STATE_HOME", nullptr);
  const Variable cache("XDG_CACHE_HOME", nullptr);
  EXPECT_EQ(*state_home(), "/home/ann/.local/state");
  EXPECT_EQ(*cache_home(), "/home/ann/.cache");
}

TEST(UserDirectories, AreWhereTheVariablesSay) {
  const Variable home("HOME", "/home/ann");
  const Variable state("XDG_STATE_HOME", "/var/lib/state");
  const Variable cache("XDG_CACHE_HOME", "/var/cache/ann");
  EXPECT_EQ(*state_home(), "/var/lib/state");
  EXPECT_EQ(*cache_home(), "/var/cache/ann");
}

TEST(UserDirectories, RelativeAndEmptyVariablesDoNotCount) {
  const Variable home("HOME", "/home/ann");
  const Variable state("XDG_STATE_HOME", "here");
  const Variable cache("XDG_CACHE_HOME", "");
  EXPECT_EQ(*state_home(), "/home/ann/.local/state");
  EXPECT_EQ(*cache_home(), "/home/ann/.cache");
}

TEST(UserDirectories, WithoutHomeTheUserIsLookedUp) {
  const Variable home("HOME", nullptr);
  const Variable state("XDG_STATE_HOME", nullptr);
  const Result<Path> found = state_home();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_absolute());
}

}  // namespace
}  // namespace vent
