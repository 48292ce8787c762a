#include "cis/item.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace vent {
namespace {

const CisItem& item(std::string_view number) {
  for (const CisItem& one : all_cis_items())
    if (one.number == number) return one;
  throw std::runtime_error("there is no " + std::string(number));
}

HostFacts controller() { return {.host = "one", .is_controller = true}; }

Judgement with_flags(std::string_view number, const char* unit, std::vector<std::string> words) {
  HostFacts facts = controller();
  facts.commands[unit] = std::move(words);
  return judge(item(number), facts);
}

Judgement with_file(std::string_view number, FileFacts file) {
  HostFacts facts = controller();
  facts.files = {std::move(file)};
  return judge(item(number), facts);
}

Judgement with_kubelet(std::string_view number, const char* text) {
  HostFacts facts = controller();
  facts.commands["kubelet"] = {"kubelet"};
  facts.texts["/etc/kubelet/config.yaml"] = text;
  return judge(item(number), facts);
}

Judgement with_policy(const char* text) {
  HostFacts facts = controller();
  facts.texts["/etc/kube-apiserver/audit-policy.yaml"] = text;
  return judge(item("3.2.2"), facts);
}

TEST(CisItems, StandInTheOrderOfTheirNumbersAndOnlyOnce) {
  std::vector<int> before;
  for (const CisItem& one : all_cis_items()) {
    std::vector<int> parts;
    for (const std::string& part : split(one.number, '.')) parts.push_back(std::stoi(part));
    EXPECT_LT(before, parts) << one.number;
    before = parts;
    EXPECT_FALSE(one.title.empty()) << one.number;
    EXPECT_LE(one.title.size(), 64U) << one.number;
  }
  EXPECT_EQ(all_cis_items().size(), 98U) << "so many has v1.11";
}

TEST(CisItems, AFlagMustSayIt) {
  EXPECT_EQ(with_flags("1.2.15", "kube-apiserver", {"--profiling=false"}).end, CisEnd::passed);
  EXPECT_EQ(with_flags("1.2.15", "kube-apiserver", {"--profiling=true"}).end, CisEnd::failed);
  const Judgement silent = with_flags("1.2.15", "kube-apiserver", {});
  EXPECT_EQ(silent.end, CisEnd::failed);
  EXPECT_EQ(silent.reason, "--profiling is true by default");
  EXPECT_EQ(with_flags("1.2.8", "kube-apiserver", {"--authorization-mode=Node,RBAC"}).end, CisEnd::passed);
  EXPECT_EQ(with_flags("1.2.8", "kube-apiserver", {"--authorization-mode=Node,NORBAC"}).end, CisEnd::failed);
  EXPECT_EQ(with_flags("1.2.6", "kube-apiserver", {"--authorization-mode=RBAC,AlwaysAllow"}).end, CisEnd::failed);
  EXPECT_EQ(with_flags("1.2.18", "kube-apiserver", {"--audit-log-maxbackup=9"}).end, CisEnd::failed);
  EXPECT_EQ(with_flags("1.2.18", "kube-apiserver", {"--audit-log-maxbackup=10"}).end, CisEnd::passed);
  EXPECT_EQ(with_flags("1.2.29", "kube-apiserver", {"--tls-cipher-suites=TLS_AES_128_GCM_SHA256"}).end, CisEnd::passed);
  EXPECT_EQ(
      with_flags("1.2.29", "kube-apiserver", {"--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA"})
          .end,
      CisEnd::failed);
  EXPECT_EQ(with_flags("1.2.29", "kube-apiserver", {}).end, CisEnd::failed);
  EXPECT_EQ(with_flags("2.2", "etcd", {"--client-cert-auth"}).end, CisEnd::passed);
}

TEST(CisItems, SeveralFlagsMustAllSayIt) {
  EXPECT_EQ(with_flags("2.1", "etcd", {"--cert-file=a"}).end, CisEnd::failed);
  const Judgement both = with_flags("2.1", "etcd", {"--cert-file=a", "--key-file=b"});
  EXPECT_EQ(both.end, CisEnd::passed);
  EXPECT_EQ(both.reason, "--cert-file=a, --key-file=b");
}

TEST(CisItems, APartThatDoesNotRunSaysNothingGood) {
  const Judgement gone = judge(item("1.2.2"), controller());
  EXPECT_EQ(gone.end, CisEnd::failed);
  EXPECT_EQ(gone.reason, "kube-apiserver doesn't run");
}

TEST(CisItems, FilesMayBeReadByTheGroupOfTheirPartAlone) {
  const char* path = "/etc/kube-scheduler/kubeconfig";
  EXPECT_EQ(with_file("1.1.15", {path, 0600, "root", "root"}).end, CisEnd::passed);
  EXPECT_EQ(with_file("1.1.15", {path, 0440, "root", "kube-scheduler"}).end, CisEnd::passed);
  EXPECT_EQ(with_file("1.1.15", {path, 0440, "root", "staff"}).end, CisEnd::failed);
  EXPECT_EQ(with_file("1.1.15", {path, 0460, "root", "kube-scheduler"}).end, CisEnd::failed);
  EXPECT_EQ(with_file("1.1.15", {path, 0444, "root", "kube-scheduler"}).end, CisEnd::failed);
  EXPECT_EQ(with_file("1.1.16", {path, 0440, "kube-scheduler", "kube-scheduler"}).end, CisEnd::failed);
  EXPECT_EQ(with_file("1.1.11", {"/var/lib/etcd", 0700, "etcd", "etcd"}).end, CisEnd::passed);
  EXPECT_EQ(with_file("1.1.11", {"/var/lib/etcd", 0750, "etcd", "users"}).end, CisEnd::failed);
  EXPECT_EQ(with_file("1.1.11", {"/elsewhere", 0777, "etcd", "etcd"}).end, CisEnd::does_not_apply);
}

TEST(CisItems, SettingsAreReadFromTheirFile) {
  EXPECT_EQ(with_kubelet("4.2.1", "authentication:\n  anonymous:\n    enabled: false\n").end, CisEnd::passed);
  EXPECT_EQ(with_kubelet("4.2.1", "authentication:\n  anonymous:\n    enabled: true\n").end, CisEnd::failed);
  EXPECT_EQ(with_kubelet("4.2.12", "tlsCipherSuites:\n  - TLS_AES_128_GCM_SHA256\n").end, CisEnd::passed);
  EXPECT_EQ(with_kubelet("4.2.12", "a: b\n").end, CisEnd::failed);
  EXPECT_EQ(with_kubelet("4.2.13", "podPidsLimit: 4096\n").end, CisEnd::passed);
  EXPECT_EQ(with_kubelet("4.2.13", "a: b\n").end, CisEnd::failed);
  EXPECT_EQ(judge(item("4.2.4"), controller()).reason, "there is no /etc/kubelet/config.yaml");
}

TEST(CisItems, TheFirstRuleThatFitsSaysWhatIsWrittenDown) {
  EXPECT_EQ(with_policy("rules:\n  - level: Metadata\n").end, CisEnd::passed);
  EXPECT_EQ(with_policy("rules:\n  - level: None\n    users: [one]\n  - level: Metadata\n").end, CisEnd::passed);
  const Judgement quiet = with_policy("rules:\n  - level: None\n    verbs: [get]\n  - level: Metadata\n");
  EXPECT_EQ(quiet.end, CisEnd::failed);
  EXPECT_EQ(quiet.reason.find("nobody writes down: get secrets, get configmaps"), 0U) << quiet.reason;
  EXPECT_EQ(with_policy("rules: []\n").end, CisEnd::failed);
}

TEST(CisItems, EtcdNeedsAnAuthorityOfItsOwn) {
  HostFacts facts = controller();
  facts.texts[kAuthorityDigests] = "aa  /etc/kubernetes/ca.crt\nbb  /etc/etcd/ca.crt\n";
  EXPECT_EQ(judge(item("2.7"), facts).end, CisEnd::passed);
  facts.texts[kAuthorityDigests] = "aa  /etc/kubernetes/ca.crt\naa  /etc/etcd/ca.crt\n";
  EXPECT_EQ(judge(item("2.7"), facts).end, CisEnd::failed);
  facts.texts[kAuthorityDigests] = "";
  EXPECT_EQ(judge(item("2.7"), facts).end, CisEnd::failed);
}

TEST(CisItems, TheFirstProviderIsTheOneThatWrites) {
  HostFacts facts = controller();
  facts.texts[kEncryptionProviders] = "secretbox:\nidentity:\n";
  EXPECT_EQ(judge(item("1.2.28"), facts).end, CisEnd::passed);
  facts.texts[kEncryptionProviders] = "identity:\nsecretbox:\n";
  EXPECT_EQ(judge(item("1.2.28"), facts).end, CisEnd::failed);
}

TEST(CisItems, WhatIsAskedOfControllersIsNotAskedOfOthers) {
  EXPECT_EQ(judge(item("1.2.2"), {.host = "two"}).end, CisEnd::does_not_apply);
  EXPECT_NE(judge(item("4.2.1"), {.host = "two"}).end, CisEnd::does_not_apply);
}

}  // namespace
}  // namespace vent
