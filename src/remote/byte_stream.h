#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/result.h"

namespace vent {

// How long nothing may move before a call gives up, and who may end it earlier.
struct Patience {
  std::chrono::milliseconds silence = std::chrono::seconds(30);
  std::stop_token stop = {};
};

// Bytes both ways between us and a program: what vent and vent-node talk over. SshSession is the real one, LocalStream
// has its program on this machine. To be used by one thread at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Waits until something comes. 0 when nothing will come any more: why_it_ended() says more.
  virtual Result<std::size_t> read_some(std::span<char> into, const Patience& patience) = 0;
  // Goes on reading while it writes, so that two who both write can't block each other; read_some() gives that first.
  // Its error is why_it_ended() when the other side takes no more.
  virtual Result<> write_all(std::string_view bytes, const Patience& patience) = 0;

  // Lets the program see the end of its input and waits for it to end. Who loses patience, ends it by force.
  // What was not read is lost. Doing it again does nothing.
  virtual void end(const Patience& patience) = 0;
  // Ends it, if need be, and explains what happened in terms of the other side. Also an orderly end has an explanation:
  // only the caller knows whether it was expected.
  virtual Error why_it_ended() = 0;
};

}  // namespace vent
