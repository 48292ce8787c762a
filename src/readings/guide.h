#pragma once

#include <string>
#include <vector>

#include "chapters/chapter.h"

namespace vent {

// A page of the guide, as Markdown.
struct GuidePage {
  std::string file_name;  // "03_machines.md"
  std::string text;
};

// The whole cluster as one would type it: a page per chapter and one that lists them. Above each block of shell stands
// on which hosts to type it, as root. Pure: no host is asked.
std::vector<GuidePage> guide_pages(const Design& design, const std::vector<Chapter>& chapters);

}  // namespace vent
