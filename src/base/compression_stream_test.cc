#include "base/compression_stream.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

std::string compressed(const std::string& bytes, FrameWriter::Plan plan = {}, std::size_t piece = 1000) {
  std::string packed;
  plan.size = bytes.size();
  FrameWriter frame(plan, [&](std::string_view ready) -> Result<> {
    packed += ready;
    return Ok{};
  });
  for (std::size_t at = 0; at < bytes.size(); at += piece) frame.add(std::string_view(bytes).substr(at, piece)).value();
  frame.finish().value();
  return packed;
}

// Hands over so many bytes at a time.
FrameReader::Input input_of(const std::string& bytes, std::size_t most) {
  return [left = std::string_view(bytes), most](char* room, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = left.copy(room, std::min(size, most));
    left.remove_prefix(count);
    return count;
  };
}

// All frames together.
Result<std::string> decompressed(const std::string& packed, std::size_t most = 1000, std::size_t room_size = 700) {
  FrameReader frames(input_of(packed, most));
  std::string bytes;
  std::string room(room_size, '\0');
  while (TRY(frames.next_frame())) {
    while (const std::size_t count = TRY(frames.read(room.data(), room.size()))) bytes.append(room, 0, count);
  }
  EXPECT_EQ(frames.offset(), packed.size());
  return bytes;
}

RC_GTEST_PROP(CompressionStream, GivesBackWhatItTook, (const std::string& one, const std::string& other)) {
  const auto piece = *rc::gen::inRange<std::size_t>(1, 100);
  RC_ASSERT(decompressed(compressed(one, {}, piece) + compressed(other), piece, piece).value() == one + other);
}

TEST(CompressionStream, GivesTheSameWithAnyNumberOfWorkers) {
  std::string bytes;
  for (std::uint64_t number = 0; bytes.size() < 20'000'000; ++number) bytes += std::to_string(number * number);
  const std::string with_one = compressed(bytes, {.workers = 1, .long_distance = true});
  EXPECT_TRUE(compressed(bytes, {.workers = 3, .long_distance = true}, 77'777) == with_one);
  EXPECT_TRUE(decompressed(with_one, 100'000, 100'000).value() == bytes);
  EXPECT_LE(with_one.size(), largest_compressed_size(bytes.size()));
}

TEST(CompressionStream, RefusesAnotherSizeThanPromised) {
  FrameWriter frame({.size = 10}, [](std::string_view) -> Result<> { return Ok{}; });
  const Result<> added = frame.add("short");
  EXPECT_FALSE(added && frame.finish());
}

TEST(CompressionStream, PassesOnTheErrorsOfBothEnds) {
  FrameWriter frame({.size = 5},
                    [](std::string_view) -> Result<> { return fail(Error(ErrorKind::no_space, "the disk is full")); });
  const Result<> added = frame.add("bytes");
  EXPECT_EQ((added ? frame.finish() : added).error().message, "the disk is full");
  FrameReader frames(
      [](char*, std::size_t) -> Result<std::size_t> { return fail(Error(ErrorKind::failed, "the disk is gone")); });
  EXPECT_EQ(frames.next_frame().error().message, "the disk is gone");
}

TEST(CompressionStream, NamesWhatIsBroken) {
  const std::string good = compressed(std::string(5000, 'a') + "some text");
  EXPECT_EQ(decompressed("nothing like it").error().id, kNoFrame);
  EXPECT_EQ(decompressed(good + "garbage").error().id, kNoFrame);
  for (std::size_t size = 1; size < good.size(); ++size)
    EXPECT_EQ(decompressed(good.substr(0, size)).error().id, kFrameCut) << size;
  std::string changed = good;
  changed.back() = static_cast<char>(changed.back() ^ 1);  // of the checksum
  EXPECT_EQ(decompressed(changed).error().id, kFrameDamaged);
}

// The bytes of a good frame before the first bad ones still come, so that it can be said where it broke.
TEST(CompressionStream, GivesWhatIsGoodBeforeItFails) {
  std::string good = compressed(std::string(5000, 'a'));
  good.resize(good.size() - 1);
  FrameReader frames(input_of(good, 10));
  std::string room(10'000, '\0');
  ASSERT_TRUE(frames.next_frame().value());
  EXPECT_EQ(frames.read(room.data(), room.size()).value(), 5000U);
  EXPECT_EQ(frames.read(room.data(), room.size()).error().id, kFrameCut);
}

}  // namespace
}  // namespace vent
