#pragma once

#include <string>
#include <string_view>
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

// An entry of a tar file, as a reader finds it that isn't ours.
struct Listed {
  std::string line;  // mode, owner, size, time, name, target
  std::string content;
};
std::vector<Listed> list_archive(std::string_view bytes);  // in its order

}  // namespace vent
