#include "bug_report/scrubber.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/text.h"
#include "bug_report/looks_secret.h"
#include "pki/private_key.h"

namespace vent {
namespace {

std::string clean(std::string_view text) { return Scrubber().clean(text); }

TEST(Scrubber, TakesOutEveryFormOfAKnownKey) {
  const Secret key = PrivateKey::generate()->pem();
  Scrubber scrubber;
  scrubber.know(key);
  const std::string pem(key.reveal());
  const std::vector<std::string> lines = split_lines(pem);
  std::string text = "before\n" + pem + "client-key-data: " + base64(pem) + "\n";
  // Alone, as a journal breaks them.
  for (const std::string& line : lines) text += "journal: " + line + " end\n";
  const std::string cleaned = scrubber.clean(text);
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) EXPECT_EQ(cleaned.find(lines[i]), std::string::npos) << cleaned;
  EXPECT_EQ(cleaned.find(base64(pem)), std::string::npos);
  EXPECT_EQ(cleaned.find("PRIVATE KEY"), std::string::npos) << cleaned;
  EXPECT_NE(cleaned.find("before\n"), std::string::npos);
}

TEST(Scrubber, TakesOutRandomBytesInBase64AndHexadecimal) {
  const std::string bytes = "\x01\x02\xffsixteen bytes++\x80 and more";
  Scrubber scrubber;
  scrubber.know(Secret(bytes));
  EXPECT_EQ(scrubber.clean("key1 is " + base64(bytes) + "!").find(base64(bytes)), std::string::npos);
  EXPECT_EQ(scrubber.clean("0102ff7369787465656e2062797465732b2b8020616e64206d6f7265").find("0102ff"),
            std::string::npos);
}

TEST(Scrubber, ShortSecretsSpoilNoWords) {
  Scrubber scrubber;
  scrubber.know(Secret("a"));
  EXPECT_EQ(scrubber.clean("a banana"), "a banana");
}

TEST(Scrubber, TakesOutTheKeysOfOthersToo) {
  const std::string pem(PrivateKey::generate()->pem().reveal());
  EXPECT_EQ(clean("one\n" + pem + "two\n"), "one\n(taken out)\ntwo\n");
  EXPECT_EQ(clean("cut: " + pem.substr(0, 90)), "cut: (taken out)");
  EXPECT_EQ(clean("key=" + base64(pem) + " end").find(base64(pem).substr(0, 60)), std::string::npos);
  EXPECT_EQ(clean(base64("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==")).find("LS0t"), std::string::npos);
}

TEST(Scrubber, LeavesCertificatesAlone) {
  const std::string certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(clean(certificate), certificate);
  EXPECT_EQ(clean("data: " + base64(certificate)), "data: " + base64(certificate));
}

TEST(Scrubber, TakesOutTokens) {
  const std::string jwt = "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLW9mLWl0";
  EXPECT_EQ(clean("with " + jwt + " in it"), "with (taken out) in it");
  EXPECT_EQ(clean("join abcdef.0123456789abcdef now"), "join (taken out) now");
}

TEST(Scrubber, TakesOutValuesBehindTheirNames) {
  EXPECT_EQ(clean("password: hunter2, or so"), "password: (taken out)");
  EXPECT_EQ(clean("--token=abc.def --v=2"), "--token=(taken out)");
  EXPECT_EQ(clean(R"x({"auth_token": "abc", "x": 1})x"), R"x({"auth_token": "(taken out)", "x": 1})x");
  EXPECT_EQ(clean(R"x({"token": 12345, "x": 1})x"), R"x({"token": (taken out), "x": 1})x");
  EXPECT_EQ(clean("X-Auth-Token: abc def\nnext"), "X-Auth-Token: (taken out)\nnext");
  EXPECT_EQ(clean("Authorization: Bearer abc"), "Authorization: (taken out)");
  EXPECT_EQ(clean("      secret: c2VjcmV0"), "      secret: (taken out)");
}

TEST(Scrubber, LeavesWhatIsNoSecret) {
  for (const char* text :
       {"--service-account-key-file=/etc/kube-apiserver/service-account.pub", "secret: /etc/secret", "token: null",
        "MountVolume.SetUp failed for volume \"x\" : secret \"foo\" not found", "secrets: 12", "2026-12-01T10:00:00Z",
        "vent.local/coredns@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "flannel.1 UNKNOWN 172.16.0.0/32", "{\"secret\": {\"a\": 1}}"})
    EXPECT_EQ(clean(text), text);
}

}  // namespace
}  // namespace vent
