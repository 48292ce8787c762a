#include "metal/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <latch>
#include <thread>

#include "base/text.h"
#include "metal/test_support/sample_lab.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kTargets =
    "http://security.example/debian-security bookworm-security main\n"
    "http://mirror.example/debian bookworm contrib\n"
    "http://mirror.example/debian bookworm main\n"
    "http://other.example/debian bookworm main\n"
    "http://mirror.example/debian trixie main\n"
    "cut\n";

TEST(ChooseMirror, TakesTheMirrorThatThisMachineUses) {
  EXPECT_EQ(choose_mirror(kTargets, "bookworm"), "http://mirror.example/debian");
  EXPECT_EQ(choose_mirror(kTargets, "bookworm-security"), "http://security.example/debian-security");
}

TEST(ChooseMirror, OrElseDebiansOwn) {
  EXPECT_EQ(choose_mirror(kTargets, "sid"), "http://deb.debian.org/debian");
  EXPECT_EQ(choose_mirror("", "bookworm"), "http://deb.debian.org/debian");
}

class Ears final : public Listener {
 public:
  void on_event(const StampedEvent& event) noexcept override {
    if (const auto* progress = std::get_if<ActivityProgress>(&event.event)) notes_.push_back(progress->note);
    if (const auto* finished = std::get_if<ActivityFinished>(&event.event)) outcomes_.push_back(finished->outcome);
  }
  const std::vector<std::string>& notes() const { return notes_; }
  const std::vector<Outcome>& outcomes() const { return outcomes_; }

 private:
  std::vector<std::string> notes_;
  std::vector<Outcome> outcomes_;
};

// Its first line says that a build runs: no guess how long it takes to start.
class StopAtProgress final : public Listener {
 public:
  void on_event(const StampedEvent& event) noexcept override {
    if (std::holds_alternative<ActivityProgress>(event.event)) stop_.request_stop();
  }
  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
};

// A debootstrap that does what each test tells it, in front of the real one.
class EnsureImageTest : public testing::Test {
 protected:
  EnsureImageTest() {
    write_program(fakes_ / "unshare", "#!/bin/sh\nwhile [ \"$1\" != debootstrap ]; do shift; done\nexec \"$@\"\n");
    bus_.add(ears_);
  }

  // The lines see the tree to be made as $tree.
  void debootstrap_does(const std::string& lines) const {
    write_program(fakes_ / "debootstrap", "#!/bin/sh\necho \"$*\" >>'" + calls_.string() +
                                              "'\nfor word; do tree=$before; before=$word; done\n" + lines + "\n");
  }
  static std::string succeeding() {
    return "mkdir -p \"$tree/etc/ssh\" \"$tree/var/lib/apt/lists\" \"$tree/var/log\"\n"
           "echo debian >\"$tree/etc/hostname\"\necho key >\"$tree/etc/ssh/host_key\"\n"
           "echo 'I: Retrieving libc6 2.36'; echo 'I: Base system installed successfully.'";
  }

  Result<Path> ensure(std::stop_token stop = {}) { return ensure_image(images_, recipe_, bus_, stop); }
  int calls() const { return static_cast<int>(split_lines(read_file(calls_).value_or("")).size()); }
  std::vector<std::string> left() const { return *list_directory(images_); }
  std::string lock_name() const { return recipe_.name() + ".lock"; }
  std::string shown(const Error& error) const {
    return replace_all(replace_all(error.text(), images_.string(), "IMAGES"), recipe_.name(), "NAME") + "\n";
  }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path fakes_ = scratch_.path();
  Path calls_ = scratch_.path() / "calls";
  Path images_ = scratch_.path() / "cache/images";
  ScopedVariable path_{"PATH", fakes_.string() + ":/usr/sbin:/usr/bin:/sbin:/bin"};
  ScopedVariable mirror_{"VENT_DEBIAN_MIRROR", "http://mirror.example/debian"};
  ImageRecipe recipe_{.suite = "bookworm",
                      .packages = {"systemd", "sudo"},
                      .masked_units = {"getty@tty1.service"},
                      .enabled_units = {"own.service"},
                      .entries = {{.path = "/etc/systemd/system/own.service", .content = "[Service]\n"},
                                  {.path = "/etc/machine-id", .mode = 0444, .content = ""}},
                      .removed = {"/etc/hostname", "/var/lib/apt/lists", "/etc/not/there"}};
  VirtualClock clock_;
  EventBus bus_{clock_};
  Ears ears_;
};

TEST_F(EnsureImageTest, BuildsWhatTheRecipeSays) {
  debootstrap_does(succeeding());
  const Result<Path> image = ensure();
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_EQ(*image, image_path(images_, recipe_));
  EXPECT_EQ(*read_file(calls_), "--variant=minbase --include=systemd,sudo bookworm " + image->string() +
                                    ".unfinished http://mirror.example/debian\n");
  EXPECT_THAT(*list_directory(*image / "etc"), ElementsAre("machine-id", "ssh", "systemd"));
  EXPECT_THAT(*list_directory(*image / "var/lib/apt"), IsEmpty());
  const Path units = *image / "etc/systemd/system";
  EXPECT_EQ(*read_file(units / "own.service"), "[Service]\n");
  EXPECT_EQ(std::filesystem::read_symlink(units / "getty@tty1.service"), "/dev/null");
  EXPECT_EQ(std::filesystem::read_symlink(units / "sysinit.target.wants/own.service"),
            "/etc/systemd/system/own.service");
  struct stat found {};
  ASSERT_EQ(::stat((*image / "etc/machine-id").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0444u);
  EXPECT_THAT(left(), ElementsAre(recipe_.name(), lock_name()));
  EXPECT_THAT(ears_.notes(), ElementsAre("Retrieving libc6 2.36", "Base system installed successfully."));
  EXPECT_THAT(ears_.outcomes(), ElementsAre(Outcome::done));
}

TEST_F(EnsureImageTest, ShowsWholeLinesHoweverTheyCome) {
  debootstrap_does(
      "printf 'I: Retr'; sleep 0.05; printf 'ieving libc6\\nW: no'; sleep 0.05; printf 'thing\\nI: Done\\n'\n" +
      replace_all(succeeding(), "echo 'I:", "echo 'N:"));
  ASSERT_TRUE(ensure());
  EXPECT_THAT(ears_.notes(), ElementsAre("Retrieving libc6", "Done"));
}

TEST_F(EnsureImageTest, AnImageThatIsThereIsTakenWithoutAWord) {
  debootstrap_does(succeeding());
  ASSERT_TRUE(ensure());
  ASSERT_TRUE(ensure());
  EXPECT_EQ(calls(), 1);
  EXPECT_EQ(ears_.outcomes().size(), 1u);
}

TEST_F(EnsureImageTest, AFailureLeavesNothingAndShowsWhatDebootstrapSaid) {
  debootstrap_does(
      "mkdir -p \"$tree/etc\"; echo 'I: Retrieving InRelease'\n"
      "echo 'E: Failed getting release file' >&2; exit 1");
  const Result<Path> image = ensure();
  ASSERT_FALSE(image);
  expect_golden("image_failed.txt", shown(image.error()));
  EXPECT_THAT(left(), ElementsAre(lock_name()));
  EXPECT_THAT(ears_.outcomes(), ElementsAre(Outcome::failed));
}

TEST_F(EnsureImageTest, AFullDiskIsToldFromOtherFailures) {
  debootstrap_does("mkdir -p \"$tree/etc\"; echo 'dpkg: error: No space left on device'; exit 2");
  const Result<Path> image = ensure();
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().kind, ErrorKind::no_space);
  expect_golden("image_no_space.txt", shown(image.error()));
  EXPECT_THAT(left(), ElementsAre(lock_name()));
}

TEST_F(EnsureImageTest, WhatAKilledBuildLeftIsSwept) {
  const Path unfinished = images_ / (recipe_.name() + ".unfinished");
  ASSERT_TRUE(make_directories(unfinished / "usr"));
  debootstrap_does("[ -e \"$tree\" ] && exit 3\n" + succeeding());
  const Result<Path> image = ensure();
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_THAT(left(), ElementsAre(recipe_.name(), lock_name()));
}

TEST_F(EnsureImageTest, AStoppedBuildLeavesNothing) {
  debootstrap_does("mkdir -p \"$tree/etc\"; echo 'I: Retrieving'; exec sleep 1000");
  StopAtProgress stopper;
  bus_.add(stopper);
  const Result<Path> image = ensure(stopper.token());
  bus_.remove(stopper);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().kind, ErrorKind::interrupted);
  EXPECT_THAT(left(), ElementsAre(lock_name()));
}

// While a first build stands still in the middle.
class SecondBuilderTest : public EnsureImageTest {
 protected:
  SecondBuilderTest() {
    debootstrap_does("touch '" + started_.string() + "'; while [ ! -e '" + gate_.string() +
                     "' ]; do sleep 0.01; done\n" + succeeding());
    first_ = std::thread([this] { first_image_ = ensure(); });
    RealClock clock;
    while (!path_exists(started_)) clock.sleep_for(std::chrono::milliseconds(1));
  }
  ~SecondBuilderTest() override { finish_first(); }

  void open_gate() const { write_program(gate_, ""); }
  void finish_first() {
    open_gate();
    if (first_.joinable()) first_.join();
  }

  Path started_ = scratch_.path() / "started";
  Path gate_ = scratch_.path() / "gate";
  Result<Path> first_image_;
  std::thread first_;
};

TEST_F(SecondBuilderTest, WaitsForTheFirstAndTakesItsImage) {
  std::latch begins(1);
  Result<Path> second_image;
  std::thread second([&] {
    begins.count_down();
    second_image = ensure();
  });
  begins.wait();
  finish_first();
  second.join();
  ASSERT_TRUE(first_image_) << first_image_.error().text();
  ASSERT_TRUE(second_image) << second_image.error().text();
  EXPECT_EQ(*second_image, *first_image_);
  EXPECT_EQ(calls(), 1);
}

TEST_F(SecondBuilderTest, CanBeStoppedWhileItWaits) {
  std::stop_source stop;
  stop.request_stop();
  const Result<Path> second_image = ensure(stop.get_token());
  ASSERT_FALSE(second_image);
  EXPECT_EQ(second_image.error().kind, ErrorKind::interrupted);
  finish_first();
  ASSERT_TRUE(first_image_) << "the first doesn't notice";
  EXPECT_EQ(calls(), 1);
}

}  // namespace
}  // namespace vent::metal
