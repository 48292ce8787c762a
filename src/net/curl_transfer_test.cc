#include "net/curl_transfer.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

std::string led_to(const std::string& from, const std::string& location) {
  return redirected_url(from, location).value_or("nowhere");
}

TEST(CurlTransfer, RedirectionsCountFromWhereTheyWereMet) {
  EXPECT_EQ(led_to("https://a.example/b/c?d=e", "/x"), "https://a.example/x");
  EXPECT_EQ(led_to("https://a.example/b/c?d=e", "x?y=z"), "https://a.example/b/x?y=z");
  EXPECT_EQ(led_to("https://a.example/b/", "//b.example/x"), "https://b.example/x");
  EXPECT_EQ(led_to("https://a.example/b", "http://c.example:81/x y"), "http://c.example:81/x%20y");
  EXPECT_EQ(led_to("https://a.example/b", "http://c.example:99999/"), "nowhere");
}

TEST(CurlTransfer, AUrlIsShownWithoutItsQuery) {
  const auto parts = take_apart("https://a.example:8443/b/c?token=t0p-secret#d");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->host, "a.example");
  EXPECT_EQ(parts->server, "https://a.example:8443");
  EXPECT_EQ(parts->shown, "https://a.example:8443/b/c");
  for (const char* url : {"a.example/b", "file:///etc/passwd", "https://user@a.example/", ""})
    EXPECT_EQ(take_apart(url).error().id, "VENT_BAD_URL") << url;
}

}  // namespace
}  // namespace vent
