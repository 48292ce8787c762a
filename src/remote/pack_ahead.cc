#include "remote/pack_ahead.h"

#include <algorithm>
#include <thread>

#include "base/locked.h"
#include "base/thread_pool.h"
#include "node/message.h"
#include "remote/piece_cache.h"

namespace vent {

Result<> pack_ahead(const KeptPieces& kept, const std::vector<Content>& contents, const std::stop_token& stop) {
  PieceCache pieces(0, kept);  // nobody asks for one twice
  Locked<Result<>> outcome{Ok{}};
  ThreadPool threads("pack", static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  for (const Content& content : contents)
    threads.add([&](const std::stop_token&) {
      for (std::uint64_t at = 0; at < content.size && !stop.stop_requested(); at += kPieceBytes)
        if (const auto packed = pieces.piece(content, at); !packed)
          return outcome.with([&](Result<>& first) {
            if (first) first = fail(packed.error());
          });
    });
  threads.wait_until_idle();
  return outcome.with([](Result<>& first) { return std::move(first); });
}

}  // namespace vent
