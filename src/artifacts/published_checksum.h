#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// A digest as somebody publishes it beside a file. Which kind it is shows in its length: SHA-256 or SHA-512.
struct PublishedChecksum {
  std::string digest;  // hexadecimal, lower case

  bool operator==(const PublishedChecksum&) const = default;
};

// Finds a file's digest in what is published about it. That may be
//
//   DIGEST                  and nothing else
//   DIGEST  name            lines of sha256sum and sha512sum; before the name may be a star
//   SHA256 (name) = DIGEST  lines of BSD's tools and of openssl
//
// with other lines around. A name may have folders before it: "./name", "build/name". When it is listed under both kinds
// of digest, the longer one counts. The error says what is in the list.
Result<PublishedChecksum> find_published_checksum(std::string_view text, std::string_view file);

// The digest of a file here, of the same kind as the published one.
Result<std::string> digest_like(const PublishedChecksum& published, const Path& file);

}  // namespace vent
