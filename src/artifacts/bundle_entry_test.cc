#include "artifacts/bundle_entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "artifacts/tar_writer.h"

namespace vent {
namespace {

const std::string kFile = "files/" + std::string(64, 'a');

RC_GTEST_PROP(BundleEntry, ComesBack, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(0, kTarSizeLimit + 1);
  const std::string header = entry_header(kFile, size);
  RC_ASSERT(header.size() == kEntryHeader);
  const FoundEntry entry = read_entry_header(header);
  RC_ASSERT(entry.name == kFile);
  RC_ASSERT(entry.size == size);
  RC_ASSERT(entry.problem.empty());
}

TEST(BundleEntry, NoticesEveryChangedBit) {
  const std::string header = entry_header(kFile, 123456);
  for (std::size_t bit = 0; bit < 8 * kEntryHeader; ++bit) {
    std::string changed = header;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(read_entry_header(changed).problem, "") << "bit " << bit;
  }
}

TEST(BundleEntry, TakesWholeBlocks) {
  EXPECT_EQ(entry_size(0), 512U);
  EXPECT_EQ(entry_size(1), 1024U);
  EXPECT_EQ(entry_size(512), 1024U);
  EXPECT_EQ(entry_size(513), 1536U);
}

}  // namespace
}  // namespace vent
