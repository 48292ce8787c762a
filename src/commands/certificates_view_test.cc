#include "commands/certificates_view.h"

#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

Certificate issued(int days) {
  const Validity validity{.from = kNow, .until = kNow + std::chrono::days(days)};
  const KeyPair authority = make_authority({.common_name = "demo Kubernetes", .organization = ""},
                                           {.from = kNow, .until = kNow + std::chrono::days(3653)})
                                .value();
  return issue(authority,
               {.common_name = "kube-apiserver",
                .organization = "system:masters",
                .dns_names = {"kubernetes", "localhost"},
                .addresses = {Ipv4::parse("10.80.0.1").value()},
                .use = CertificateUse::both},
               validity)
      .value()
      .certificate;
}

PlaceStanding place(const std::string& host, const std::string& path, OnHost standing) {
  return {.place = {.certificate = "", .host = host, .path = path}, .standing = standing};
}

std::vector<CertificateStanding> sample(bool asked) {
  const auto as = [&](OnHost standing) { return asked ? standing : OnHost::not_asked; };
  return {{.name = "ca",
           .authority = "ca",
           .certificate = issued(3653),
           .places = {place("controller-0", "/etc/kubernetes/ca.crt", as(OnHost::same)),
                      place("controller-1", "/etc/kubernetes/ca.crt", as(OnHost::another)),
                      place("worker-0", "/etc/kubernetes/ca.crt", as(OnHost::no_answer))}},
          {.name = "server",
           .authority = "ca",
           .certificate = issued(29),
           .places = {place("controller-0", "/etc/a.crt", as(OnHost::same)),
                      place("controller-0", "/etc/kubeconfig", as(OnHost::same))}},
          {.name = "late", .authority = "ca", .certificate = issued(-1), .places = {}},
          {.name = "next", .authority = "ca", .certificate = std::nullopt, .places = {}},
          {.name = "old", .authority = "", .is_wanted = false, .certificate = issued(100), .places = {}}};
}

TEST(CertificatesView, OfTheKeyFolder) {
  expect_golden("certificates.txt", certificates_text(sample(false), sample_cluster(), Width::narrow, kNow));
}

TEST(CertificatesView, WithWhatTheHostsHave) {
  expect_golden("certificates_hosts.txt", certificates_text(sample(true), sample_cluster(), Width::narrow, kNow));
}

// Keys are drawn anew each time, so what is of them is left out here.
TEST(CertificatesView, WideAndAsData) {
  std::vector<CertificateStanding> certificates = sample(true);
  std::string text = certificates_text(certificates, sample_cluster(), Width::wide, kNow) +
                     certificates_json(certificates, sample_cluster(), kNow).pretty() + "\n";
  for (const CertificateStanding& one : certificates)
    if (one.certificate) {
      const std::string fingerprint = one.certificate->fingerprint();
      EXPECT_EQ(fingerprint.size(), 64u);
      for (std::size_t at = text.find(fingerprint); at != std::string::npos; at = text.find(fingerprint))
        text.replace(at, fingerprint.size(), "(fingerprint)");
    }
  expect_golden("certificates_wide.txt", text);
}

}  // namespace
}  // namespace vent
