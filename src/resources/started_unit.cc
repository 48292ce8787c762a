#include "resources/started_unit.h"

#include <fmt/core.h>

#include "base/sha256.h"

namespace vent {
namespace {

constexpr std::size_t kDigits = 16;  // enough that two never meet, short enough to read

std::string digest_of(const std::string& file, std::span<const Resource> started_from) {
  Sha256 hash;
  hash.add(file);
  for (const Resource& resource : started_from) {
    hash.add(id_of(resource));
    for (const auto& [property, value] : wanted(resource.spec)) hash.add(fmt::format("\n{}={}", property, value));
  }
  return hex(hash.finish()).substr(0, kDigits);
}

}  // namespace

Unit started_unit(std::string name, UnitFile file, std::span<const Resource> started_from, Stays stays) {
  if (stays == Stays::no) {
    const Path note = inputs_file_path(name);
    file.section("Service")
        // With "+" as root, whoever the service itself is and wherever it may write.
        .set("ExecStartPost", "+" + exec_line({"/bin/sh", "-c",
                                               fmt::format("mkdir -p {} && echo \"$VENT_INPUTS\" > {}",
                                                           note.parent_path().string(), note.string())}));
  }
  Unit unit{.name = std::move(name), .file = {}, .inputs = digest_of(file.text(), started_from)};
  file.section("Service").set("Environment", environment_line("VENT_INPUTS", unit.inputs));
  unit.file = open_content(file.text());
  return unit;
}

}  // namespace vent
