#include "artifacts/bundle_errors.h"

#include <fmt/core.h>

#include <utility>

namespace vent {
namespace {

constexpr std::pair<std::string_view, std::string_view> kBeginnings[] = {
    {"\x1f\x8b", "it is a gzip file"},
    {"\xfd"
     "7zXZ",
     "it is an xz file"},
    {"PK\x03\x04", "it is a zip file"},
    {"BZh", "it is a bzip2 file"},
    {"\x7f"
     "ELF",
     "it is a program"},
    {"<", "it is a web page"},
    {"bundle.json", "it is an archive that was unpacked and not packed again"},
};

constexpr std::string_view kCopyAgain =
    "it may have been hurt on its way: compare its size and what `sha256sum` says with the original, and copy it again";

}  // namespace

Error not_a_bundle(const std::string& bundle, std::string_view why) {
  return Error(ErrorKind::bad_input, fmt::format("'{}' is no bundle: {}", bundle, why))
      .with_id("VENT_NO_BUNDLE")
      .with_hint("a bundle is what `vent bundle save FILE` wrote");
}

Error bundle_is_cut(const BundlePlace& place) {
  return Error(ErrorKind::bad_input, fmt::format("the bundle '{}' is cut short: it ends at byte {}, {}", place.bundle,
                                                 place.offset, place.where))
      .with_id("VENT_BUNDLE_CUT")
      .with_hint(std::string(kCopyAgain));
}

Error bundle_is_damaged(const BundlePlace& place, std::string_view what) {
  return Error(ErrorKind::bad_input, fmt::format("the bundle '{}' is damaged before byte {}, {}: {}", place.bundle,
                                                 place.offset, place.where, what))
      .with_id("VENT_BUNDLE_DAMAGED")
      .with_hint(std::string(kCopyAgain));
}

std::string_view what_begins_so(std::string_view beginning) {
  if (beginning.empty()) return "it is empty";
  for (const auto& [bytes, what] : kBeginnings)
    if (beginning.starts_with(bytes)) return what;
  return "it is not compressed with Zstandard";
}

}  // namespace vent
