#include "pki/key_folder.h"

#include <fmt/core.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>

#include "pki/openssl.h"

namespace vent {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kKeyMode = 0600;
constexpr mode_t kCertificateMode = 0644;

Validity validity_of(std::chrono::hours life, WallTime now) { return {.from = now - kBackdated, .until = now + life}; }

// Others' rights on a folder of keys are a fault that nobody would notice.
Result<> check_private(const Path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return fail(file_error("opening", folder, errno));
  if ((status.st_mode & 077U) == 0) return Ok{};
  return fail(Error(ErrorKind::not_permitted, fmt::format("others may look into {}, where keys are", folder.string()))
                  .with_id("VENT_KEYS_OPEN")
                  .with_hint(fmt::format("chmod 700 {}", folder.string())));
}

// A set is compared as one: who asks for the same names in another order wants the same certificate.
bool same_names(const Identity& a, const Identity& b) {
  const auto sorted = [](auto list) {
    std::ranges::sort(list);
    return list;
  };
  return sorted(a.dns_names) == sorted(b.dns_names) && sorted(a.addresses) == sorted(b.addresses);
}

}  // namespace

std::optional<std::string> why_anew(const Certificate& found, const Identity& wanted, WallTime now) {
  const Identity& identity = found.identity();
  if (identity.common_name != wanted.common_name || identity.organization != wanted.organization)
    return fmt::format("it is that of '{}'", identity.common_name);
  if (identity.use != wanted.use) return "it is for another use";
  if (!same_names(identity, wanted)) return "it has other names and addresses";
  if (found.validity().from > now) return "it is not valid yet: was the clock set back?";
  const auto left = std::chrono::duration_cast<std::chrono::hours>(found.validity().until - now);
  if (left <= std::chrono::hours(0)) return "it has run out";
  if (left < kRenewedBefore)
    return fmt::format("it is valid for {} more days", std::chrono::floor<std::chrono::days>(left).count());
  return std::nullopt;
}

Result<KeyFolder> KeyFolder::open(const Path& folder) {
  TRY(make_directories(folder, kFolderMode));
  TRY(check_private(folder));
  return KeyFolder(folder);
}

Result<std::optional<KeyPair>> KeyFolder::stored(const std::string& name) const {
  const Path key_file = folder_ / (name + ".key"), certificate_file = folder_ / (name + ".crt");
  const std::optional<std::string> key_text = TRY(read_file_if_present(key_file));
  const std::optional<std::string> certificate_text = TRY(read_file_if_present(certificate_file));
  if (!key_text || !certificate_text) return std::nullopt;
  PrivateKey key = TRY(PrivateKey::read(Secret(*key_text), key_file.string()));
  Certificate certificate = TRY(Certificate::read(*certificate_text, certificate_file.string()));
  // Half of a pair that was being written: as if there were none.
  if (!certificate.belongs_to(key)) return std::nullopt;
  return KeyPair{.certificate = std::move(certificate), .key = std::move(key)};
}

Result<> KeyFolder::store(const std::string& name, const KeyPair& pair, std::string why) {
  TRY(write_file(folder_ / (name + ".key"), pair.key.pem().reveal(), kKeyMode));
  TRY(write_file(folder_ / (name + ".crt"), pair.certificate.pem(), kCertificateMode));
  made_.push_back(fmt::format("{}: {}", name, why));
  return Ok{};
}

// An authority is never replaced because of its age in silence: with it, every certificate below becomes worthless.
Result<KeyPair> KeyFolder::authority(const std::string& name, const Identity& identity, WallTime now) {
  std::optional<KeyPair> found = TRY(stored(name));
  if (found && found->certificate.validity().until <= now)
    return fail(Error(ErrorKind::conflict, fmt::format("the authority {} has run out", name))
                    .with_id("VENT_AUTHORITY_OVER")
                    .with_hint(fmt::format("remove {}.* to begin with a new one; the whole cluster gets new "
                                           "certificates then",
                                           (folder_ / name).string())));
  if (found) return *std::move(found);
  if (path_exists(folder_ / (name + ".key")) || path_exists(folder_ / (name + ".crt")))
    return fail(Error(ErrorKind::conflict, fmt::format("of the authority {}, half is missing", name))
                    .with_id("VENT_AUTHORITY_HALF")
                    .with_hint(fmt::format("bring {}.key and .crt back from a backup, or remove what is left to begin "
                                           "with a new one",
                                           (folder_ / name).string())));
  const KeyPair made = TRY(make_authority(identity, validity_of(kAuthorityLife, now)));
  TRY(store(name, made, "there was none"));
  return made;
}

Result<KeyPair> KeyFolder::leaf(const std::string& name, const KeyPair& authority, const Identity& identity,
                                WallTime now) {
  std::optional<KeyPair> found = TRY(stored(name));
  std::optional<std::string> why = found ? why_anew(found->certificate, identity, now) : "there was none";
  if (!why && !found->certificate.is_signed_by(authority.certificate)) why = "another authority signed it";
  if (!why) return *std::move(found);
  const KeyPair made = TRY(issue(authority, identity, validity_of(kLeafLife, now)));
  TRY(store(name, made, *std::move(why)));
  return made;
}

Result<PrivateKey> KeyFolder::key(const std::string& name) {
  const Path file = folder_ / (name + ".key");
  if (const std::optional<std::string> text = TRY(read_file_if_present(file)))
    return PrivateKey::read(Secret(*text), file.string());
  PrivateKey made = TRY(PrivateKey::generate());
  TRY(write_file(file, made.pem().reveal(), kKeyMode));
  made_.push_back(name + ": there was none");
  return made;
}

Result<Secret> KeyFolder::random(const std::string& name, std::size_t bytes) {
  const Path file = folder_ / (name + ".secret");
  if (const std::optional<std::string> text = TRY(read_file_if_present(file))) {
    if (text->size() == bytes) return Secret(*text);
    return fail(Error(ErrorKind::conflict,
                      fmt::format("{} has {} bytes, and should have {}", file.string(), text->size(), bytes))
                    .with_id("VENT_BAD_KEY")
                    .with_hint("bring it back from a backup"));
  }
  std::string made(bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(made.data()), static_cast<int>(bytes)) != 1)
    return fail(openssl_error("making a random key"));
  const Secret secret(std::move(made));
  TRY(write_file(file, secret.reveal(), kKeyMode));
  made_.push_back(name + ": there was none");
  return secret;
}

}  // namespace vent
