#include "remote/piece_cache.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/compression.h"
#include "base/open_file.h"
#include "node/message.h"

namespace vent {
namespace {

// Less gain than this isn't worth unpacking it on the host.
constexpr double kMostOfItsSize = 0.9;

Result<std::string> read_piece(const Content& content, std::uint64_t at) {
  const std::size_t size = std::min<std::uint64_t>(kPieceBytes, content.size - at);
  if (content.bytes != nullptr) return std::string(content.bytes->reveal().substr(at, size));
  const FileDescriptor file = open_file(content.file, O_RDONLY);
  if (!file.is_open()) return fail(file_error("reading", content.file, errno));
  std::string bytes(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t read = ::pread(file.number(), bytes.data() + done, size - done, static_cast<off_t>(at + done));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return fail(file_error("reading", content.file, errno));
    if (read == 0)
      return fail(
          Error(ErrorKind::failed, fmt::format("'{}' ends after {} bytes, and should have {}", content.file.string(),
                                               at + done, content.size))
              .with_id("VENT_CONTENT")
              .with_hint("it was damaged: `vent artifacts verify` finds what is; get it anew, then apply again"));
    done += static_cast<std::size_t>(read);
  }
  return bytes;
}

Result<Piece> pack_piece(const Content& content, std::uint64_t at) {
  std::string bytes = TRY(read_piece(content, at));
  std::string packed = compress(bytes);
  const bool is_packed = static_cast<double>(packed.size()) < kMostOfItsSize * static_cast<double>(bytes.size());
  std::string& chosen = is_packed ? packed : bytes;
  chosen.shrink_to_fit();  // the room for what can't be compressed would be most of it
  return Piece{.bytes = std::move(chosen), .is_packed = is_packed};
}

}  // namespace

Result<std::shared_ptr<const Piece>> PieceCache::make_piece(const Content& content, std::uint64_t at) const {
  // What is in memory may be a secret, and is small.
  const bool may_be_kept = kept_ && content.bytes == nullptr;
  if (may_be_kept)
    if (std::optional<std::string> packed = kept_->find(content.digest, at))
      return std::make_shared<const Piece>(Piece{.bytes = *std::move(packed), .is_packed = true});
  Piece piece = TRY(pack_piece(content, at));
  if (may_be_kept && piece.is_packed) kept_->keep(content.digest, at, piece.bytes);
  return std::make_shared<const Piece>(std::move(piece));
}

Result<std::shared_ptr<const Piece>> PieceCache::piece(const Content& content, std::uint64_t at) {
  // What is in memory may be a secret of one host.
  if (content.bytes != nullptr) return make_piece(content, at);
  const Key key(content.digest, at);
  const std::shared_ptr<Slot> slot = state_.with([&](State& state) {
    std::shared_ptr<Slot>& known = state.slots[key];
    if (known == nullptr) known = std::make_shared<Slot>();
    return known;
  });
  const std::scoped_lock making(slot->making);
  if (slot->piece != nullptr) return slot->piece;
  Result<std::shared_ptr<const Piece>> made = make_piece(content, at);
  if (!made) return made;
  slot->piece = *made;
  note(key, (*made)->bytes.size());
  return made;
}

void PieceCache::note(const Key& key, std::size_t size) {
  state_.with([&](State& state) {
    ++state.pieces_made;
    state.oldest_first.push_back(key);
    state.bytes += size;
    while (state.bytes > most_bytes_ && state.oldest_first.size() > 1) {
      const auto oldest = state.slots.find(state.oldest_first.front());
      state.oldest_first.pop_front();
      state.bytes -= oldest->second->piece->bytes.size();
      state.slots.erase(oldest);
    }
  });
}

void PieceCache::forget(const std::string& digest) {
  if (kept_) kept_->forget(digest);
  state_.with([&](State& state) {
    std::erase_if(state.oldest_first, [&](const Key& key) {
      if (key.first != digest) return false;
      const auto slot = state.slots.find(key);
      state.bytes -= slot->second->piece->bytes.size();
      state.slots.erase(slot);
      return true;
    });
  });
}

std::uint64_t PieceCache::pieces_made() const {
  return state_.with([](const State& state) { return state.pieces_made; });
}

}  // namespace vent
