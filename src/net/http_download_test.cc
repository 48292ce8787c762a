#include "net/http_download.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "net/test_files.h"
#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using Requests = std::vector<std::string>;
using Pauses = std::vector<std::chrono::milliseconds>;

// Bytes that are different everywhere, so that a part in the wrong place shows.
std::string some_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; bytes.size() < size; ++i) bytes += fmt::format("{} ", i);
  bytes.resize(size);
  return bytes;
}

class HttpDownload : public testing::Test {
 protected:
  HttpDownload() { wanted.file = folder.path() / "file"; }

  Result<Downloaded> get(const std::string& url) {
    wanted.url = url;
    return download(wanted, clock);
  }
  Result<Downloaded> get_file() { return get(files.url("/file")); }
  std::string content() const { return read_file(wanted.file).value_or("(no file)"); }
  bool has_partial() const { return path_exists(wanted.file.native() + ".partial"); }
  std::string shown(const Error& error) const {
    std::string text = replace_all(error.text(), fmt::format(":{}", files.port()), ":PORT");
    return replace_all(text, folder.path().native(), "FOLDER") + "\n";
  }

  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const std::string bytes = some_bytes(1'000'000);
  SkippingClock clock;
  TestFiles files;
  Download wanted;
};

// Cuts the connection after so many bytes of the body, in the first so many requests.
TestFiles::Behaviour cuts(const TestFiles& files, std::size_t after, int times) {
  return [&files, after, times](TestConnection& connection, const std::string& request, int number) {
    if (number > times) return false;
    files.answer(connection, request, after);
    connection.cut();
    return true;
  };
}

TEST_F(HttpDownload, BringsAFile) {
  files.put("/file", bytes);
  std::vector<std::uint64_t> progress;
  wanted.progress = [&](std::uint64_t done, std::optional<std::uint64_t> total) {
    EXPECT_EQ(total, bytes.size());
    progress.push_back(done);
  };
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->size, bytes.size());
  EXPECT_EQ(got->received, bytes.size());
  EXPECT_EQ(got->tries, 1);
  EXPECT_TRUE(content() == bytes);
  EXPECT_FALSE(has_partial());
  EXPECT_EQ(list_directory(folder.path()).value(), std::vector<std::string>{"file"});
  EXPECT_GE(progress.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(progress));
  EXPECT_EQ(progress.back(), bytes.size());
}

TEST_F(HttpDownload, AnEmptyFileAndOneWithoutAnAnnouncedSizeAreFilesToo) {
  files.put("/file", "");
  ASSERT_TRUE(get_file());
  EXPECT_EQ(content(), "");
  files.misbehave("/chunks", [](TestConnection& connection, const std::string&, int) {
    return connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n2\r\n!!\r\n0\r\n\r\n");
  });
  ASSERT_TRUE(get(files.url("/chunks")));
  EXPECT_EQ(content(), "four!!");
}

// ---- a connection that breaks

TEST_F(HttpDownload, GoesOnBehindWhatCameBeforeACut) {
  files.put("/file", bytes);
  files.misbehave("/file", cuts(files, 300'000, 2));
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(got->tries, 3);
  EXPECT_EQ(got->received, bytes.size()) << "nothing came twice";
  EXPECT_EQ(files.requests(), (Requests{"/file", "/file from 300000", "/file from 600000"}));
  EXPECT_EQ(clock.pauses, (Pauses{1s, 2s}));
}

TEST_F(HttpDownload, GoesOnInALaterRun) {
  files.put("/file", bytes);
  files.misbehave("/file", cuts(files, 300'000, 1));
  wanted.patience.tries = 1;
  const auto first = get_file();
  ASSERT_FALSE(first);
  EXPECT_TRUE(has_partial());
  const auto second = get_file();
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ(second->received, bytes.size() - 300'000);
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(list_directory(folder.path()).value(), std::vector<std::string>{"file"});
}

TEST_F(HttpDownload, GivesUpOnAConnectionThatIsCutEveryTime) {
  files.put("/file", bytes);
  files.misbehave("/file", cuts(files, 1000, 1000));
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().id, "VENT_CONNECTION_CUT");
  EXPECT_EQ(got.error().retry, Retry::later);
  EXPECT_EQ(files.requests().size(), 5u);
  EXPECT_EQ(clock.pauses, (Pauses{1s, 2s, 4s, 8s}));
  EXPECT_FALSE(path_exists(wanted.file));
  expect_golden("download_cut.txt", shown(got.error()));
}

TEST_F(HttpDownload, BeginsAnewWhenTheFileHasChanged) {
  files.put("/file", bytes, "\"old\"");
  files.misbehave("/file", [&](TestConnection& connection, const std::string& request, int number) {
    if (number > 1) return false;
    files.answer(connection, request, 300'000);
    files.put("/file", "another file", "\"new\"");
    connection.cut();
    return true;
  });
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(content(), "another file");
  EXPECT_EQ(files.requests(), (Requests{"/file", "/file from 300000"}));
}

TEST_F(HttpDownload, BeginsAnewWhenAServerIgnoresTheCondition) {
  files.put("/file", bytes, "\"old\"");
  const std::string other(bytes.size(), 'n');
  files.misbehave("/file", [&](TestConnection& connection, const std::string& request, int number) {
    if (number > 2) return false;
    if (number == 1) {
      files.answer(connection, request, 300'000);
      files.put("/file", other, "\"new\"");
    } else {
      connection.send_answer("206 Partial Content", "ETag: \"new\"\r\nContent-Range: bytes 300000-999999/1000000\r\n",
                             other.substr(300'000));
    }
    connection.cut();
    return true;
  });
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == other);
  EXPECT_EQ(files.requests(), (Requests{"/file", "/file from 300000", "/file"}));
}

TEST_F(HttpDownload, TakesTheWholeFileFromAServerThatIgnoresRanges) {
  files.put("/file", bytes);
  files.misbehave("/file", [&](TestConnection& connection, const std::string&, int number) {
    const std::string whole =
        fmt::format("HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {}\r\n\r\n{}", bytes.size(), bytes);
    connection.send(number == 1 ? whole.substr(0, 500'000) : whole);
    return true;
  });
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests().size(), 2u);
}

TEST_F(HttpDownload, DropsWhatDoesNotFitToThePartThatCame) {
  files.put("/file", bytes);
  files.misbehave("/file", [&](TestConnection& connection, const std::string& request, int number) {
    if (number == 1) files.answer(connection, request, 300'000);
    if (number == 2)  // it says itself that it begins elsewhere
      connection.send_answer("206 Partial Content", "ETag: \"one\"\r\nContent-Range: bytes 0-999999/1000000\r\n",
                             bytes);
    return number < 3;
  });
  ASSERT_TRUE(get_file());
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests(), (Requests{"/file", "/file from 300000", "/file"}));
}

TEST_F(HttpDownload, BeginsAnewWithoutANameForTheState) {
  files.put("/file", bytes, "");
  files.misbehave("/file", cuts(files, 300'000, 1));
  ASSERT_TRUE(get_file());
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests(), (Requests{"/file", "/file"}));
}

TEST_F(HttpDownload, BeginsAnewWhenThereIsNothingBehindWhatIsThere) {
  files.put("/file", "short");
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial", "longer than short"));
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial.from", files.url("/file") + "\n\"one\"\n"));
  ASSERT_TRUE(get_file());
  EXPECT_EQ(content(), "short");
  EXPECT_EQ(files.requests(), (Requests{"/file from 17", "/file"}));
}

TEST_F(HttpDownload, BytesOfAnotherUrlAreNotGoneOnWith) {
  files.put("/file", bytes);
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial", "of another"));
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial.from", files.url("/other") + "\n\"one\"\n"));
  ASSERT_TRUE(get_file());
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests(), Requests{"/file"});
}

// ---- silence

TEST_F(HttpDownload, SilenceIsABrokenConnection) {
  files.misbehave("/file", [&](TestConnection& connection, const std::string&, int) {
    connection.wait_until_closed();
    return true;
  });
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial", bytes));
  ASSERT_TRUE(write_file(wanted.file.native() + ".partial.from", files.url("/file") + "\n\"one\"\n"));
  wanted.patience.silence = 40ms;
  wanted.patience.tries = 2;
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(clock.pauses, Pauses{1s});
  EXPECT_TRUE(has_partial());
  expect_golden("download_silent.txt", shown(got.error()));
}

TEST_F(HttpDownload, SilenceBeforeAndAfterARedirectionCountsToo) {
  files.misbehave("/there", [&](TestConnection& connection, const std::string&, int) {
    connection.wait_until_closed();
    return true;
  });
  files.misbehave("/file", redirects_to("/there"));
  wanted.patience.silence = 40ms;
  wanted.patience.tries = 1;
  for (const char* path : {"/there", "/file"}) {
    const auto got = get(files.url(path));
    ASSERT_FALSE(got) << path;
    EXPECT_EQ(got.error().kind, ErrorKind::timed_out) << got.error().text();
  }
}

TEST_F(HttpDownload, GoesOnAfterAStall) {
  files.put("/file", bytes);
  files.misbehave("/file", [&](TestConnection& connection, const std::string& request, int number) {
    if (number > 1) return false;
    files.answer(connection, request, 300'000);
    connection.wait_until_closed();
    return true;
  });
  wanted.patience.silence = 60ms;
  wanted.patience.tries = 100;  // a busy machine may be silent itself
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(got->received, bytes.size());
}

TEST_F(HttpDownload, StopsInTheMiddleOfALongWaitAndKeepsWhatCame) {
  std::stop_source stop;
  files.put("/file", bytes);
  files.misbehave("/file", [&](TestConnection& connection, const std::string& request, int) {
    files.answer(connection, request, 300'000);
    connection.wait_until_closed();
    return true;
  });
  wanted.stop = stop.get_token();
  wanted.progress = [&](std::uint64_t done, std::optional<std::uint64_t>) {
    if (done > 200'000) stop.request_stop();
  };
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::interrupted);
  EXPECT_GT(std::filesystem::file_size(wanted.file.native() + ".partial"), 200'000u);
}

// ---- what servers answer

TEST_F(HttpDownload, TriesAgainAfterAFaultOfTheServer) {
  files.put("/file", bytes);
  files.misbehave("/file", [](TestConnection& connection, const std::string&, int number) {
    return number <= 2 && connection.send_answer("500 Internal Server Error", "", "oh");
  });
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->tries, 3);
  EXPECT_EQ(clock.pauses, (Pauses{1s, 2s}));
}

TEST_F(HttpDownload, WaitsAsLongAsABusyServerAsks) {
  files.put("/file", bytes);
  files.misbehave("/file", [](TestConnection& connection, const std::string&, int number) {
    if (number == 1) return connection.send_answer("429 Too Many Requests", "Retry-After: 7\r\n", "");
    // The clock began with the year.
    return number == 2 &&
           connection.send_answer("503 Service Unavailable", "Retry-After: Thu, 01 Jan 2026 00:00:20 GMT\r\n", "");
  });
  ASSERT_TRUE(get_file());
  EXPECT_EQ(clock.pauses, (Pauses{7s, 13s}));
}

TEST_F(HttpDownload, DoesNotWaitForAServerThatAsksTooMuch) {
  files.misbehave("/file", always("429 Too Many Requests", "Retry-After: 3600\r\n"));
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_TRUE(clock.pauses.empty());
  expect_golden("download_too_busy.txt", shown(got.error()));
}

TEST_F(HttpDownload, RefusalsAreFinalAndSayWhy) {
  std::string all;
  for (const char* status : {"400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone",
                             "304 Not Modified", "204 No Content"}) {
    files.misbehave("/file", always(status));
    const auto got = get_file();
    ASSERT_FALSE(got) << status;
    all += fmt::format("{}\n{}\n", kind_name(got.error().kind), shown(got.error()));
  }
  EXPECT_EQ(files.requests().size(), 7u);
  EXPECT_FALSE(has_partial());
  expect_golden("download_refused.txt", all);
}

TEST_F(HttpDownload, FollowsRedirections) {
  files.put("/there", bytes);
  files.misbehave("/file", redirects_to("/then?a=b"));
  files.misbehave("/then?a=b", redirects_to(files.url("/there")));
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests(), (Requests{"/file", "/then?a=b", "/there"}));
}

TEST_F(HttpDownload, GoesOnThroughARedirection) {
  files.put("/there", bytes);
  files.misbehave("/file", redirects_to("/there"));
  files.misbehave("/there", cuts(files, 300'000, 1));
  const auto got = get_file();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(content() == bytes);
  EXPECT_EQ(files.requests(), (Requests{"/file", "/there", "/file from 300000", "/there from 300000"}));
}

TEST_F(HttpDownload, RefusesCirclesAndPlacesItMustNotGoTo) {
  std::string all;
  const auto add = [&](const std::string& path) {
    const auto got = get(files.url(path));
    all += got ? "was taken\n" : shown(got.error()) + "\n";
  };
  files.misbehave("/a", redirects_to("/b"));
  files.misbehave("/b", redirects_to("/a"));
  add("/a");
  for (int i = 0; i < 20; ++i) files.misbehave(fmt::format("/{}", i), redirects_to(fmt::format("/{}", i + 1)));
  add("/0");
  files.misbehave("/elsewhere", redirects_to("file:///etc/passwd"));
  add("/elsewhere");
  files.misbehave("/login", redirects_to("http://user:t0p-secret@127.0.0.1/"));
  add("/login");
  files.misbehave("/gone", redirects_to("/nothing"));
  add("/gone");
  files.misbehave("/nowhere", always("302 Found"));
  add("/nowhere");
  EXPECT_EQ(all.find("t0p-secret"), std::string::npos);
  expect_golden("download_redirected.txt", all);
}

// ---- sizes

TEST_F(HttpDownload, AFileBeyondTheLimitIsRefused) {
  files.put("/file", bytes);
  wanted.size_limit = 999'999;
  const auto announced = get_file();
  ASSERT_FALSE(announced);
  EXPECT_EQ(announced.error().id, "VENT_ANSWER_TOO_LONG");
  expect_golden("download_too_long.txt", shown(announced.error()));
  files.misbehave("/file", [&](TestConnection& connection, const std::string&, int) {
    connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    while (connection.send(bytes)) {
    }
    return true;
  });
  const auto endless = get_file();
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().id, "VENT_ANSWER_TOO_LONG");
  EXPECT_FALSE(has_partial());
}

TEST_F(HttpDownload, AsksForSpaceBeforeTheFirstByte) {
  files.misbehave("/file", [](TestConnection& connection, const std::string&, int) {
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4611686018427387904\r\n\r\n");
    connection.wait_until_closed();
    return true;
  });
  wanted.size_limit = 1ULL << 63;
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::no_space);
  EXPECT_NE(got.error().message.find("4611686018427387904 bytes are needed in '"), std::string::npos);
  EXPECT_EQ(files.requests().size(), 1u);
}

TEST_F(HttpDownload, AnnouncingMoreThanComesIsACut) {
  wanted.patience.tries = 2;
  files.misbehave("/file", [&](TestConnection& connection, const std::string&, int) {
    return connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
  });
  const auto got = get_file();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().id, "VENT_CONNECTION_CUT");
  EXPECT_FALSE(path_exists(wanted.file));
}

// ---- the way there

TEST_F(HttpDownload, AServerThatWasNeverReachedIsNotTriedAgain) {
  const int closed_port = TestServer([](TestConnection&) {}).port();
  const auto got = get(fmt::format("http://127.0.0.1:{}/file", closed_port));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::not_reachable);
  EXPECT_FALSE(got.error().hint.empty());
  EXPECT_TRUE(clock.pauses.empty());
}

TEST_F(HttpDownload, AProxyThatRefusesTheWaySaysSo) {
  const TestServer proxy([](TestConnection& connection) {
    connection.read_request();
    connection.send_answer("403 Forbidden", "", "not for you");
  });
  ::setenv("https_proxy", proxy.url("/").c_str(), 1);
  const auto got = get("https://dl.example.invalid/file");
  ::unsetenv("https_proxy");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::not_reachable);
  expect_golden("download_proxy.txt", shown(got.error()));
}

}  // namespace
}  // namespace vent
