#include "cluster/value_form.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <regex.h>

#include <string>

#include "support/golden.h"

namespace vent {
namespace {

struct Examples {
  Form form;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

const std::vector<Examples>& examples() {
  static const std::vector<Examples> all = {
      {Form::api_version, {"vent/v1"}, {"", "vent/v2", "v1", "apps/v1"}},
      {Form::kind, {"Cluster"}, {"cluster", "Pod"}},
      {Form::architecture, {"amd64", "arm64"}, {"", "x86_64", "AMD64"}},
      {Form::encryption, {"secretbox", "aescbc"}, {"", "aes", "identity"}},
      {Form::cgroup_driver, {"systemd", "cgroupfs"}, {"", "v1"}},
      {Form::overlay, {"flannel", "vxlan"}, {"", "VXLAN", "calico"}},
      {Form::dns_servers,
       {"hosts", "none", "192.0.2.1", "192.0.2.1,192.0.2.2"},
       {"", "host", "192.0.2.1,", "192.0.2.300", "a.example.com"}},
      {Form::runtimes, {"runc", "runc,gvisor"}, {"", "gvisor", "crun", "runc, gvisor"}},
      {Form::api_access, {"public", "private"}, {"", "Public", "public,private"}},
      {Form::api_name,
       {"api.example.com", "api", "203.0.113.7"},
       {"", "-a", "a_b", "203.0.113.300", "10.0.0", "api.example.com:443", "https://api", "*.example.com", "a,b"}},
      {Form::api_names, {"api.example.com", "a,b.c,203.0.113.7"}, {"", ",", "a,", "a, b", "a,-b", "a,203.0.113.300"}},
      {Form::count, {"0", "3", "1000"}, {"", "-1", "1001", "two", "1.5"}},
      {Form::slug, {"c2.medium.x86", "debian_12"}, {"", "-a", "a b", "a,b", "\xC3\xA4"}},
      {Form::slugs, {"ams1", "ams1,ewr1"}, {"", ",", "ams1,", "ams1, ewr1", "-a"}},
      {Form::price, {"0.30", "2", "1.5"}, {"", "0", "-1", "1.", ".5", "1.2.3", "1e3", "$1", "nan"}},
      {Form::label,
       {"a", "0", "worker-0", std::string(63, 'a')},
       {"", "-a", "a-", "Worker-0", "a.b", "a_b", "a b", "\xC3\xA4", "a\n", std::string(64, 'a')}},
      {Form::role, {"controller", "worker", "both"}, {"", "contoller", "master", "controller|worker", "|"}},
      {Form::address,
       {"10.0.0.1", "worker-0", "_alias", "a.b.example.com", "localhost"},
       {"", "-oProxyCommand=x", "10.0.0.256", "10.0.0", "010.0.0.1", "a b", "root@host", "host:22", "::1", "a;b",
        "$(a)", "a\nb"}},
      {Form::ipv4, {"0.0.0.0", "255.255.255.255"}, {"", "host", "10.0.0.0/8", "1.2.3.4.5", "-1.0.0.0"}},
      {Form::ipv4_range, {"0.0.0.0/0", "10.0.0.0/8", "10.0.0.1/32"}, {"", "10.0.0.1/8", "10.0.0.0", "10.0.0.0/33"}},
      {Form::domain_name,
       {"a", "worker-0.example.com", "A.Example.COM", "1.example"},
       {"", ".", "a.", "a..b", "-a.b", "a-.b", "a_b.c", "10.0.0.1", "a b"}},
      {Form::user, {"root", "a.b", "ada@example.com", "svc_1", "0"}, {"", "-l", "a b", "root;", "a:b", "a/b", "@a"}},
      {Form::port, {"1", "22", "65535"}, {"", "0", "65536", "-1", "22a", "2 2", "+22", "1e3"}},
      {Form::path, {"/a", "~/a", "a/b", "./a", "/a b", "-x"}, {"", "~root/a", "~", "a\nb", "a\tb"}},
      {Form::jump_host,
       {"host", "ada@host", "ada@host:22", "a@b,c@d:1", "ada@example.com@host"},
       {"", "-oProxyCommand=x", "ada@-x", "-l@host", "host:", "host:0", "a,,b", "@host", "ssh://host", "a b"}},
      {Form::host_key,
       {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3"},
       {"", "ssh-ed25519", "ssh-ed25519 AAAA", "SHA256:abc"}},
      {Form::interface,
       {"bond0", "eth0.100", "br-lan", "a"},
       {"", "-a", "bond 0", "a/b", ".", "..", "abcdefghijklmnop"}},
      {Form::version,
       {"1", "1.36.3", "20260905.0", "1.37.0-rc.1", "1.36.3+a1"},
       {"", "v1.36.3", "1.", ".1", "1..2", "1.x", "1.2-", "latest", "1.2 3"}},
  };
  return all;
}

TEST(CheckValue, TakesGoodOnesAndRefusesBadOnes) {
  for (const Examples& each : examples()) {
    for (const std::string& text : each.good) EXPECT_TRUE(check_value(each.form, text)) << text;
    for (const std::string& text : each.bad) EXPECT_FALSE(check_value(each.form, text)) << text;
  }
}

TEST(CheckValue, SaysWhy) {
  std::string messages;
  for (const Examples& each : examples())
    for (const std::string& text : each.bad)
      if (const Result<> good = check_value(each.form, text); !good) messages += good.error().text() + "\n";
  expect_golden("bad_values.txt", messages);
}

TEST(CheckValue, EveryFormOfAValueHasExamples) {
  for (const FormFacts& facts : all_forms()) {
    const bool is_value = facts.form != Form::group && facts.form != Form::wish && facts.form != Form::list;
    bool has_examples = false;
    for (const Examples& each : examples()) has_examples |= each.form == facts.form;
    EXPECT_EQ(has_examples, is_value) << facts.in_words;
  }
}

// The schema must not refuse what the reader takes.
bool matches(std::string_view pattern, const std::string& text) {
  regex_t expression;
  const std::string source(pattern);
  EXPECT_EQ(regcomp(&expression, source.c_str(), REG_EXTENDED | REG_NOSUB), 0) << source;
  const bool is_match = regexec(&expression, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&expression);
  return is_match;
}

TEST(FormPattern, MatchesEveryGoodExample) {
  for (const Examples& each : examples()) {
    const std::string_view pattern = form_facts(each.form).pattern;
    for (const std::string& text : each.good)
      EXPECT_TRUE(pattern.empty() || matches(pattern, text)) << pattern << " " << text;
  }
}

RC_GTEST_PROP(FormPatternProperty, MatchesWhateverIsGood, ()) {
  const FormFacts facts = *rc::gen::elementOf(std::vector<FormFacts>(all_forms().begin(), all_forms().end()));
  if (facts.pattern.empty()) return;
  const std::string text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abzAZ0129....../-_@:,+ ~\n")));
  RC_ASSERT(!check_value(facts.form, text) || matches(facts.pattern, text));
}

RC_GTEST_PROP(CheckValueProperty, WhatSshGetsIsNoOption, (const std::string& rest)) {
  for (const Form form : {Form::address, Form::user, Form::jump_host, Form::interface, Form::label})
    RC_ASSERT(!check_value(form, "-" + rest));
}

}  // namespace
}  // namespace vent
