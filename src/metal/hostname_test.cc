#include "metal/hostname.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/ipv4.h"

namespace vent::metal {
namespace {

TEST(CheckHostname, TakesNamesAndDomains) {
  for (const std::string& name : {std::string("a"), std::string("worker-0"), std::string("Node1.example.com"),
                                  std::string("7up"), std::string("1.a"), std::string("a--b"), std::string(63, 'x')})
    EXPECT_TRUE(check_hostname(name)) << name;
}

TEST(CheckHostname, SaysWhatItWantsInstead) {
  for (const std::string& name :
       {std::string(), std::string("no_underscores"), std::string("-a"), std::string("a-"), std::string("a."),
        std::string(".a"), std::string("a..b"), std::string("a.-b"), std::string("a b"), std::string("é"),
        std::string("a\n"), std::string("a\0b", 3), std::string("../a"), std::string(64, 'x'), std::string("0"),
        std::string("10.80.1.1"), std::string("a.1"), std::string("operator")}) {
    const Result<> checked = check_hostname(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().id, "VENT_HOSTNAME");
    EXPECT_EQ(checked.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(checked.error().message, "'" + name + "' can't be a host's name");
  }
}

// These names become words of commands and lines of files.
RC_GTEST_PROP(CheckHostnameProperty, WhatIsTakenIsSafeEverywhere, ()) {
  const std::string name =
      *rc::gen::container<std::string>(rc::gen::element('a', 'Z', '7', '-', '.', '_', ' ', '/', '\n'));
  if (!check_hostname(name)) return;
  RC_ASSERT(name.find_first_not_of("aZ7-.") == std::string::npos);
  RC_ASSERT(name.front() != '-');
  RC_ASSERT(name.find("..") == std::string::npos);
  RC_ASSERT(!Ipv4::parse(name).has_value());
}

}  // namespace
}  // namespace vent::metal
