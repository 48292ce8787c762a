// Bytes from whoever is at the other end: they are messages, however they are cut, or refused; and no message of ours
// reads back as another. As pieces of a content they make it whole and right, or are refused.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "fuzz/require.h"
#include "node/contents.h"
#include "node/error_json.h"
#include "node/message.h"

namespace vent {
namespace {

struct Taken {
  std::vector<Message> messages;
  bool refused = false;
};

// Reads what comes in pieces of this size.
Taken take(std::string_view bytes, std::size_t piece) {
  Taken taken;
  MessageReader reader;
  while (!bytes.empty() && !taken.refused) {
    reader.add(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      Result<std::optional<Message>> message = reader.next();
      if (!message) require(!message.error().message.empty());
      if (!message) taken.refused = true;
      if (!message || !*message) break;
      taken.messages.push_back(*std::move(*message));
    }
  }
  if (taken.refused) require(!reader.next());  // what follows makes no sense either
  return taken;
}

// A header with "wrong" in it claims another place; the content they shall make is all bodies in their order.
void check_pieces(const std::vector<Message>& messages) {
  const auto folder = TemporaryDirectory::make();
  std::string wanted;
  for (const Message& message : messages) wanted += message.body;
  const std::string digest = sha256_hex(wanted);
  Contents contents(folder->path());
  if (wanted.empty() || !contents.expect({{digest, wanted.size()}})) return;
  std::uint64_t at = 0;
  bool lied = false;
  for (const Message& message : messages) {
    if (message.body.empty() || lied) continue;
    const std::uint64_t claimed = message.header.has("wrong") ? at + 1 : at;
    lied = claimed != at;
    require(static_cast<bool>(contents.add_piece(digest, claimed, message.body)) == !lied);
    at += message.body.size();
  }
  require(contents.has(digest) == !lied);
  if (!lied) require(contents.bytes(digest)->reveal() == wanted);
}

void check(std::string_view bytes) {
  const Taken at_once = take(bytes, std::max<std::size_t>(bytes.size(), 1));
  const Taken in_pieces = take(bytes, 3);
  require(at_once.refused == in_pieces.refused);
  require(at_once.messages.size() == in_pieces.messages.size());
  check_pieces(at_once.messages);
  std::string again;
  for (std::size_t i = 0; i < at_once.messages.size(); ++i) {
    const Message& message = at_once.messages[i];
    require(message.header == in_pieces.messages[i].header && message.body == in_pieces.messages[i].body);
    again += encode(message);
    const Error error = error_from_json(message.header);
    require(error_from_json(to_json(error)).text() == error.text());
  }
  const Taken sent_on = take(again, std::max<std::size_t>(again.size(), 1));
  require(!sent_on.refused && sent_on.messages.size() == at_once.messages.size());
  for (std::size_t i = 0; i < sent_on.messages.size(); ++i)
    require(sent_on.messages[i].header == at_once.messages[i].header &&
            sent_on.messages[i].body == at_once.messages[i].body);
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
