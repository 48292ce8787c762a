#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "base/secret.h"

namespace vent {

// The id of the error for bytes that a host lacks.
constexpr const char* kContentMissing = "VENT_CONTENT_MISSING";

// The bytes a host has by their digest: those the operator sent during this connection, in memory, and those that stood
// in files before vent replaced them, on disk until they are given back.
class Contents {
 public:
  explicit Contents(Path kept) : kept_(std::move(kept)) {}

  // All bytes of a content. Sent again, by an operator who couldn't know, they are the same.
  void add(const std::string& digest, std::string_view bytes) { sent_[digest] = bytes; }
  bool has(const std::string& digest) const;
  Result<Secret> bytes(const std::string& digest) const;

  // Keeps what a file holds now, if there is one, for as long as the manifest may ask for it. On disk when it returns.
  Result<> keep(const Path& file);

 private:
  Path kept_;
  std::map<std::string, std::string> sent_;
};

}  // namespace vent
