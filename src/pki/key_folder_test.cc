#include "pki/key_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 11 / 21}};
const Identity kAuthority{.common_name = "etcd CA", .organization = "vent", .use = CertificateUse::authority};

Identity leaf() {
  return {.common_name = "etcd",
          .organization = "",
          .dns_names = {"a", "b"},
          .addresses = {*Ipv4::parse("10.80.1.1")},
          .use = CertificateUse::server};
}

class Keys : public testing::Test {
 protected:
  KeyFolder open() const { return KeyFolder::open(folder_).value(); }
  // The leaf as it is at a time, and what had to be made for it.
  std::string pem(WallTime now, const Identity& identity = leaf()) {
    KeyFolder keys = open();
    const KeyPair ca = keys.authority("ca", kAuthority, now).value();
    const KeyPair pair = keys.leaf("etcd", ca, identity, now).value();
    made_ = keys.made();
    return pair.certificate.pem();
  }
  mode_t mode_of(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path folder_ = directory_.path() / "keys";
  std::vector<std::string> made_;
};

TEST_F(Keys, AreMadeOnceAndKept) {
  const std::string first = pem(kNow);
  EXPECT_THAT(made_, ElementsAre("ca: there was none", "etcd: there was none"));
  EXPECT_EQ(pem(kNow + std::chrono::days(30)), first);
  EXPECT_THAT(made_, IsEmpty());
  EXPECT_EQ(mode_of("."), 0700U);
  EXPECT_EQ(mode_of("ca.key"), 0600U);
  EXPECT_EQ(mode_of("etcd.key"), 0600U);
}

TEST_F(Keys, AreRenewedInTime) {
  const std::string first = pem(kNow);
  EXPECT_EQ(pem(kNow + kLeafLife - kRenewedBefore - std::chrono::hours(1)), first);
  EXPECT_NE(pem(kNow + kLeafLife - std::chrono::days(10)), first);
  EXPECT_THAT(made_, ElementsAre("etcd: it is valid for 10 more days"));
}

TEST_F(Keys, OfAClockThatWasAheadAreValidWhenItIsSetRight) {
  const std::string first = pem(kNow + std::chrono::hours(12));
  EXPECT_LT(open().authority("ca", kAuthority, kNow).value().certificate.validity().from, kNow);
  EXPECT_EQ(pem(kNow), first);
}

TEST_F(Keys, AreMadeAnewForAnotherIdentity) {
  pem(kNow);
  Identity other = leaf();
  other.addresses.push_back(*Ipv4::parse("10.80.2.1"));
  pem(kNow, other);
  EXPECT_THAT(made_, ElementsAre("etcd: it has other names and addresses"));
  other.use = CertificateUse::both;
  pem(kNow, other);
  EXPECT_THAT(made_, ElementsAre("etcd: it is for another use"));
  other.common_name = "kube-apiserver";
  pem(kNow, other);
  EXPECT_THAT(made_, ElementsAre("etcd: it is that of 'etcd'"));
}

TEST_F(Keys, DoNotCareForTheOrderOfNames) {
  const std::string first = pem(kNow);
  Identity turned = leaf();
  std::swap(turned.dns_names[0], turned.dns_names[1]);
  EXPECT_EQ(pem(kNow, turned), first);
}

TEST_F(Keys, FollowANewAuthority) {
  pem(kNow);
  ASSERT_TRUE(remove_tree(folder_ / "ca.key"));
  ASSERT_TRUE(remove_tree(folder_ / "ca.crt"));
  pem(kNow);
  EXPECT_THAT(made_, ElementsAre("ca: there was none", "etcd: another authority signed it"));
}

// To make a new one would cut a whole cluster off, so somebody must want it.
TEST_F(Keys, RefuseHalfAnAuthority) {
  pem(kNow);
  ASSERT_TRUE(remove_tree(folder_ / "ca.key"));
  const Result<KeyPair> half = open().authority("ca", kAuthority, kNow);
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().id, "VENT_AUTHORITY_HALF");
}

TEST_F(Keys, RefuseAnAuthorityThatHasRunOut) {
  pem(kNow);
  const Result<KeyPair> over = open().authority("ca", kAuthority, kNow + kAuthorityLife);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().id, "VENT_AUTHORITY_OVER");
}

TEST_F(Keys, MendAHalfWrittenLeaf) {
  pem(kNow);
  ASSERT_TRUE(write_file(folder_ / "etcd.key", PrivateKey::generate()->pem().reveal(), 0600));
  pem(kNow);
  EXPECT_THAT(made_, ElementsAre("etcd: there was none"));
}

TEST_F(Keys, StandInAFolderOfTheirOwner) {
  open();
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  const Result<KeyFolder> opened = KeyFolder::open(folder_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().id, "VENT_KEYS_OPEN");
}

TEST_F(Keys, PlainKeysAndRandomBytesAreKeptToo) {
  const std::string key = open().key("service-account")->public_pem();
  EXPECT_EQ(open().key("service-account")->public_pem(), key);
  const Secret bytes = open().random("encryption", 32).value();
  EXPECT_EQ(bytes.reveal().size(), 32U);
  EXPECT_TRUE(*open().random("encryption", 32) == bytes);
  EXPECT_FALSE(open().random("encryption", 16));
  EXPECT_EQ(mode_of("encryption.secret"), 0600U);
}

}  // namespace
}  // namespace vent
