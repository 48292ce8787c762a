#include "graph/command_line.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace vent {
namespace {

std::string shown(const std::vector<std::string>& words) { return command_line_without_secrets(words); }

TEST(CommandLine, IsShownAsOneWouldTypeIt) {
  EXPECT_EQ(shown({}), "");
  EXPECT_EQ(shown({"vent", "apply", "-y", "--host", "worker-0"}), "vent apply -y --host worker-0");
  EXPECT_EQ(shown({"vent", "apply", "-f", "my cluster.yaml"}), "vent apply -f 'my cluster.yaml'");
}

TEST(CommandLine, HidesWhatBelongsToASecretName) {
  EXPECT_EQ(shown({"vent", "up", "--token", "abc", "-y"}), "vent up --token (secret) -y");
  EXPECT_EQ(shown({"vent", "up", "--api-token=abc=d"}), "vent up --api-token=(secret)");
  EXPECT_EQ(shown({"vent", "up", "--set", "PACKET_TOKEN=abc"}), "vent up --set PACKET_TOKEN=(secret)");
  EXPECT_EQ(shown({"vent", "up", "--Password", "abc"}), "vent up --Password (secret)");
  EXPECT_EQ(shown({"vent", "up", "--password-stdin", "--yes"}), "vent up --password-stdin --yes");
  EXPECT_EQ(shown({"vent", "up", "--token"}), "vent up --token");
}

TEST(CommandLine, HidesTheLoginInAUrl) {
  EXPECT_EQ(shown({"--proxy", "http://ana:abc@proxy:3128/a@b"}), "--proxy http://(secret)@proxy:3128/a@b");
  EXPECT_EQ(shown({"--proxy=http://ana:a@c@proxy"}), "--proxy=http://(secret)@proxy");
  EXPECT_EQ(shown({"https://host/path?user=a@b"}), "'https://host/path?user=a@b'");
}

// However the secret looks, and in whichever of these forms it is given, it is not shown.
RC_GTEST_PROP(CommandLineProperty, ShowsNoSecret, ()) {
  const std::string tail = *rc::gen::container<std::string>(rc::gen::element('a', ' ', '=', '\'', '@', '/', '"', '-'));
  const std::string secret = "XYZZY" + tail + "XYZZY";
  const std::vector<std::vector<std::string>> forms = {
      {"vent", "--token", secret},
      {"vent", "--token=" + secret},
      {"vent", "token=" + secret},
      {"vent", "--user-password", secret, "more"},
  };
  for (const std::vector<std::string>& words : forms) RC_ASSERT(shown(words).find("XYZZY") == std::string::npos);
}

}  // namespace
}  // namespace vent
