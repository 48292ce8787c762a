#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/ipv4.h"
#include "pki/private_key.h"

struct x509_st;

namespace vent {

// What a certificate is for.
enum class CertificateUse {
  authority,  // signs others
  server,
  client,
  both,
};

// Who somebody is to be, as his certificate says it.
struct Identity {
  std::string common_name;
  std::string organization;  // Kubernetes takes it for the group; empty: none
  std::vector<std::string> dns_names = {};
  std::vector<Ipv4> addresses = {};
  CertificateUse use = CertificateUse::client;

  bool operator==(const Identity&) const = default;
};

struct Validity {
  WallTime from;
  WallTime until;

  bool operator==(const Validity&) const = default;
};

class Certificate {
 public:
  static Result<Certificate> read(const std::string& pem, const std::string& what);

  const std::string& pem() const { return pem_; }
  const Identity& identity() const { return identity_; }
  const Validity& validity() const { return validity_; }  // to the second
  const std::string& issuer() const { return issuer_; }   // the common name of who signed it
  std::string fingerprint() const;                        // SHA-256 of the whole, hexadecimal
  x509_st* handle() const { return handle_.get(); }
  bool belongs_to(const PrivateKey& key) const;
  bool is_signed_by(const Certificate& authority) const;

 private:
  Certificate() = default;
  std::shared_ptr<x509_st> handle_;
  std::string pem_;
  Identity identity_;
  Validity validity_;
  std::string issuer_;
};

// A certificate with its key, of an authority or of a leaf.
struct KeyPair {
  Certificate certificate;
  PrivateKey key;
};

// A new authority that signs itself.
Result<KeyPair> make_authority(const Identity& identity, const Validity& validity);
// A new key with a certificate that the authority signed. It is valid no longer than the authority itself.
Result<KeyPair> issue(const KeyPair& authority, const Identity& identity, const Validity& validity);

}  // namespace vent
