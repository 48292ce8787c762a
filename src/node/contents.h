#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "base/secret.h"
#include "node/large_file.h"
#include "resources/digest_memory.h"

namespace vent {

// The id of the error for bytes that a host lacks.
constexpr const char* kContentMissing = "VENT_CONTENT_MISSING";
// The id of the error for bytes that are not what was announced.
constexpr const char* kContentDamaged = "VENT_CONTENT";

// What a running system should always have.
constexpr std::uint64_t kSpareBytes = 16UL * 1024 * 1024;

// The bytes a host has by their digest. Small contents that the operator sent during this connection are in memory.
// Large ones come in pieces into files, which get the digest as their name when they are whole, and are moved from there
// to their place. And there is what stood in files before vent replaced them, until it is given back.
class Contents {
 public:
  explicit Contents(const Path& state) : kept_(state / "kept"), arrived_(state / "contents") {}

  // All bytes of a small content. Sent again, by an operator who couldn't know, they are the same.
  void add(const std::string& digest, std::string_view bytes) { sent_[digest] = bytes; }
  // Also what came whole over an earlier connection that broke; it is read, to be sure.
  bool has(const std::string& digest);
  Result<Secret> bytes(const std::string& digest) const;

  // The large contents that come next, by their sizes. An error when there is no room for all of them. Others that were
  // coming are given up.
  Result<> expect(const std::map<std::string, std::uint64_t>& sizes);
  bool is_expected(const std::string& digest) const { return expected_.contains(digest); }
  // The next piece of one; those of several may come in turns. After the last piece the content is compared with its
  // digest.
  Result<> add_piece(const std::string& digest, std::uint64_t at, std::string_view piece);

  // As ThisHost::Place.
  Result<bool> place(const std::string& digest, const Path& path, const NewFile& file, DigestMemory& digests);
  // Whether placing it in a directory takes no more room.
  bool can_be_moved_to(const std::string& digest, const Path& directory) const;

  // Keeps what a file holds now, if there is one, for as long as the manifest may ask for it. On disk when it returns.
  Result<> keep(const Path& file);
  // Removes what broken connections left and nobody has asked for in this one. For who holds the host's lock.
  Result<> sweep();

 private:
  bool has_arrived(const std::string& digest);

  Path kept_, arrived_;
  std::map<std::string, std::string> sent_;
  std::map<std::string, std::uint64_t> expected_;
  std::map<std::string, LargeFile> arriving_;
  std::set<std::string> whole_;         // in files below arrived_
  std::map<std::string, Path> placed_;  // and where those are by now that were moved to their place
};

}  // namespace vent
