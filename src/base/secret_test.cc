#include "base/secret.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <ostream>
#include <sstream>

namespace vent {
namespace {

template <class T>
concept CanBeStreamed = requires(std::ostream& stream, const T& value) {
  stream << value;
};
template <class T>
concept CanBeConverted = std::is_convertible_v<T, std::string> || std::is_convertible_v<T, std::string_view>;

static_assert(CanBeStreamed<std::string> && !CanBeStreamed<Secret>);
static_assert(fmt::is_formattable<std::string>::value && !fmt::is_formattable<Secret>::value);
static_assert(CanBeConverted<const char*> && !CanBeConverted<Secret>);
static_assert(!std::is_convertible_v<std::string, Secret>, "making one must be seen");

constexpr std::string_view kShort = "token-0123";  // lives inside the string object
const std::string kLong(200, 'k');                 // lives on the heap

// The bytes of an object, whatever it says of itself.
template <class T>
bool holds(const T& object, std::string_view text) {
  std::array<char, sizeof(T)> bytes{};
  std::memcpy(bytes.data(), static_cast<const void*>(&object), sizeof(T));
  return std::search(bytes.begin(), bytes.end(), text.begin() + 1, text.end()) != bytes.end();
}

TEST(Secret, RevealsItsValueOnlyWhenAsked) {
  const Secret secret{std::string(kShort)};
  EXPECT_EQ(secret.reveal(), kShort);
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, ComparesWholeValues) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_NE(Secret("abc"), Secret("abd"));
  EXPECT_NE(Secret("abc"), Secret("Abc"));
  EXPECT_NE(Secret("abc"), Secret("abcd"));
  EXPECT_EQ(Secret(), Secret(""));
}

RC_GTEST_PROP(Secret, ComparesLikeItsValue, (const std::string& a, const std::string& b)) {
  RC_ASSERT((Secret(a) == Secret(b)) == (a == b));
  RC_ASSERT(Secret(a) == Secret(a));
}

TEST(Secret, IsWipedAtItsEnd) {
  alignas(Secret) std::array<std::byte, sizeof(Secret)> memory{};
  auto* secret = new (memory.data()) Secret{std::string(kShort)};
  ASSERT_TRUE(holds(memory, kShort));
  secret->~Secret();
  EXPECT_FALSE(holds(memory, kShort));
}

TEST(Secret, NothingStaysInWhatItWasMovedFrom) {
  Secret first{std::string(kShort)};
  Secret second(std::move(first));
  EXPECT_FALSE(holds(first, kShort));
  Secret third{std::string(kLong)};
  third = std::move(second);
  EXPECT_FALSE(holds(second, kShort));
  EXPECT_EQ(third.reveal(), kShort);
}

TEST(Secret, ALongerSecretBeforeLeavesNoTail) {
  Secret secret{std::string(kShort)};
  secret = Secret("x");
  EXPECT_FALSE(holds(secret, kShort));
  secret = Secret{std::string(kShort)};
  const Secret other("y");
  secret = other;
  EXPECT_FALSE(holds(secret, kShort));
}

TEST(Secret, CopiesAndMovesKeepTheValue) {
  const Secret original{kLong};
  Secret copy = original;
  EXPECT_EQ(copy, original);
  const Secret& same = copy;
  copy = same;
  EXPECT_EQ(copy, original);
  Secret& also_same = copy;
  copy = std::move(also_same);
  EXPECT_EQ(copy, original);
  const Secret moved = std::move(copy);
  EXPECT_EQ(moved, original);
}

}  // namespace
}  // namespace vent
