#include "conformance/leftovers.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string list(const std::string& items) { return R"({"items": [)" + items + "]}"; }

std::string object(const std::string& kind, const std::string& version, const std::string& name,
                   const std::string& writers, const std::string& labels = "{}") {
  return fmt::format(R"({{"kind": "{}", "apiVersion": "{}", "metadata": {{"name": "{}", "labels": {},
                        "managedFields": [{}]}}}})",
                     kind, version, name, labels, writers);
}

constexpr const char* kTests = R"({"manager": "e2e.test"})";
constexpr const char* kVent = R"({"manager": "vent"})";

TEST(Leftovers, AreWhatTheTestsMadeAndHindrancesComeFirst) {
  const std::string all =
      list(object("Namespace", "v1", "job-1", kTests) + "," +
           object("ClusterRole", "rbac.authorization.k8s.io/v1", "reader", kTests) + "," +
           object("ClusterRole", "rbac.authorization.k8s.io/v1", "vent:dns", kVent) + "," +
           object("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1", "deny", kTests));
  const Result<std::vector<Leftover>> found = leftover_objects(all);
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_THAT(*found,
              ElementsAre(Leftover{"ValidatingWebhookConfiguration.v1.admissionregistration.k8s.io", "deny", "", 0},
                          Leftover{"ClusterRole.v1.rbac.authorization.k8s.io", "reader", "", 4},
                          Leftover{"Namespace", "job-1", "", 5}));
}

TEST(Leftovers, AreNotWhatOthersHaveWrittenToo) {
  const std::string both = std::string(kTests) + ", " + kVent;
  EXPECT_THAT(*leftover_objects(list(object("Namespace", "v1", "mine", both))), IsEmpty());
  const std::string of_controller =
      std::string(kTests) +
      R"(, {"manager": "kube-controller-manager"}, {"manager": "kube-apiserver", "subresource": "status"})";
  EXPECT_EQ(leftover_objects(list(object("Namespace", "v1", "theirs", of_controller)))->size(), 1U);
  EXPECT_THAT(*leftover_objects(list(object("Namespace", "v1", "nobodys", ""))), IsEmpty());
}

TEST(Leftovers, AreNamespacesOfTheFrameworkWhoeverTouchedThem) {
  EXPECT_EQ(leftover_objects(list(object("Namespace", "v1", "dns-1", kVent, R"({"e2e-framework": "dns"})")))->size(),
            1U);
}

TEST(Leftovers, AreNeverNodes) {
  EXPECT_THAT(*leftover_objects(list(object("Node", "v1", "worker-0", kTests))), IsEmpty());
}

TEST(LeftoversOfNodes, AreLabelsResourcesAndTaints) {
  const std::string writers = R"({"manager": "kubelet", "fieldsV1": {"f:metadata": {"f:labels": {"f:os": {}}}}},
    {"manager": "e2e.test", "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:example.com/a": {}}}}},
    {"manager": "e2e.test", "subresource": "status",
     "fieldsV1": {"f:status": {"f:capacity": {"f:cpu": {}, "f:example.com/fake~1": {}}}}})";
  const std::string node = fmt::format(
      R"({{"kind": "Node", "metadata": {{"name": "worker-0", "managedFields": [{}]}},
          "spec": {{"taints": [{{"key": "kubernetes.io/e2e-taint"}}, {{"key": "other"}}]}}}})",
      writers);
  const auto found = leftovers_of_nodes(list(node));
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_THAT(*found,
              ElementsAre(ElementsAre("label", "node", "worker-0", "example.com/a-"),
                          ElementsAre("patch", "node", "worker-0", "--subresource=status", "--type=json",
                                      R"(--patch=[{"op":"remove","path":"/status/capacity/example.com~1fake~01"}])"),
                          ElementsAre("taint", "node", "worker-0", "kubernetes.io/e2e-taint-")));
}

TEST(Leftovers, OfNoListAreAnError) {
  EXPECT_FALSE(leftover_objects("no list"));
  EXPECT_FALSE(leftovers_of_nodes(R"({"items": [{"kind": "Node"}]})"));
}

}  // namespace
}  // namespace vent
