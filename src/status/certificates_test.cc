#include "status/certificates.h"

#include <algorithm>

#include "chapters/certificates.h"
#include "chapters/test_support/sample_cluster.h"
#include "status/test_support/sample_status.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

class CertificatesTest : public testing::Test {
 protected:
  void put(const std::string& name, const Certificate& certificate) {
    ASSERT_TRUE(write_file(folder_.path() / (name + ".crt"), certificate.pem()));
  }
  static CertificateStanding& named(std::vector<CertificateStanding>& all, const std::string& name) {
    return *std::ranges::find(all, name, &CertificateStanding::name);
  }

  TemporaryDirectory folder_ = TemporaryDirectory::make().value();
  Cluster cluster_ = sample_cluster();
  Design outline_ = outline_of(cluster_);
};

TEST_F(CertificatesTest, ThoseThatAreWantedAndThoseThatAreLeft) {
  put("ca", certificate_for(3000, kNow));
  put("kubelet-server-worker-9", certificate_for(10, kNow));
  std::vector<CertificateStanding> all = certificates_in(folder_.path(), outline_).value();
  EXPECT_EQ(all.size(), authorities_of(cluster_).size() + certificates_of(cluster_).size() + 1);
  EXPECT_TRUE(named(all, "ca").is_well(kNow));
  EXPECT_EQ(named(all, "ca").places.size(), 3u) << "on each host";
  EXPECT_FALSE(named(all, "etcd-ca").certificate);
  EXPECT_FALSE(named(all, "etcd-ca").is_well(kNow)) << "not made yet";
  EXPECT_FALSE(named(all, "kubelet-server-worker-9").is_wanted);
  EXPECT_TRUE(named(all, "kubelet-server-worker-9").is_well(kNow)) << "nobody needs it";
}

TEST_F(CertificatesTest, AFileThatIsNoneIsAnError) {
  ASSERT_TRUE(write_file(folder_.path() / "ca.crt", "nonsense\n"));
  const auto all = certificates_in(folder_.path(), outline_);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().id, "VENT_BAD_CERTIFICATE");
}

TEST_F(CertificatesTest, AreComparedWithThoseOnTheHosts) {
  ClusterStatus status = well_status(cluster_, kNow);
  const Certificate ours = *status.hosts[0].look.certificates.at(0).certificate;
  put("ca", ours);
  for (HostStatus& host : status.hosts)
    for (CertificateStatus& found : host.look.certificates)
      if (found.path == "/etc/kubernetes/ca.crt") found.certificate = ours;
  std::vector<CertificateStanding> all = certificates_in(folder_.path(), outline_).value();
  compare_with_hosts(all, status);
  for (const PlaceStanding& place : named(all, "ca").places) EXPECT_EQ(place.standing, OnHost::same);
  EXPECT_TRUE(named(all, "ca").is_well(kNow));

  status.hosts[0].look.certificates.clear();
  status.hosts[1].error = Error(ErrorKind::not_reachable, "gone");
  for (CertificateStatus& found : status.hosts[2].look.certificates) found.certificate = certificate_for(365, kNow);
  compare_with_hosts(all, status);
  EXPECT_EQ(named(all, "ca").places.at(0).standing, OnHost::missing);
  EXPECT_EQ(named(all, "ca").places.at(1).standing, OnHost::no_answer);
  EXPECT_EQ(named(all, "ca").places.at(2).standing, OnHost::another);
  EXPECT_FALSE(named(all, "ca").is_well(kNow));
}

}  // namespace
}  // namespace vent
