#include "resources/content.h"

#include <map>

#include "base/locked.h"
#include "base/sha256.h"

namespace vent {
namespace {

// The bytes that somebody has, by digest. What nobody has any more is swept when the list has doubled.
struct KnownBytes {
  std::map<std::string, std::weak_ptr<const Secret>> all;
  std::size_t sweep_at = 64;

  void sweep() {
    if (all.size() < sweep_at) return;
    std::erase_if(all, [](const auto& entry) { return entry.second.expired(); });
    sweep_at = 2 * all.size() + 64;
  }
};

// Most hosts of a cluster get the same: equal bytes are in memory once, as long as anybody has them.
std::shared_ptr<const Secret> shared_bytes(const std::string& digest, const Secret& bytes) {
  static Locked<KnownBytes> known;
  return known.with([&](KnownBytes& bytes_known) {
    std::weak_ptr<const Secret>& place = bytes_known.all[digest];
    if (std::shared_ptr<const Secret> there = place.lock()) return there;
    auto added = std::make_shared<const Secret>(bytes);
    place = added;
    bytes_known.sweep();
    return added;
  });
}

Content make_content(const Secret& bytes, Sensitivity sensitivity) {
  std::string digest = sha256_hex(bytes.reveal());
  std::shared_ptr<const Secret> shared = shared_bytes(digest, bytes);
  return {.digest = std::move(digest),
          .size = bytes.reveal().size(),
          .sensitivity = sensitivity,
          .bytes = std::move(shared),
          .file = {}};
}

}  // namespace

Content open_content(std::string_view bytes) { return make_content(Secret(std::string(bytes)), Sensitivity::open); }

Content secret_content(const Secret& bytes) { return make_content(bytes, Sensitivity::secret); }

Content stored_content(Path file, std::string digest, std::uint64_t size) {
  Content content;
  content.digest = std::move(digest);
  content.size = size;
  content.file = std::move(file);
  return content;
}

Content only_digest(std::string digest) {
  Content content;
  content.digest = std::move(digest);
  return content;
}

std::string shown(const Content& content) {
  if (content.sensitivity == Sensitivity::secret) return "(secret)";
  return "sha256 " + content.digest.substr(0, 12) + "…";
}

Json to_json(const Content& content) {
  return Json::object()
      .set("digest", content.digest)
      .set("size", content.size)
      .set("secret", content.sensitivity == Sensitivity::secret);
}

Result<Content> content_from_json(const Json& json) {
  Content content;
  content.digest = TRY(json.text("digest"));
  const std::int64_t size = TRY(json.integer("size"));
  const bool is_hex = content.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (content.digest.size() != 64 || !is_hex || size < 0)
    return fail(Error(ErrorKind::bad_input, "a content has a digest of 64 hexadecimal digits and a size"));
  content.size = static_cast<std::uint64_t>(size);
  content.sensitivity = TRY(json.boolean("secret")) ? Sensitivity::secret : Sensitivity::open;
  return content;
}

}  // namespace vent
