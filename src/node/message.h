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

// More than this is no message of ours. Large contents travel in pieces.
constexpr std::size_t kLargestHeader = 64UL * 1024 * 1024;
constexpr std::size_t kLargestBody = 2UL * 1024 * 1024;
// Of a large content. Smaller pieces make more messages, larger ones need more memory where 300 hosts are sent to.
constexpr std::size_t kPieceBytes = 256UL * 1024;

std::string encode(const Message& message);
// All of it but the body's bytes, for a body that others have too and that is not to be copied.
std::string encode_without_body(const Json& header, std::size_t body_length);

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
