#include "base/compression_stream.h"

#include <fmt/core.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace vent {
namespace {

// With long distance, less than level 3 without it takes, in less time: for programs that Go built, by a tenth each.
constexpr int kLevel = 2;
constexpr int kWindowLog = 27;             // the largest that `zstd -d` takes without an option
constexpr int kJobSize = 8 * 1024 * 1024;  // said, so that the same bytes come out on every machine

// A frame begins with four bytes that are always the same, and one whose third bit says that a checksum follows.
constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
constexpr std::size_t kBeginning = 5;
constexpr unsigned char kHasChecksum = 4;

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Error wrong(std::string_view id, std::string what) {
  return Error(ErrorKind::bad_input, std::move(what)).with_id(std::string(id));
}

}  // namespace

std::uint64_t largest_compressed_size(std::uint64_t size) { return ZSTD_compressBound(size); }

struct FrameWriter::State {
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> context{ZSTD_createCCtx()};
  std::vector<char> room = std::vector<char>(ZSTD_CStreamOutSize());
  Output output;

  // Gives away what is ready. More than zero: there is still something to come.
  Result<std::size_t> step(ZSTD_inBuffer& input, ZSTD_EndDirective directive) {
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context.get(), &out, &input, directive);
    if (ZSTD_isError(left) != 0)
      return fail(Error(ErrorKind::failed, fmt::format("compressing: {}", ZSTD_getErrorName(left))));
    if (out.pos > 0) TRY(output({room.data(), out.pos}));
    return left;
  }
};

FrameWriter::FrameWriter(const Plan& plan, Output output) : state_(std::make_unique<State>()) {
  state_->output = std::move(output);
  ZSTD_CCtx* context = state_->context.get();
  // None of these can fail with such values; without threads in the library, workers are left out.
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  if (plan.long_distance) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, kWindowLog);
  }
  ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, plan.workers);
  ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, kJobSize);
  ZSTD_CCtx_setPledgedSrcSize(context, plan.size);
}

FrameWriter::~FrameWriter() = default;

Result<> FrameWriter::add(std::string_view piece) {
  ZSTD_inBuffer input{piece.data(), piece.size(), 0};
  while (input.pos < input.size) TRY(state_->step(input, ZSTD_e_continue));
  return Ok{};
}

Result<> FrameWriter::finish() {
  ZSTD_inBuffer nothing{nullptr, 0, 0};
  while (TRY(state_->step(nothing, ZSTD_e_end)) > 0) {
  }
  return Ok{};
}

struct FrameReader::State {
  std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context{ZSTD_createDCtx()};
  Input input;
  std::vector<char> room = std::vector<char>(ZSTD_DStreamInSize());
  ZSTD_inBuffer ready{room.data(), 0, 0};  // what was read and not used yet
  std::uint64_t read_before = 0;           // how many bytes came before those
  bool in_frame = false;
  std::optional<Error> failure;  // found behind bytes that were good, and given away first

  std::size_t left() const { return ready.size - ready.pos; }

  // Behind what is left; false: there is no more.
  Result<bool> read_more() {
    std::memmove(room.data(), room.data() + ready.pos, left());
    read_before += ready.pos;
    ready = {room.data(), left(), 0};
    const std::size_t count = TRY(input(room.data() + ready.size, room.size() - ready.size));
    ready.size += count;
    return count > 0;
  }

  std::optional<Error> step(ZSTD_outBuffer& out) {
    if (left() == 0) {
      const Result<bool> more = read_more();
      if (!more) return more.error();
      if (!*more) return wrong(kFrameCut, "it ends too early");
    }
    const std::size_t to_come = ZSTD_decompressStream(context.get(), &out, &ready);
    if (ZSTD_isError(to_come) != 0) return wrong(kFrameDamaged, ZSTD_getErrorName(to_come));
    in_frame = to_come > 0;
    return std::nullopt;
  }
};

FrameReader::FrameReader(Input input) : state_(std::make_unique<State>()) { state_->input = std::move(input); }

FrameReader::~FrameReader() = default;

std::uint64_t FrameReader::offset() const { return state_->read_before + state_->ready.pos; }

std::string_view FrameReader::unused() const { return {state_->room.data() + state_->ready.pos, state_->left()}; }

Result<bool> FrameReader::next_frame() {
  State& state = *state_;
  bool more = true;
  while (more && state.left() < kBeginning) more = TRY(state.read_more());
  const std::string_view beginning(state.room.data() + state.ready.pos, std::min(state.left(), kBeginning));
  if (beginning.empty()) return false;
  if (!beginning.starts_with(kMagic.substr(0, beginning.size()))) return fail(wrong(kNoFrame, "no Zstandard frame"));
  if (beginning.size() < kBeginning) return fail(wrong(kFrameCut, "it ends too early"));
  if ((static_cast<unsigned char>(beginning.back()) & kHasChecksum) == 0)
    return fail(wrong(kFrameDamaged, "it has no checksum"));
  ZSTD_DCtx_reset(state.context.get(), ZSTD_reset_session_only);
  ZSTD_DCtx_setParameter(state.context.get(), ZSTD_d_windowLogMax, kWindowLog);
  state.in_frame = true;
  return true;
}

Result<std::size_t> FrameReader::read(char* room, std::size_t size) {
  State& state = *state_;
  ZSTD_outBuffer out{room, size, 0};
  while (!state.failure && state.in_frame && out.pos < out.size) state.failure = state.step(out);
  if (state.failure && out.pos == 0) return fail(*state.failure);
  return out.pos;
}

}  // namespace vent
