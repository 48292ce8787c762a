#include "node/message.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>

namespace vent {
namespace {

constexpr std::size_t kLengthBytes = 4;

void append_length(std::string& text, std::size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((length >> shift) & 0xff);
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
  std::size_t length = 0;
  for (const char byte : bytes.substr(at, kLengthBytes)) length = (length << 8) | static_cast<std::uint8_t>(byte);
  return length;
}

}  // namespace

std::string encode(const Message& message) {
  return encode_without_body(message.header, message.body.size()) + message.body;
}

std::string encode_without_body(const Json& header, std::size_t body_length) {
  const std::string text = header.compact();
  std::string bytes;
  bytes.reserve(2 * kLengthBytes + text.size() + body_length);
  append_length(bytes, text.size());
  append_length(bytes, body_length);
  return bytes + text;
}

Result<std::optional<Message>> MessageReader::next() {
  const std::string_view rest = std::string_view(bytes_).substr(start_);
  if (rest.size() < 2 * kLengthBytes) return std::nullopt;
  const std::size_t header_length = length_at(rest, 0), body_length = length_at(rest, kLengthBytes);
  if (header_length > kLargestHeader || body_length > kLargestBody)
    return fail(
        Error(ErrorKind::failed, fmt::format("what came is no message of vent: it begins with lengths of {} and {}",
                                             header_length, body_length)));
  const std::size_t length = 2 * kLengthBytes + header_length + body_length;
  if (rest.size() < length) return std::nullopt;
  Message message;
  message.header = TRY(parse_json(rest.substr(2 * kLengthBytes, header_length), "a message"));
  message.body = rest.substr(2 * kLengthBytes + header_length, body_length);
  start_ += length;
  // Moving the rest forward each time would cost more than keeping some that is done with.
  if (start_ > bytes_.size() / 2) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
  return std::optional<Message>(std::move(message));
}

}  // namespace vent
