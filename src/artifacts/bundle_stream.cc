#include "artifacts/bundle_stream.h"

#include <algorithm>
#include <utility>

#include "artifacts/bundle_entry.h"
#include "artifacts/tar_writer.h"

namespace vent {
namespace {

constexpr std::size_t kPiece = 256UL * 1024;
constexpr std::size_t kPiecesAhead = 16;

// So many bytes of a frame, or fewer at its end.
Result<std::string> read_exactly(FrameReader& frames, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t there = 0;
  while (there < size) {
    const std::size_t count = TRY(frames.read(bytes.data() + there, size - there));
    if (count == 0) break;
    there += count;
  }
  bytes.resize(there);
  return bytes;
}

}  // namespace

BundleStream::BundleStream(std::string name, FrameReader::Input input)
    : name_(std::move(name)), frames_(std::move(input)), where_("in bundle.json"), found_(kPiecesAhead) {}

BundleStream::~BundleStream() { found_.drop(); }

Error BundleStream::failed(Error error) const {
  if (error.id == kFrameCut) return bundle_is_cut(place());
  if (error.id == kFrameDamaged || error.id == kNoFrame) return damaged(error.message);
  return error;
}

// Either somebody else's archive, or a bundle whose beginning is damaged: its checksum tells.
Error BundleStream::not_ours(std::string_view why) {
  const Result<std::string> rest = first_frame(kLargestBundleJson);
  return rest ? not_a_bundle(name_, why) : rest.error();
}

Result<std::string> BundleStream::first_frame(std::size_t size) {
  Result<std::string> bytes = read_exactly(frames_, size);
  offset_ = frames_.offset();
  if (!bytes) return fail(failed(bytes.error()));
  return bytes;
}

Result<BundleContents> BundleStream::contents() {
  const Result<bool> is_there = frames_.next_frame();
  if (!is_there && is_there.error().id == kNoFrame) return fail(not_a_bundle(name_, what_begins_so(frames_.unused())));
  if (!is_there) return fail(failed(is_there.error()));
  if (!*is_there) return fail(not_a_bundle(name_, what_begins_so({})));

  const std::string header = TRY(first_frame(kEntryHeader));
  if (header.size() < kEntryHeader) return fail(not_a_bundle(name_, "it is no archive"));
  const FoundEntry entry = read_entry_header(header);
  if (entry.name != kBundleJson) return fail(not_ours("its first entry is not bundle.json"));
  if (!entry.problem.empty()) return fail(not_ours("its first entry is not as vent writes it"));
  if (entry.size > kLargestBundleJson) return fail(not_ours("its bundle.json is too large"));
  const std::string padding = tar_padding(entry.size);
  const std::size_t whole = entry.size + padding.size();
  std::string json = TRY(first_frame(whole + 1));  // one more, to see the frame's end, and so its checksum
  if (json.size() != whole) return fail(damaged("its header says another size"));
  if (json.substr(entry.size) != padding) return fail(damaged("something stands behind it"));
  json.resize(entry.size);
  return read_bundle_json(json, name_);
}

Result<> BundleStream::begin_files() {
  const Result<bool> is_there = frames_.next_frame();
  offset_ = frames_.offset();
  if (!is_there) return fail(failed(is_there.error()));
  if (!*is_there) return fail(bundle_is_cut(place()));
  thread_ = std::jthread([this] { decompress(); });
  return Ok{};
}

void BundleStream::decompress() {
  for (;;) {
    const std::shared_ptr<char[]> memory = std::make_shared_for_overwrite<char[]>(kPiece);
    const Result<std::size_t> count = frames_.read(memory.get(), kPiece);
    Found found;
    found.offset = frames_.offset();
    if (!count) {
      found.failure = count.error();
    } else if (*count > 0) {
      found.piece = {memory, {memory.get(), *count}};
    } else if (const Result<bool> another = frames_.next_frame(); !another || *another) {
      found.failure = Error(ErrorKind::bad_input, "something follows its end").with_id(std::string(kNoFrame));
    }
    const bool is_last = found.piece.bytes.empty();
    if (!found_.push(std::move(found)) || is_last) break;
  }
  found_.close();
}

Result<> BundleStream::more() {
  std::optional<Found> found = found_.pop();
  if (!found) return Ok{};
  offset_ = found->offset;
  if (found->failure) return fail(failed(std::move(*found->failure)));
  piece_ = std::move(found->piece);
  return Ok{};
}

Result<BundlePiece> BundleStream::take(std::uint64_t most) {
  if (piece_.bytes.empty()) TRY(more());
  if (piece_.bytes.empty()) return fail(damaged("its entries end too early"));
  const std::string_view bytes =
      piece_.bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(most, kPiece)));
  piece_.bytes.remove_prefix(bytes.size());
  return BundlePiece{piece_.memory, bytes};
}

Result<std::string> BundleStream::take_exactly(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += TRY(take(size - bytes.size())).bytes;
  return bytes;
}

Result<> BundleStream::expect_end() {
  if (piece_.bytes.empty()) TRY(more());
  if (!piece_.bytes.empty()) return fail(damaged("something follows its end"));
  return Ok{};
}

}  // namespace vent
