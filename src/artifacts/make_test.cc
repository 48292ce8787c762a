#include "artifacts/make.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "artifacts/go_toolchain.h"
#include "base/process.h"
#include "base/sha256.h"
#include "base/text.h"
#include "net/test_files.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A component that both is published (by a server of ours) and can be built (by the Go that is installed): a program
// without any other module, so that nothing is fetched.
constexpr const char* kProgram = R"(package main

import "fmt"

var version = "unknown"

func main() { fmt.Println("hello", version) }
)";

constexpr const char* kCatalogue = R"(apiVersion: vent/v1
kind: Catalogue
go: {}
components:
  - name: hello
    what: says hello
    home: https://example.com
    licence: MIT
    versions: [{{version: 1.2.3, module: hello}}]
    release: {{url: "{}/hello", checksum: "{}/hello.sha256"}}
    build:
      stamp: {{main.version: "{{version}}"}}
    files: [{{name: hello, package: ., says: "hello {{version}}"}}]
  - name: beside
    what: was built with vent
    home: https://example.com
    licence: MIT
    versions: [{{version: 1}}]
    besideVent: beside-{{arch}}
    files: [{{name: beside}}]
)";

std::string released_program(const std::string& version) { return "#!/bin/sh\necho hello " + version + "\n"; }

class Making : public testing::Test {
 protected:
  Making() {
    const Finished go = run({.arguments = {"go", "version"}, .directory = "/"}).value();
    const std::string version(version_that_go_says(go.output));
    EXPECT_FALSE(version.empty()) << "the tests need a Go toolchain: " << go.error_output;
    const Path folder = directory_.path() / "artifacts";
    EXPECT_TRUE(make_directories(folder / "hello"));
    EXPECT_TRUE(write_file(folder / "hello/main.go", kProgram));
    EXPECT_TRUE(write_file(folder / "hello/go.mod", "module vent/artifacts/hello\n\ngo 1.19\n"));
    EXPECT_TRUE(
        write_file(folder / "catalogue.yaml", fmt::format(kCatalogue, version, server_.url(""), server_.url(""))));
    catalogue_ = load_catalogue(folder).value();
    EXPECT_TRUE(make_directories(programs()));
    write_beside("first");
  }

  Path programs() const { return directory_.path() / "programs"; }
  void write_beside(std::string_view content) const {
    const std::string name = fmt::format("beside-{}", architecture_name(*this_architecture()));
    EXPECT_TRUE(write_file(programs() / name, content, 0755));
  }
  void publish(const std::string& program, const std::string& digest_of) {
    server_.put("/hello", program);
    server_.put("/hello.sha256", sha256_hex(digest_of) + "\n");
  }
  Result<MakeSummary> make(OriginChoice origin, std::stop_token stop = {}) {
    Store store = Store::open(folder()).value();
    Workshop workshop{.catalogue = catalogue_,
                      .store = store,
                      .programs_folder = programs(),
                      .sources = {},
                      .origin = origin,
                      .bus = bus_,
                      .clock = clock_};
    const std::vector<Wanted> wanted = choose_versions(catalogue_, {}, *this_architecture()).value();
    return make_artifacts(workshop, wanted, wanted, std::move(stop));
  }
  Path folder() const { return directory_.path() / "store"; }
  Artifact made(const std::string& component) {
    const std::vector<Artifact> artifacts = store().artifacts().value();
    for (const Artifact& artifact : artifacts)
      if (artifact.name.component == component) return artifact;
    ADD_FAILURE() << component << " is not in the store";
    return {};
  }
  Store store() const { return Store::open(folder()).value(); }
  std::string content(const Artifact& artifact) const { return read_file(store().path_of(artifact.digest)).value(); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  TestFiles server_;
  RealClock clock_;
  EventBus bus_{clock_};
  Catalogue catalogue_;
};

TEST_F(Making, TakesTheRelease) {
  publish(released_program("1.2.3"), released_program("1.2.3"));
  const Result<MakeSummary> summary = make(OriginChoice::automatic);
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ(summary->made, 2);
  EXPECT_EQ(made("hello").origin, Origin::release);
  EXPECT_EQ(made("hello").source, server_.url("/hello"));
  EXPECT_EQ(content(made("hello")), released_program("1.2.3"));
  EXPECT_THAT(*list_directory(folder() / "work"), Each(HasSubstr(".lock")));
}

TEST_F(Making, BuildsWhatIsNotPublished) {
  const Result<MakeSummary> summary = make(OriginChoice::automatic);
  ASSERT_TRUE(summary) << summary.error().text();
  const Artifact hello = made("hello");
  EXPECT_EQ(hello.origin, Origin::build);
  const Finished said = run({.arguments = {store().path_of(hello.digest).string()}}).value();
  EXPECT_EQ(said.output, "hello 1.2.3\n");
}

TEST_F(Making, DoesNothingTwice) {
  publish(released_program("1.2.3"), released_program("1.2.3"));
  ASSERT_TRUE(make(OriginChoice::automatic));
  const std::size_t requests = server_.requests().size();
  const Result<MakeSummary> again = make(OriginChoice::automatic);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->made, 0);
  EXPECT_EQ(again->unchanged, 2);
  EXPECT_EQ(server_.requests().size(), requests);
}

TEST_F(Making, MakesADamagedFileAgain) {
  publish(released_program("1.2.3"), released_program("1.2.3"));
  ASSERT_TRUE(make(OriginChoice::automatic));
  ASSERT_TRUE(remove_tree(store().path_of(made("hello").digest)));
  const Result<MakeSummary> again = make(OriginChoice::automatic);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->made, 1);
  EXPECT_EQ(content(made("hello")), released_program("1.2.3"));
}

// Whoever can change the file can't make us build another one without a word.
TEST_F(Making, RefusesAReleaseThatIsNotWhatWasPublished) {
  publish(released_program("6.6.6"), released_program("1.2.3"));
  const Result<MakeSummary> summary = make(OriginChoice::automatic);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message, "1 of 2 components could not be made");
  EXPECT_EQ(store().artifacts()->size(), 1U);  // the other one was made all the same
  EXPECT_EQ(list_directory(folder() / "aside")->size(), 1U);
}

TEST_F(Making, RefusesAProgramThatSaysAnotherVersion) {
  publish(released_program("1.2.2"), released_program("1.2.2"));
  EXPECT_FALSE(make(OriginChoice::release));
}

TEST_F(Making, OnlyBuildsWhenThatIsAsked) {
  publish(released_program("1.2.3"), released_program("1.2.3"));
  ASSERT_TRUE(make(OriginChoice::build));
  EXPECT_EQ(made("hello").origin, Origin::build);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(Making, NoticesThatAProgramBesideVentIsAnother) {
  publish(released_program("1.2.3"), released_program("1.2.3"));
  ASSERT_TRUE(make(OriginChoice::release));
  write_beside("second");
  const Result<MakeSummary> again = make(OriginChoice::release);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->made, 1);
  EXPECT_EQ(content(made("beside")), "second");
}

TEST_F(Making, IsDoneOnceByTwoAtTheSameTime) {
  std::vector<MakeSummary> summaries(2);
  {
    std::vector<std::jthread> both;
    for (MakeSummary& summary : summaries)
      both.emplace_back([&] {
        const Result<MakeSummary> made = make(OriginChoice::build);
        ASSERT_TRUE(made) << made.error().text();
        summary = *made;
      });
  }
  const Artifact hello = made("hello");
  EXPECT_TRUE(*store().is_sound_to_the_bit(hello));
}

TEST_F(Making, EndsWhenItIsStopped) {
  std::stop_source stop;
  stop.request_stop();
  const Result<MakeSummary> summary = make(OriginChoice::build, stop.get_token());
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind, ErrorKind::interrupted);
}

TEST_F(Making, BuildsTheSameTwice) {
  ASSERT_TRUE(make(OriginChoice::build));
  const std::string digest = made("hello").digest;
  ASSERT_TRUE(remove_tree(folder()));
  ASSERT_TRUE(make(OriginChoice::build));
  EXPECT_EQ(made("hello").digest, digest);
}

TEST(SpaceToBuild, GrowsWithTheWork) {
  Component small, large;
  small.recipe.emplace().seconds = 10;
  large.recipe.emplace().seconds = 700;
  const Component image;
  EXPECT_EQ(space_to_build({{.component = &image}}), 0U);
  EXPECT_EQ(space_to_build({{.component = &small}}), 60'000'000U);
  EXPECT_EQ(space_to_build({{.component = &small}, {.component = &large}}), 4'260'000'000U);
}

TEST(OriginChoices, AreReadByName) {
  EXPECT_EQ(*read_origin_choice("auto"), OriginChoice::automatic);
  EXPECT_EQ(*read_origin_choice("release"), OriginChoice::release);
  EXPECT_EQ(*read_origin_choice("build"), OriginChoice::build);
  EXPECT_FALSE(read_origin_choice("source"));
}

}  // namespace
}  // namespace vent
