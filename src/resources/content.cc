#include "resources/content.h"

#include "base/sha256.h"

namespace vent {
namespace {

Content make_content(const Secret& bytes, Sensitivity sensitivity) {
  return {.digest = sha256_hex(bytes.reveal()),
          .size = bytes.reveal().size(),
          .sensitivity = sensitivity,
          .bytes = std::make_shared<const Secret>(bytes)};
}

}  // namespace

Content open_content(std::string_view bytes) { return make_content(Secret(std::string(bytes)), Sensitivity::open); }

Content secret_content(const Secret& bytes) { return make_content(bytes, Sensitivity::secret); }

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
