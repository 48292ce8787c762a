#include "kubernetes/kubeconfig.h"

#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

KubeconfigEntry paris(const std::string& server = "https://198.51.100.3:6443") {
  return {.cluster = "paris",
          .server = server,
          .authority = "the authority\n",
          .user = "paris-admin",
          .certificate = "the certificate\n",
          .key = Secret("the key\n")};
}

// As kubectl itself writes it, with a cluster of somebody else.
constexpr std::string_view kOther =
    "apiVersion: v1\n"
    "clusters:\n"
    "- cluster:\n"
    "    insecure-skip-tls-verify: true\n"
    "    server: https://192.0.2.1:6443\n"
    "  name: other\n"
    "contexts:\n"
    "- context:\n"
    "    cluster: other\n"
    "    namespace: \"007\"\n"
    "    user: me\n"
    "  name: other\n"
    "current-context: other\n"
    "kind: Config\n"
    "preferences: {}\n"
    "users:\n"
    "- name: me\n"
    "  user:\n"
    "    exec:\n"
    "      apiVersion: client.authentication.k8s.io/v1\n"
    "      args: [token, \"1\"]\n"
    "      command: aws\n";

std::string added_to(std::string_view text, const KubeconfigEntry& entry) {
  const Result<Secret> file = with_entry(text, "config", entry);
  return file ? std::string(file->reveal()) : file.error().text() + "\n";
}

TEST(Kubeconfig, OfOneCluster) { expect_golden("alone.yaml", kubeconfig(paris()).reveal()); }

TEST(Kubeconfig, IsTheSameWhenAddedToNothing) {
  EXPECT_EQ(added_to("", paris()), kubeconfig(paris()).reveal());
  EXPECT_EQ(added_to("\n# nothing\n", paris()), kubeconfig(paris()).reveal());
}

TEST(Kubeconfig, LeavesWhatOthersHave) { expect_golden("beside_another.yaml", added_to(kOther, paris())); }

TEST(Kubeconfig, TakesThePlaceOfWhatItWas) {
  const std::string first = added_to(kOther, paris());
  EXPECT_EQ(added_to(first, paris()), first);
  EXPECT_EQ(added_to(first, paris("https://10.0.0.1:6443")), added_to(kOther, paris("https://10.0.0.1:6443")));
}

TEST(Kubeconfig, GoesAndLeavesNothing) {
  const std::string both = added_to(kOther, paris());
  expect_golden("taken_out.yaml", without_entry(both, "config", "paris", {"paris-admin"})->reveal());
}

TEST(Kubeconfig, StaysAsItIsWhenThereIsNothingToTakeOut) {
  EXPECT_EQ(without_entry(kOther, "config", "paris", {"paris-admin"})->reveal(), kOther);
  EXPECT_EQ(without_entry("", "config", "paris", {"paris-admin"})->reveal(), "");
}

TEST(Kubeconfig, SaysWhatIsWrongWithAFileOfOthers) {
  expect_golden("wrong.txt", added_to("clusters: [\n", paris()) + added_to("- a list\n", paris()) +
                                 added_to("apiVersion: v1\napiVersion: v1\n", paris()) +
                                 added_to("apiVersion: apps/v1\nkind: Deployment\n", paris()) +
                                 added_to("kind: Config\nusers: {me: 1}\ncontexts:\n  - context: {}\n", paris()));
}

}  // namespace
}  // namespace vent
