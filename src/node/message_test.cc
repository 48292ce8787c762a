#include "node/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace vent {
namespace {

TEST(Message, StandsOnTheWireAsTwoLengthsAndTwoParts) {
  EXPECT_EQ(encode({.header = Json::object().set("do", "look"), .body = "abc"}),
            std::string("\0\0\0\x0d\0\0\0\x03{\"do\":\"look\"}abc", 24));
}

RC_GTEST_PROP(Message, ArrivesWholeHoweverItIsCut, (const std::vector<std::pair<int, std::string>>& messages)) {
  std::string wire;
  for (const auto& [number, body] : messages)
    wire += encode({.header = Json::object().set("number", number), .body = body});
  MessageReader reader;
  std::size_t at = 0, arrived = 0;
  while (at < wire.size()) {
    const auto size = static_cast<std::size_t>(*rc::gen::inRange(1, 20));
    reader.add(std::string_view(wire).substr(at, size));
    at += size;
    while (const auto message = reader.next().value()) {
      RC_ASSERT(message->header.integer("number").value() == messages.at(arrived).first);
      RC_ASSERT(message->body == messages.at(arrived).second);
      ++arrived;
    }
  }
  RC_ASSERT(arrived == messages.size());
  RC_ASSERT(reader.is_between_messages());
}

TEST(Message, OfWhatIsNoneIsAnErrorAndNotAWait) {
  MessageReader reader;
  reader.add("Welcome to Debian GNU/Linux 12\n");
  EXPECT_EQ(reader.next().error().message,
            "what came is no message of vent: it begins with lengths of 1466264675 and 1869440288");
}

TEST(Message, CutShortIsNotBetweenMessages) {
  MessageReader reader;
  reader.add(std::string_view(encode({})).substr(0, 9));
  EXPECT_FALSE(reader.next().value());
  EXPECT_FALSE(reader.is_between_messages());
}

}  // namespace
}  // namespace vent
