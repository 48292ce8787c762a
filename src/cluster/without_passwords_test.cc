#include "cluster/without_passwords.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cluster/test_support/read_text.h"

namespace vent {
namespace {

TEST(WithoutPasswords, LeavesTheRest) {
  EXPECT_EQ(without_passwords("a ansible_host=b ansible_password=c d=e\n[all:vars]\nAPI_TOKEN = 'x y'\nsecret\nz"),
            "a ansible_host=b ansible_password=* ***\n[all:vars]\nAPI_TOKEN = ** **\nsecret\nz");
  EXPECT_EQ(without_passwords(""), "");
}

TEST(WithoutPasswords, ErrorsDontShowThem) {
  const std::string ini =
      "[masters]\na ansible_host=192.0.2.300 ansible_password=hunter2\nb ansible_ssh_pass='hunter2 hunter2\n"
      "c ansible_ssh_pass=hunter2 hunter2\n[masters:vars]\nansible_become_password = hunter2\n";
  const std::string yaml = "all:\n  vars: {ansible_password: hunter2, ansible_x: hunter}\n  hosts: {a: 1}\n";
  const std::string cluster = std::string(kHead) + "password: hunter2\nhosts:\n  - {name: A, password: hunter2}\n";
  for (const std::string& problems :
       {problems_of(ini, "hosts.ini"), problems_of(yaml, "hosts.yml"), problems_of(cluster, "cluster.yaml")}) {
    EXPECT_NE(problems.find("pass"), std::string::npos) << problems;
    EXPECT_EQ(problems.find("hunter2"), std::string::npos) << problems;
  }
}

RC_GTEST_PROP(WithoutPasswordsProperty, KeepsEveryLineInItsPlace, (const std::string& text)) {
  const std::string result = without_passwords(text);
  RC_ASSERT(result.size() == text.size());
  for (std::size_t i = 0; i < text.size(); ++i) RC_ASSERT((text[i] == '\n') == (result[i] == '\n'));
}

}  // namespace
}  // namespace vent
