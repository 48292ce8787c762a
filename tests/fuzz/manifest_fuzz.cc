// A host's manifest as a crash, a bad disk or a hand may leave it: it is read or refused, and what can be read can be
// written to, with nothing lost.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.h"
#include "node/manifest.h"

namespace vent {
namespace {

std::vector<std::string> ids(const Manifest& manifest) {
  std::vector<std::string> all;
  for (const MadeThing& thing : manifest.things()) {
    all.push_back(id_of(thing.resource));
    as_shell(thing.resource.spec);
    wanted(thing.resource.spec);
  }
  return all;
}

void check(std::string_view text) {
  static const TemporaryDirectory directory = TemporaryDirectory::make("/dev/shm").value();
  const Path file = directory.path() / "manifest";
  require(write_file(file, text, NewFile{.durability = Durability::later}).has_value());
  Result<Manifest> manifest = Manifest::open(file);
  require(read_file(file).value() == text);
  if (!manifest) {
    require(!manifest.error().message.empty());
    return;
  }
  std::vector<std::string> expected = ids(*manifest);
  const MadeThing thing{
      .resource = {.spec = Directory{.path = "/of the harness"}, .why = ""}, .chapter = "00", .before = {}};
  if (!manifest->has(id_of(thing.resource))) expected.push_back(id_of(thing.resource));
  require(manifest->add(std::span(&thing, 1)).has_value());
  const Result<Manifest> again = Manifest::open(file);
  require(again.has_value());
  require(ids(*again) == expected);
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
