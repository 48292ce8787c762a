#include <arpa/inet.h>
#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "pki/bio.h"
#include "pki/certificate.h"
#include "pki/openssl.h"

namespace vent {
namespace {

constexpr int kSerialBits = 159;  // the most that is positive in twenty bytes

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeExtension {
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};

// One certificate on its way. Every step says whether it worked; what failed is asked for once, at the end.
class Draft {
 public:
  Draft() : certificate_(X509_new()) {}

  bool set_version_and_serial() {
    const std::unique_ptr<BIGNUM, FreeNumber> serial(BN_new());
    return X509_set_version(certificate_.get(), X509_VERSION_3) == 1 &&
           BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate_.get())) != nullptr;
  }

  bool set_subject(const Identity& identity) {
    X509_NAME* name = X509_get_subject_name(certificate_.get());
    return (identity.organization.empty() || add(name, NID_organizationName, identity.organization)) &&
           add(name, NID_commonName, identity.common_name);
  }

  bool set_validity(const Validity& validity) {
    const auto seconds = [](WallTime time) { return std::chrono::system_clock::to_time_t(time); };
    return ASN1_TIME_set(X509_getm_notBefore(certificate_.get()), seconds(validity.from)) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate_.get()), seconds(validity.until)) != nullptr;
  }

  bool set_key(const PrivateKey& key) { return X509_set_pubkey(certificate_.get(), key.handle()) == 1; }
  bool set_issuer(X509* issuer) { return X509_set_issuer_name(certificate_.get(), X509_get_subject_name(issuer)) == 1; }

  // Fixed texts only: what the user wrote never goes through OpenSSL's language for extensions.
  bool add_uses(X509* issuer, CertificateUse use) {
    const bool is_authority = use == CertificateUse::authority;
    const char* extended = use == CertificateUse::server   ? "serverAuth"
                           : use == CertificateUse::client ? "clientAuth"
                                                           : "serverAuth,clientAuth";
    return add_extension(issuer, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
           add_extension(issuer, NID_key_usage,
                         is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
           (is_authority || add_extension(issuer, NID_ext_key_usage, extended)) &&
           add_extension(issuer, NID_subject_key_identifier, "hash") &&
           add_extension(issuer, NID_authority_key_identifier, "keyid");
  }

  bool add_names(const Identity& identity) {
    if (identity.dns_names.empty() && identity.addresses.empty()) return true;
    const std::unique_ptr<GENERAL_NAMES, FreeNames> names(sk_GENERAL_NAME_new_null());
    for (const std::string& name : identity.dns_names)
      if (!add_name(names.get(), GEN_DNS, V_ASN1_IA5STRING, name)) return false;
    for (const Ipv4& address : identity.addresses) {
      const std::uint32_t bytes = ::htonl(address.value);
      const std::string text(reinterpret_cast<const char*>(&bytes), sizeof bytes);
      if (!add_name(names.get(), GEN_IPADD, V_ASN1_OCTET_STRING, text)) return false;
    }
    return X509_add1_ext_i2d(certificate_.get(), NID_subject_alt_name, names.get(), 0, 0) == 1;
  }

  bool sign(const PrivateKey& key) { return X509_sign(certificate_.get(), key.handle(), EVP_sha256()) > 0; }

  X509* handle() const { return certificate_.get(); }
  std::string pem() const {
    const Bio bio = writing_to_memory();
    return PEM_write_bio_X509(bio.get(), certificate_.get()) == 1 ? std::string(written(bio)) : std::string();
  }

 private:
  static bool add(X509_NAME* name, int id, const std::string& text) {
    return X509_NAME_add_entry_by_NID(name, id, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  }

  static bool add_name(GENERAL_NAMES* names, int type, int string_type, const std::string& bytes) {
    ASN1_STRING* text = ASN1_STRING_type_new(string_type);
    GENERAL_NAME* name = GENERAL_NAME_new();
    if (text == nullptr || name == nullptr ||
        ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size())) != 1) {
      ASN1_STRING_free(text);
      GENERAL_NAME_free(name);
      return false;
    }
    GENERAL_NAME_set0_value(name, type, text);
    return sk_GENERAL_NAME_push(names, name) > 0;
  }

  bool add_extension(X509* issuer, int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate_.get(), nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, FreeExtension> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    return extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1;
  }

  std::unique_ptr<X509, FreeCertificate> certificate_;
};

// Without an issuer it signs itself.
Result<KeyPair> make(const Identity& identity, const Validity& validity, const KeyPair* issuer) {
  PrivateKey key = TRY(PrivateKey::generate());
  Draft draft;
  X509* issuing = issuer == nullptr ? draft.handle() : issuer->certificate.handle();
  const bool made = draft.set_version_and_serial() && draft.set_subject(identity) && draft.set_validity(validity) &&
                    draft.set_key(key) && draft.set_issuer(issuing) && draft.add_uses(issuing, identity.use) &&
                    draft.add_names(identity) && draft.sign(issuer == nullptr ? key : issuer->key);
  if (!made) return fail(openssl_error(fmt::format("making the certificate of '{}'", identity.common_name)));
  Certificate certificate = TRY(Certificate::read(draft.pem(), "the new certificate"));
  return KeyPair{.certificate = std::move(certificate), .key = std::move(key)};
}

}  // namespace

Result<KeyPair> make_authority(const Identity& identity, const Validity& validity) {
  Identity authority = identity;
  authority.use = CertificateUse::authority;
  return make(authority, validity, nullptr);
}

Result<KeyPair> issue(const KeyPair& authority, const Identity& identity, const Validity& validity) {
  Validity within = validity;
  within.until = std::min(within.until, authority.certificate.validity().until);
  return make(identity, within, &authority);
}

}  // namespace vent
