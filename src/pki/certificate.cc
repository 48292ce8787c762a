#include "pki/certificate.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "pki/bio.h"
#include "pki/openssl.h"

namespace vent {
namespace {

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeExtendedUses {
  void operator()(EXTENDED_KEY_USAGE* uses) const { EXTENDED_KEY_USAGE_free(uses); }
};

std::string entry_of(const X509_NAME* name, int id) {
  const int index = X509_NAME_get_index_by_NID(name, id, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (size < 0) return {};
  std::string entry(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return entry;
}

WallTime time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

void read_names(X509* certificate, Identity& identity) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int index = 0; names && index < sk_GENERAL_NAME_num(names.get()); ++index) {
    int type = 0;
    const auto* value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), index), &type));
    const unsigned char* bytes = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    if (type == GEN_DNS)
      identity.dns_names.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (type == GEN_IPADD && size == 4)
      identity.addresses.push_back(Ipv4{static_cast<std::uint32_t>(bytes[0]) << 24 |
                                        static_cast<std::uint32_t>(bytes[1]) << 16 |
                                        static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3]});
  }
}

CertificateUse use_of(X509* certificate) {
  if (X509_check_ca(certificate) == 1) return CertificateUse::authority;
  const std::uint32_t uses = X509_get_extended_key_usage(certificate);
  const bool is_server = (uses & XKU_SSL_SERVER) != 0, is_client = (uses & XKU_SSL_CLIENT) != 0;
  if (is_server && is_client) return CertificateUse::both;
  return is_server ? CertificateUse::server : CertificateUse::client;
}

}  // namespace

Result<Certificate> Certificate::read(const std::string& pem, const std::string& what) {
  const Bio bio = reading_from(pem);
  X509* handle = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
  if (handle == nullptr) {
    const Error error = openssl_error("reading a certificate");
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is no certificate", what))
                    .with_id("VENT_BAD_CERTIFICATE")
                    .with_details(error.details));
  }
  Certificate certificate;
  certificate.handle_ = std::shared_ptr<x509_st>(handle, X509_free);
  certificate.pem_ = pem;
  certificate.identity_.common_name = entry_of(X509_get_subject_name(handle), NID_commonName);
  certificate.identity_.organization = entry_of(X509_get_subject_name(handle), NID_organizationName);
  certificate.identity_.use = use_of(handle);
  read_names(handle, certificate.identity_);
  certificate.validity_ = {.from = time_of(X509_get0_notBefore(handle)), .until = time_of(X509_get0_notAfter(handle))};
  certificate.issuer_ = entry_of(X509_get_issuer_name(handle), NID_commonName);
  return certificate;
}

std::string Certificate::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  if (X509_digest(handle_.get(), EVP_sha256(), bytes.data(), &size) != 1) return {};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes.at(i));
  return text;
}

bool Certificate::belongs_to(const PrivateKey& key) const {
  return X509_check_private_key(handle_.get(), key.handle()) == 1;
}

bool Certificate::is_signed_by(const Certificate& authority) const {
  EVP_PKEY* key = X509_get0_pubkey(authority.handle_.get());
  return key != nullptr && X509_check_issued(authority.handle_.get(), handle_.get()) == X509_V_OK &&
         X509_verify(handle_.get(), key) == 1;
}

}  // namespace vent
