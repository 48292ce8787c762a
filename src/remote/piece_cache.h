#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/locked.h"
#include "base/result.h"
#include "remote/kept_pieces.h"
#include "resources/content.h"

namespace vent {

// A piece of a content as it travels.
struct Piece {
  std::string bytes;
  bool is_packed = false;
};

// Pieces of the operator's files, each read and compressed once for all hosts that want it at about the same time:
// hosts are sent the same files in the same order. Who is far behind the others gets his pieces made anew. May be used
// by many threads.
class PieceCache {
 public:
  // Enough for hosts that are 50 MB apart, and little beside what a connection per host needs.
  static constexpr std::size_t kMostBytes = 16UL * 1024 * 1024;
  explicit PieceCache(std::size_t most_bytes = kMostBytes, std::optional<KeptPieces> kept = std::nullopt)
      : most_bytes_(most_bytes), kept_(std::move(kept)) {}

  // The piece that begins there. Packed where that makes it smaller: an archive that is compressed travels as it is.
  Result<std::shared_ptr<const Piece>> piece(const Content& content, std::uint64_t at);
  // A host found that the pieces of this content make another one: the file was damaged when they were read. Once it is
  // mended they are read anew.
  void forget(const std::string& digest);
  std::uint64_t pieces_made() const;

 private:
  using Key = std::pair<std::string, std::uint64_t>;
  // Locked while the piece is made, so that who wants the same one waits for it.
  struct Slot {
    std::mutex making;
    std::shared_ptr<const Piece> piece;
  };
  struct State {
    std::map<Key, std::shared_ptr<Slot>> slots;
    std::list<Key> oldest_first;  // of those that are made
    std::size_t bytes = 0;
    std::uint64_t pieces_made = 0;
  };
  Result<std::shared_ptr<const Piece>> make_piece(const Content& content, std::uint64_t at) const;
  void note(const Key& key, std::size_t size);

  std::size_t most_bytes_;
  std::optional<KeptPieces> kept_;
  mutable Locked<State> state_;
};

}  // namespace vent
