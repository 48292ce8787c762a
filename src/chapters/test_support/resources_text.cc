#include "chapters/test_support/resources_text.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {

std::string resources_text(std::span<const Resource> resources) {
  std::string text;
  for (const Resource& resource : resources) {
    text += fmt::format("{}\n  # {}\n", id_of(resource), resource.why);
    for (const auto& [property, value] : wanted(resource.spec))
      text += fmt::format("  {}: {}\n", property, property == "content" ? "as below" : value);
    for (const Content& content : contents_of(resource.spec))
      text += indent(content.bytes == nullptr ? "(only the digest)" : content.bytes->reveal(), "    | ") + "\n";
  }
  return text;
}

}  // namespace vent
