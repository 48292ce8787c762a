#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "base/secret.h"
#include "formats/json.h"

namespace vent {

enum class Sensitivity { open, secret };

// What a file holds. Whoever computed it has the bytes too; a resource that travels takes only this along, and the bytes
// follow when the host lacks them.
struct Content {
  std::string digest;  // SHA-256, hexadecimal
  std::uint64_t size = 0;
  Sensitivity sensitivity = Sensitivity::open;
  std::shared_ptr<const Secret> bytes;  // none where only the digest is known
  Path file = {};                       // the operator's file that holds them, for what is too large for the memory
};

// Larger than anything that clusters are made of, and a bound for what a host believes.
constexpr std::uint64_t kLargestContent = 4ULL << 30;

Content open_content(std::string_view bytes);
Content secret_content(const Secret& bytes);
// What an operator's file holds, as whoever keeps it knows it. It is read when a host needs it, in pieces, and what came
// is compared with the digest there: a file that is damaged by then is installed nowhere.
Content stored_content(Path file, std::string digest, std::uint64_t size);
Content only_digest(std::string digest);  // of something whose bytes a host keeps

// What may be shown of it: "sha256 1f2e3d4c5b6a…", or "(secret)" — the digest of a short secret can be guessed from.
std::string shown(const Content& content);

Json to_json(const Content& content);  // without the bytes
Result<Content> content_from_json(const Json& json);

}  // namespace vent
