#include "artifacts/go_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artifacts/go_toolchain.h"
#include "base/text.h"

namespace vent {
namespace {

using testing::Contains;
using testing::ElementsAre;

Component component_with(std::vector<CatalogueFile> files) {
  Component component;
  component.name = "thing";
  component.versions = {{.version = "1.2.3", .module = "thing"}};
  component.recipe = Recipe{};
  component.files = std::move(files);
  return component;
}

TEST(GoCommands, BuildTogetherWhatIsCalledAsItsPackage) {
  const Component component = component_with({{.name = "etcd", .package = "go.etcd.io/etcd/server/etcd"},
                                              {.name = "flanneld", .package = "."},
                                              {.name = "etcdctl", .package = "go.etcd.io/etcd/etcdctl"},
                                              {.name = "shim", .package = "example.com/shim", .tags = {{"small"}}}});
  const std::vector<GoCommand> commands = go_commands(component);
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_EQ(commands[0].output, "out/");
  EXPECT_THAT(commands[0].packages, ElementsAre("go.etcd.io/etcd/server/etcd", "go.etcd.io/etcd/etcdctl"));
  EXPECT_EQ(commands[1].output, "out/flanneld");
  EXPECT_THAT(commands[1].packages, ElementsAre("."));
  EXPECT_EQ(commands[2].output, "out/shim");
  EXPECT_THAT(commands[2].tags, ElementsAre("small"));
}

TEST(GoArguments, AreThoseOfABuildThatCanBeRepeated) {
  Component component = component_with({{.name = "a", .package = "x/a"}});
  component.recipe->stamp = {{"main.version", "v{version}-{arch}"}};
  component.recipe->tags = {"seccomp", "netgo"};
  component.recipe->cgo = true;
  const GoBuild build{.component = component,
                      .version = component.versions.front(),
                      .architecture = Architecture::arm64,
                      .catalogue_folder = "/catalogue",
                      .work_folder = "/work"};
  EXPECT_EQ(join(go_arguments(build, go_commands(component).front()), "|"),
            "build|-v|-mod=readonly|-trimpath|-buildvcs=false|-ldflags|-s -w -X main.version=v1.2.3-arm64 "
            "-linkmode external -extldflags -static|-tags|seccomp,netgo|-o|/work/out/|x/a");
}

TEST(GoCommands, CompileTestsOfAPackageAndLeaveOutWhatIsTaken) {
  const Component component = component_with({{.name = "tests", .package = "x/tests", .is_test = true},
                                              {.name = "a.crt", .taken = {{.module = "x", .path = "a.crt"}}}});
  const std::vector<GoCommand> commands = go_commands(component);
  ASSERT_EQ(commands.size(), 1U);
  const GoBuild build{.component = component,
                      .version = component.versions.front(),
                      .catalogue_folder = "/catalogue",
                      .work_folder = "/work"};
  EXPECT_EQ(join(go_arguments(build, commands.front()), "|"),
            "test|-c|-mod=readonly|-trimpath|-buildvcs=false|-ldflags|-s -w|-o|/work/out/tests|x/tests");
}

TEST(WithoutLines, LeavesTheOthersAsTheyAre) {
  EXPECT_EQ(without_lines("a\n\t_ \"x/udp\"\nb\n", {"x/udp"}), "a\nb\n");
  EXPECT_EQ(without_lines("a\n", {}), "a\n");
}

TEST(ModuleOfPackage, IsTheLongestThatFits) {
  constexpr std::string_view kGoMod = R"(module vent/artifacts/etcd

require go.etcd.io/etcd v1.0.0

require (
	go.etcd.io/etcd/server/v3 v3.6.6
	go.etcd.io/etcd/serv v9.9.9 // indirect
)
)";
  const Result<GoModule> server = module_of_package(kGoMod, "go.etcd.io/etcd/server/v3/etcdmain");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->path, "go.etcd.io/etcd/server/v3");
  EXPECT_EQ(server->version, "v3.6.6");
  EXPECT_EQ(module_of_package(kGoMod, "go.etcd.io/etcd")->version, "v1.0.0");
  EXPECT_FALSE(module_of_package(kGoMod, "example.com/other"));
}

TEST(GoVersion, IsReadFromWhatGoSays) {
  EXPECT_EQ(version_that_go_says("go version go1.26.8 linux/amd64\n"), "1.26.8");
  EXPECT_EQ(version_that_go_says("bash: go: command not found"), "");
}

}  // namespace
}  // namespace vent
