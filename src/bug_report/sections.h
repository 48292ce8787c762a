#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bug_report/gather.h"

namespace vent {

// A file of the archive, and the shell command whose output it is.
struct Section {
  std::string file;
  std::string command;
};

// What a host is asked; `units` are those of vent there.
std::vector<Section> host_sections(const std::vector<std::string>& units);
// What the API is asked, from a controller.
std::vector<Section> cluster_sections();

// One script for all of them. Each answer stands behind a line with the mark and its file's name, and is cut where it gets
// too long or takes too long.
std::string script_of(const std::vector<Section>& sections, const std::string& mark);
std::vector<SupportFile> read_sections(const std::string& answer, const std::string& mark, const std::string& folder);

}  // namespace vent
