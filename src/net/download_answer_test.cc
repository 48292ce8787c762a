#include "net/download_answer.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

DownloadAnswer answer(const std::string& head) {
  DownloadAnswer read;
  for (const std::string& line : split(head, '\n')) read.add_line(line + "\r\n");
  return read;
}

TEST(DownloadAnswer, ReadsTheHeadersThatItMinds) {
  const DownloadAnswer read =
      answer("HTTP/1.1 200 OK\ncontent-length: 12\nETAG: \"a b\"\nOther\n:\nRetry-After:  7 \n");
  EXPECT_TRUE(read.is_complete());
  EXPECT_EQ(read.status(), 200);
  EXPECT_EQ(read.length(), 12u);
  EXPECT_EQ(read.state(), "\"a b\"");
  EXPECT_EQ(read.retry_after({}), 7s);
}

TEST(DownloadAnswer, IsCompleteAfterTheFinalHeadOnly) {
  DownloadAnswer read = answer("HTTP/1.1 103 Early Hints\nContent-Length: 5\n");
  EXPECT_FALSE(read.is_complete());
  for (const char* line : {"HTTP/1.1 404 Not Found\r\n", "X: y\r\n", "\r\n"}) read.add_line(line);
  EXPECT_TRUE(read.is_complete());
  EXPECT_EQ(read.length(), std::nullopt) << "that was the interim answer's";
  read.add_line("Content-Length: 7\r\n");  // a trailer
  EXPECT_EQ(read.length(), std::nullopt);
}

TEST(DownloadAnswer, TheStateIsAnETagThatPromisesTheSameBytesOrADate) {
  const std::string date = "Wed, 01 Jan 2025 00:00:00 GMT";
  EXPECT_EQ(answer("HTTP/1.1 200\nETag: W/\"a\"\nLast-Modified: " + date + "\n").state(), date);
  EXPECT_EQ(answer("HTTP/1.1 200\nETag: W/\"a\"\n").state(), "");
  EXPECT_EQ(answer("HTTP/1.1 200\nLast-Modified: " + date + "\nETag: \"a\"\n").state(), "\"a\"");
}

TEST(DownloadAnswer, ARangeGoesToTheEnd) {
  const auto range = [](const std::string& value) {
    return answer("HTTP/1.1 206 Partial\nContent-Range: " + value + "\n").range();
  };
  EXPECT_EQ(range("bytes 5-9/10")->first, 5u);
  EXPECT_EQ(range("bytes 5-9/10")->total, 10u);
  EXPECT_EQ(range("bytes 5-9/*")->total, std::nullopt);
  for (const char* value : {"", "5-9/10", "bytes 5-8/10", "bytes 9-5/6", "bytes */10", "bytes -9/10", "bytes 5-/10",
                            "bytes 5/9-10", "bytes 5-9", "bytes 5-9/x", "bytes 99999999999999999999-1/2"})
    EXPECT_FALSE(range(value)) << value;
}

TEST(DownloadAnswer, RetryAfterIsANumberOrADate) {
  const WallTime now{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};
  const auto wait = [&](const std::string& value) {
    return answer("HTTP/1.1 503 Busy\nRetry-After: " + value + "\n").retry_after(now);
  };
  EXPECT_EQ(wait("0"), 0s);
  EXPECT_EQ(wait("Thu, 01 Jan 2026 00:01:00 GMT"), 60s);
  EXPECT_EQ(wait("Wed, 31 Dec 2025 00:00:00 GMT"), 0s);
  EXPECT_EQ(wait("soon"), std::nullopt);
  EXPECT_EQ(wait(""), std::nullopt);
}

TEST(DownloadAnswer, LeadsElsewhereOnlyWhenItsStatusSaysSo) {
  EXPECT_EQ(answer("HTTP/1.1 307 Temporary\nLocation: /x\n").location(), "/x");
  EXPECT_EQ(answer("HTTP/1.1 201 Created\nLocation: /x\n").location(), "");
}

}  // namespace
}  // namespace vent
