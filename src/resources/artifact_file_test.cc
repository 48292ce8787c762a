#include "resources/artifact_file.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/spawn.h"
#include "resources/resource.h"
#include "resources/test_support/scratch_host.h"

namespace vent {
namespace {

ArtifactFile program(const std::string& text, mode_t mode = 0755) {
  return {.path = "/usr/local/bin/tool",
          .content = open_content(text),
          .ownership = ours(mode),
          .name = "tool",
          .source = "tool 1.0, built for this test"};
}

std::string changes(const ArtifactFile& artifact, const ScratchHost& host) {
  return describe(changes_needed(artifact, observe(artifact, const_cast<ScratchHost&>(host).host()).value()));
}

TEST(ArtifactFile, OneChangedByteIsADifference) {
  ScratchHost scratch;
  const ArtifactFile tool = program("the program");
  EXPECT_EQ(changes(tool, scratch), "not there");
  ASSERT_TRUE(make(tool, scratch.host()));
  EXPECT_EQ(changes(tool, scratch), "");
  scratch.put(tool.path, "the progrum", 0755);
  EXPECT_TRUE(changes(tool, scratch).starts_with("content ")) << changes(tool, scratch);
  ASSERT_TRUE(make(tool, scratch.host()));
  EXPECT_EQ(changes(tool, scratch), "");
}

// Opening a running program for writing is refused by the kernel; another file gets its name.
TEST(ArtifactFile, AProgramThatRunsIsReplaced) {
  ScratchHost scratch;
  const ArtifactFile tool = program(read_file("/bin/sleep").value());
  ASSERT_TRUE(make(tool, scratch.host()));
  const std::vector<std::string> arguments = {scratch.at(tool.path), "600"};
  const pid_t running = spawn({.arguments = arguments,
                               .environment = {},
                               .directory = {},
                               .input = STDIN_FILENO,
                               .output = STDOUT_FILENO,
                               .error_output = STDERR_FILENO,
                               .belonging = Belonging::own_group})
                            .value();
  const Result<> made = make(program("#!/bin/sh\n"), scratch.host());
  EXPECT_TRUE(made) << made.error().text();
  EXPECT_EQ(scratch.text(tool.path), "#!/bin/sh\n");
  EXPECT_EQ(::kill(running, 0), 0);
  ::kill(running, SIGKILL);
  ::waitpid(running, nullptr, 0);
}

TEST(ArtifactFile, ALinkIsReplacedAndNotFollowed) {
  ScratchHost scratch;
  scratch.put("/opt/tool", "somebody's");
  scratch.link("/usr/local/bin/tool", "../../../opt/tool");
  ASSERT_TRUE(make(program("the program"), scratch.host()));
  EXPECT_EQ(scratch.text("/opt/tool"), "somebody's");
  EXPECT_EQ(changes(program("the program"), scratch), "");
}

TEST(ArtifactFile, ADirectoryIsInTheWay) {
  ScratchHost scratch;
  scratch.directory("/usr/local/bin/tool");
  EXPECT_EQ(make(program("the program"), scratch.host()).error().id, "VENT_IN_THE_WAY");
}

TEST(ArtifactFile, ShellChecksBeforeItInstalls) {
  ScratchHost scratch;
  const TemporaryDirectory downloaded = TemporaryDirectory::make().value();
  ArtifactFile tool = program("the program", 0750);
  tool.path = scratch.at(tool.path);
  ASSERT_TRUE(make_directories(tool.path.parent_path()));
  const auto type = [&] {
    return run({.arguments = {"sh", "-ec", as_shell(tool)}, .environment = {{"DOWNLOADED", downloaded.path()}}})
        .value()
        .exit_code;
  };
  ASSERT_TRUE(write_file(downloaded.path() / "tool", "the progrum"));
  EXPECT_NE(type(), 0);
  EXPECT_FALSE(path_exists(tool.path));
  ASSERT_TRUE(write_file(downloaded.path() / "tool", "the program"));
  EXPECT_EQ(type(), 0);
  EXPECT_EQ(observe(tool, ThisHost("/", nullptr)).value(), wanted(tool));
}

}  // namespace
}  // namespace vent
