#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/result.h"
#include "node/message.h"

namespace vent {

// Reads the connection while a request is being worked on, so that its end, or a wish to stop, is noticed at once and
// not when the request is done. Pieces of contents that come faster than they are written wait in the connection.
class Inbox {
 public:
  // Asks for a stop at the end of the connection, and when a message says {"do": "stop"}. The connection also ends when
  // `ended` says so.
  Inbox(int descriptor, std::stop_source stop, std::stop_token ended = {});

  // Waits for the next message; nothing at the end of the connection.
  Result<std::optional<Message>> next();

 private:
  void read(const std::stop_token& end_of_us);
  Result<> take_all_of(MessageReader& reader, const std::stop_token& end_of_us);
  void end(std::optional<Error> problem);

  int descriptor_;
  std::stop_source stop_;
  std::stop_token ended_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;  // of their bodies
  bool over_ = false;
  std::optional<Error> problem_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vent
