#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/json.h"

namespace vent {

// What the operator and a host say to each other: a JSON value, and bytes that need no JSON around them. On the wire:
// the two lengths as four bytes each, most significant first, then the JSON, then the bytes.
struct Message {
  Json header = Json::object();
  std::string body = {};
};

// More than this in either part is no message of ours.
constexpr std::size_t kLargestPart = 64UL * 1024 * 1024;

std::string encode(const Message& message);

// Puts messages together from bytes as they come.
class MessageReader {
 public:
  void add(std::string_view bytes) { bytes_.append(bytes); }
  // The next whole message; nothing while more bytes are needed. After an error nothing that follows makes sense.
  Result<std::optional<Message>> next();
  bool is_between_messages() const { return bytes_.size() == start_; }

 private:
  std::string bytes_;
  std::size_t start_ = 0;  // where the next message begins; what is before was given out
};

}  // namespace vent
