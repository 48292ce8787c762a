// A bundle from anywhere: it is loaded or refused, and no file is kept under a digest that is not its own. The input is
// taken as a bundle, and as what the two compressed parts of one say, which no chance would get past the checksums.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "artifacts/bundle_reader.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "events/bus.h"
#include "fuzz/require.h"

namespace vent {
namespace {

struct CheckingSink final : BundleSink {
  Result<> prepare(const std::vector<BundleFile>& files) override {
    for (const BundleFile& file : files) require(file.digest.size() == 64 && !file.artifacts.empty());
    return Ok{};
  }
  Result<> begin(const BundleFile& file) override {
    digest = file.digest;
    content.clear();
    return Ok{};
  }
  Result<> add(std::string_view piece) override {
    content += piece;
    return Ok{};
  }
  Result<> keep() override {
    require(sha256_hex(content) == digest);
    return Ok{};
  }

  std::string digest;
  std::string content;
};

void load(std::string_view bytes) {
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "loading");
  CheckingSink sink;
  const auto input = [left = bytes](char* room, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = left.copy(room, size);
    left.remove_prefix(count);
    return count;
  };
  const Result<BundleContents> loaded = load_bundle("input", input, sink, activity, {});
  require(loaded.has_value() || (!loaded.error().message.empty() && !loaded.error().hint.empty()));
}

std::string compressed(std::string_view bytes) {
  std::string packed;
  FrameWriter frame({.size = bytes.size()}, [&](std::string_view piece) -> Result<> {
    packed += piece;
    return Ok{};
  });
  require(frame.add(bytes).has_value() && frame.finish().has_value());
  return packed;
}

void check(std::string_view bytes) {
  load(bytes);
  // The first two bytes say where the second part begins.
  if (bytes.size() < 2) return;
  const auto number = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(bytes[at])}; };
  const std::string_view rest = bytes.substr(2);
  const std::size_t first = std::min(number(0) * 256 + number(1), rest.size());
  load(compressed(rest.substr(0, first)) + compressed(rest.substr(first)));
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
