#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// What came so far of a download, beside the file it is to become:
//
//   FILE.partial        the bytes
//   FILE.partial.from   two lines: the URL they are from, and what the server calls this state of the file (its ETag or
//                       the date of its last change; empty when it didn't say)
//
// To be used by one at a time.
class PartialFile {
 public:
  PartialFile(Path file, std::string url);

  // Looks at what an earlier run left. Bytes of another URL, or of a state without a name, are no use: the size is zero.
  Result<> look();
  std::uint64_t size() const { return size_; }
  const std::string& state() const { return state_; }
  Path folder() const { return file_.parent_path(); }

  Result<> begin(const std::string& state);  // empty, whatever was there
  Result<> go_on();                          // behind what is there
  Result<> append(std::string_view bytes);
  Result<> drop();
  Result<> finish();  // it is whole: under its name now

 private:
  Result<> open(int flags);

  Path file_, bytes_path_, from_path_;
  std::string url_;
  std::string state_;
  std::uint64_t size_ = 0;
  FileDescriptor bytes_;
};

}  // namespace vent
