#include "pki/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/process.h"

namespace vent {
namespace {

using testing::HasSubstr;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 11 / 21}};
const Validity kYear{.from = kNow, .until = kNow + std::chrono::days(365)};

Identity server() {
  return {.common_name = "etcd",
          .organization = "",
          .dns_names = {"controller-0", "localhost"},
          .addresses = {*Ipv4::parse("10.80.1.1"), *Ipv4::parse("127.0.0.1")},
          .use = CertificateUse::both};
}

KeyPair authority() { return make_authority({.common_name = "etcd CA", .organization = "vent"}, kYear).value(); }

// What OpenSSL's own program says of it.
std::string openssl_says(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"openssl"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished finished = run({.arguments = command}).value();
  return finished.output + finished.error_output;
}

TEST(Certificates, SayWhatTheyWereIssuedFor) {
  const KeyPair ca = authority();
  const Result<KeyPair> pair = issue(ca, server(), kYear);
  ASSERT_TRUE(pair) << pair.error().text();
  EXPECT_EQ(pair->certificate.identity(), server());
  EXPECT_EQ(pair->certificate.validity(), kYear);
  EXPECT_EQ(pair->certificate.issuer(), "etcd CA");
  EXPECT_TRUE(pair->certificate.is_signed_by(ca.certificate));
  EXPECT_TRUE(pair->certificate.belongs_to(pair->key));
  EXPECT_FALSE(pair->certificate.belongs_to(ca.key));
  EXPECT_EQ(ca.certificate.identity().use, CertificateUse::authority);
  EXPECT_FALSE(pair->certificate.is_signed_by(authority().certificate));  // of the same name, and another key
}

TEST(Certificates, AreReadAsTheyWereWritten) {
  const KeyPair pair = issue(authority(), server(), kYear).value();
  const Result<Certificate> read = Certificate::read(pair.certificate.pem(), "it");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->identity(), server());
  const Result<PrivateKey> key = PrivateKey::read(pair.key.pem(), "it");
  ASSERT_TRUE(key);
  EXPECT_TRUE(read->belongs_to(*key));
  EXPECT_THAT(key->public_pem(), HasSubstr("BEGIN PUBLIC KEY"));
}

TEST(Certificates, DifferEachTime) {
  const KeyPair ca = authority();
  EXPECT_NE(issue(ca, server(), kYear)->certificate.pem(), issue(ca, server(), kYear)->certificate.pem());
}

TEST(Certificates, EndWithTheirAuthority) {
  const KeyPair pair = issue(authority(), server(), {.from = kNow, .until = kNow + std::chrono::days(3650)}).value();
  EXPECT_EQ(pair.certificate.validity().until, kYear.until);
}

TEST(Certificates, WhatIsNoneIsRefused) {
  const Result<Certificate> none = Certificate::read("hello", "ca.crt");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "ca.crt is no certificate");
  const Result<PrivateKey> key = PrivateKey::read(Secret("hello"), "ca.key");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().message, "ca.key is no private key that can be read");
}

TEST(Certificates, AreWhatOthersUnderstand) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const std::string ca_file = directory.path() / "ca.crt", file = directory.path() / "etcd.crt";
  const KeyPair ca = authority();
  const KeyPair pair = issue(ca, server(), kYear).value();
  ASSERT_TRUE(write_file(ca_file, ca.certificate.pem()));
  ASSERT_TRUE(write_file(file, pair.certificate.pem()));
  const std::string at = std::to_string(std::chrono::system_clock::to_time_t(kNow + std::chrono::hours(1)));
  for (const char* purpose : {"sslserver", "sslclient"})
    EXPECT_THAT(openssl_says({"verify", "-x509_strict", "-attime", at, "-purpose", purpose, "-CAfile", ca_file, file}),
                HasSubstr(": OK"));
  EXPECT_THAT(openssl_says({"x509", "-in", file, "-noout", "-ext", "subjectAltName"}),
              HasSubstr("DNS:controller-0, DNS:localhost, IP Address:10.80.1.1, IP Address:127.0.0.1"));
  EXPECT_THAT(openssl_says({"x509", "-in", file, "-noout", "-text"}), HasSubstr("CA:FALSE"));
}

}  // namespace
}  // namespace vent
