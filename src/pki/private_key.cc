#include "pki/private_key.h"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "pki/bio.h"
#include "pki/openssl.h"

namespace vent {
namespace {

// Without this, OpenSSL asks on the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*ours*/) { return -1; }

}  // namespace

Result<PrivateKey> PrivateKey::generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  if (key == nullptr) return fail(openssl_error("making a private key"));
  return PrivateKey(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

Result<PrivateKey> PrivateKey::read(const Secret& pem, const std::string& what) {
  const Bio bio = reading_from(pem.reveal());
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr);
  if (key != nullptr) return PrivateKey(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
  Error error = openssl_error("reading a private key");
  return fail(Error(ErrorKind::bad_input, fmt::format("{} is no private key that can be read", what))
                  .with_id("VENT_BAD_KEY")
                  .with_details(error.details));
}

Secret PrivateKey::pem() const {
  const Bio bio = writing_to_memory();
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) return {};
  const std::string_view text = written(bio);
  Secret secret{std::string(text)};
  // Nothing of the key is to stay in memory that is given back.
  OPENSSL_cleanse(const_cast<char*>(text.data()), text.size());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return secret;
}

std::string PrivateKey::public_pem() const {
  const Bio bio = writing_to_memory();
  if (PEM_write_bio_PUBKEY(bio.get(), key_.get()) != 1) return {};
  return std::string(written(bio));
}

}  // namespace vent
