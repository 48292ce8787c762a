#include "cluster/host_key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

constexpr std::string_view kEd25519 =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3";
constexpr std::string_view kEcdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBClBF6Xy8mfZRbuZ7lsnPYUt8UIUvCwZZsXyWlJd"
    "Ip0HX5osteBYXn5aHI3cp9ARZFsVEt7pWuTKaO/JCkAPhcI=";
constexpr std::string_view kRsa =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDLni+IYcgLGBkYFXdO+Ha9n4zYPaDC4+e5Be6uRIUaXC34fumaa24tZGzVUA09xRWAMCD/"
    "meAYDYJ4uynTiKjlkzz2DLr7OjJL0cymLEzpOYFp5r3oOjdNuyGCL4n1Ezj2OiFwK4It25vrYF3gFjF+lo7Gqffx/mz5Gh+dlbrYsXQSCUFbK8ex"
    "bPAnwpsEZpVj5eVaibrhh17x7bzNQV2u35NtTSWPYfGNLmmzzM64TQ5XB5BPBHS5v97RjPOHZZB4rktX38Fo2EdXyBYSRjVjthYyyvwgsmSlywXW"
    "bQZnMNx2FicMvbT/lebAXsFs6yMZXCo0lEPuqHCoTE6LvPwN";

TEST(ParseHostKey, TakesTypeAndKey) {
  for (const std::string_view key : {kEd25519, kEcdsa, kRsa}) EXPECT_EQ(parse_host_key(key).value(), key);
  EXPECT_EQ(parse_host_key("  " + std::string(kEd25519) + "  root@worker-0 and more\n").value(), kEd25519);
}

TEST(ParseHostKey, SaysWhatIsWrong) {
  const std::string key(kEd25519);
  std::string messages;
  for (const std::string& text : std::vector<std::string>{
           "", "ssh-ed25519", "worker-0 " + key, "worker-0,10.0.0.1 " + key, "@cert-authority * " + key,
           key.substr(0, key.size() - 1), key.substr(0, key.size() - 4), key + "AAAA", "ssh-rsa " + key.substr(12),
           "ssh-dss AAAAB3NzaC1kc3M=", "ssh-ed25519 !!!!", std::string(kEcdsa.substr(0, kEcdsa.size() - 4)),
           "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n",
           "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"}) {
    const Result<std::string> parsed = parse_host_key(text);
    ASSERT_FALSE(parsed) << text;
    messages += parsed.error().text() + "\n";
  }
  EXPECT_EQ(messages.find("b3Blbn"), std::string::npos) << "a private key is shown";
  expect_golden("bad_host_keys.txt", messages);
}

RC_GTEST_PROP(ParseHostKeyProperty, TakesNothingThatWasCutOrChanged, ()) {
  const std::string key(kEd25519);
  const std::size_t end = *rc::gen::inRange<std::size_t>(0, key.size());
  RC_ASSERT(!parse_host_key(key.substr(0, end)));
  std::string changed = key;
  changed[*rc::gen::inRange<std::size_t>(0, 32)] = '_';
  RC_ASSERT(!parse_host_key(changed));
}

}  // namespace
}  // namespace vent
