#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// Zstandard for what is too large to be in memory. compression.h is for what isn't.

// The most that so many bytes can take when they are compressed in one frame.
std::uint64_t largest_compressed_size(std::uint64_t size);

// Writes one frame that plain `zstd -d` takes, with a checksum at its end.
class FrameWriter {
 public:
  // Takes the next compressed bytes.
  using Output = std::function<Result<>(std::string_view)>;

  struct Plan {
    std::uint64_t size = 0;  // of all that will be added, exactly
    int workers = 1;         // threads; however many there are, the result is the same
    // Finds what repeats at a distance of up to 128 MiB, such as the same library in two programs.
    bool long_distance = false;
  };

  FrameWriter(const Plan& plan, Output output);
  FrameWriter(FrameWriter&&) = delete;
  ~FrameWriter();

  Result<> add(std::string_view piece);
  Result<> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads frames, one behind the other, that FrameWriter may have made. What it gives away before the end of a frame is
// not yet proven by the frame's checksum.
class FrameReader {
 public:
  // Fills the room with the next compressed bytes, says how many these are; none at the end.
  using Input = std::function<Result<std::size_t>(char* room, std::size_t size)>;

  explicit FrameReader(Input input);
  FrameReader(FrameReader&&) = delete;
  ~FrameReader();

  // Goes to the next frame, when the one before was read to its end; false: there is nothing more.
  Result<bool> next_frame();
  // As many bytes of the frame as there are, at most `size`; none at its end.
  Result<std::size_t> read(char* room, std::size_t size);
  // How many compressed bytes were used.
  std::uint64_t offset() const;
  // What was read and not used yet: where no frame begins, it shows what is there instead.
  std::string_view unused() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The ids of FrameReader's errors, whose messages are parts of a sentence: "it ends too early". Errors of its input are
// passed on.
constexpr std::string_view kNoFrame = "VENT_ZSTD_NO_FRAME";  // other bytes stand where a frame should begin
constexpr std::string_view kFrameCut = "VENT_ZSTD_CUT";
constexpr std::string_view kFrameDamaged = "VENT_ZSTD_DAMAGED";

}  // namespace vent
