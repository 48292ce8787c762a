#include "chapters/outline.h"

#include <fmt/core.h>

#include <set>

#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

std::string outline_text(const Cluster& cluster) {
  const Design outline = outline_of(cluster);
  std::string text;
  for (const Host& host : outline.cluster.hosts)
    text += fmt::format("{}: {}\n", host.name, join(units_of(outline, host), " "));
  for (const CertificatePlace& place : certificate_places(outline))
    text += fmt::format("{} on {}: {}{}\n", place.certificate, place.host, place.path,
                        place.in_kubeconfig ? " (kubeconfig)" : "");
  return text;
}

TEST(Outline, SaysWhatIsWhere) {
  Cluster cluster = sample_cluster();
  cluster.fake0 = Fake0{};
  expect_golden("outline.txt", outline_text(cluster));
}

// Those of people are on the operator's side; admin's is also root's on a controller.
TEST(Outline, HasAPlaceForEachCertificateButThoseOfPeople) {
  const Cluster cluster = sample_cluster();
  std::set<std::string> placed;
  for (const CertificatePlace& place : certificate_places(outline_of(cluster))) placed.insert(place.certificate);
  for (const CertificateWish& wish : certificates_of(cluster))
    EXPECT_EQ(placed.contains(wish.name), wish.name != "developer") << wish.name;
}

}  // namespace
}  // namespace vent
