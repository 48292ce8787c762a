#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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
};

Content open_content(std::string_view bytes);
Content secret_content(const Secret& bytes);
Content only_digest(std::string digest);  // of something whose bytes a host keeps

// What may be shown of it: "sha256 1f2e3d4c5b6a…", or "(secret)" — the digest of a short secret can be guessed from.
std::string shown(const Content& content);

Json to_json(const Content& content);  // without the bytes
Result<Content> content_from_json(const Json& json);

}  // namespace vent
