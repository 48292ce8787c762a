#include "status/journal.h"

#include "remote/local_stream.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

TEST(Journal, IsAskedForUnitsAndTimes) {
  std::string text =
      journal_command({.units = {"kubelet.service"}, .only_if_there = {"kubelet.service"}}, "root") + "\n\n";
  text += journal_command({.units = {"a.service", "b c.service"}, .follow = true, .since = "10m", .lines = 0}, "ana");
  text += "\n\n" + journal_command({.units = {}, .since = "2026-01-01 10:00"}, "root") + "\n";
  expect_golden("journal_command.sh", text);
}

TEST(Journal, UnitsMayBeNamedShortly) {
  EXPECT_EQ(full_unit_name("kubelet"), "kubelet.service");
  EXPECT_EQ(full_unit_name("systemd-journald.socket"), "systemd-journald.socket");
}

struct Read {
  Result<> end;
  std::string text;
};

Read read(const std::string& script, const JournalWish& wish = {}, const std::stop_token& stop = {}) {
  const auto stream = LocalStream::start({"sh", "-c", script}, "worker-0").value();
  std::string text;
  Result<> end =
      read_journal(*stream, wish, "worker-0", stop, [&](std::string_view piece) { text += std::string(piece); });
  return {std::move(end), std::move(text)};
}

TEST(Journal, IsHandedOnLineByLine) {
  const Read got =
      read("echo Welcome; echo @ journal; printf 'one\\ntw'; sleep 0.1; printf 'o\\n'; echo @ journal ended 0");
  EXPECT_TRUE(got.end);
  EXPECT_EQ(got.text, "one\ntwo\n");
}

TEST(Journal, ThatCanNotBeReadIsAnError) {
  const Read got = read("echo @ journal; echo Failed to parse timestamp; echo @ journal ended 1");
  ASSERT_FALSE(got.end);
  EXPECT_EQ(got.end.error().id, "VENT_JOURNAL");
  EXPECT_EQ(got.text, "Failed to parse timestamp\n");
  const Read lost = read("echo @ journal; echo one");
  ASSERT_FALSE(lost.end);
  EXPECT_EQ(lost.text, "one\n");
}

TEST(Journal, OfAUnitThatThereIsNotNamesTheNearest) {
  const Read got = read("echo @ no unit kublet.service; echo etcd.service; echo kubelet.service");
  ASSERT_FALSE(got.end);
  EXPECT_EQ(got.end.error().text(),
            "error: worker-0 has no unit 'kublet.service' [VENT_NO_UNIT]\n  next: did you mean 'kubelet.service'?");
  EXPECT_EQ(got.text, "");
}

TEST(Journal, ThatIsFollowedEndsWellWhenStopped) {
  std::stop_source stop;
  const auto stream = LocalStream::start({"sh", "-c", "echo @ journal; echo one; exec sleep 3600"}, "worker-0").value();
  const Result<> end = read_journal(*stream, {.units = {}, .follow = true}, "worker-0", stop.get_token(),
                                    [&](std::string_view) { stop.request_stop(); });
  EXPECT_TRUE(end);
}

}  // namespace
}  // namespace vent
