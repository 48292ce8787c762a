#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace vent {

// What a test puts into an archive. With a link it is a symbolic one, with a name that ends in '/' a directory.
struct TestMember {
  std::string name;
  std::string content = {};
  std::string link = {};
  std::string hard_link = {};
};

// Written as the name says: .tar.gz, .tgz, .tar.bz2, .tar.zst, .zip.
void write_test_archive(const Path& path, const std::vector<TestMember>& members);

}  // namespace vent
