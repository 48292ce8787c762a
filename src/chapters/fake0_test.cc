#include "chapters/fake0.h"

#include "base/process.h"
#include "chapters/test_support/sample_cluster.h"
#include "cluster/test_support/any_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

std::string text_of(const Resource& resource) { return std::string(contents_of(resource.spec).at(0).bytes->reveal()); }

std::string script_for(const Fake0& fake0, const Host& host) { return text_of(fake0_resources(fake0, host).at(0)); }

TEST(Fake0, Script) { expect_golden("fake0/script.txt", script_for({.parent = "bond0"}, sample_cluster().hosts[0])); }

TEST(Fake0, Unit) {
  expect_golden("fake0/unit.txt", text_of(fake0_resources({.parent = "bond0"}, sample_cluster().hosts[0]).at(1)));
}

RC_GTEST_PROP(Fake0, TheScriptIsGoodShell, ()) {
  const Cluster cluster = *any_cluster();
  const Fake0 fake0 = cluster.fake0.value_or(Fake0{});
  const Result<Finished> checked = run({.arguments = {"sh", "-n"}, .input = script_for(fake0, cluster.hosts.at(0))});
  RC_ASSERT(checked.has_value());
  RC_ASSERT(checked->exit_code == 0);
  RC_ASSERT(checked->error_output.empty());
}

// Puts programs that only write their words down in front of PATH, and runs the script with them.
std::string calls_of_script(const std::string& word) {
  const TemporaryDirectory scratch = *TemporaryDirectory::make();
  const Path& folder = scratch.path();
  const std::string fake = "#!/bin/sh\necho \"${0##*/} $*\" >>" + (folder / "calls").string() + "\n";
  static_cast<void>(write_file(folder / "ip", fake + "[ \"$2\" != show ]\n", 0755));  // nothing is there yet
  static_cast<void>(write_file(folder / "ping", fake + "exit 1\n", 0755));            // and nobody answers
  const Result<Finished> done = run({.arguments = {"sh", "-s", word},
                                     .environment = {{"PATH", folder.string() + ":/usr/bin:/bin"}},
                                     .input = script_for({.parent = "bond0"}, sample_cluster().hosts[0])});
  EXPECT_TRUE(done && done->exit_code == 0) << (done ? done->error_output : done.error().text());
  return read_file(folder / "calls").value_or("no calls\n");
}

TEST(Fake0, TheScriptMovesTheAddressThereAndBack) {
  expect_golden("fake0/calls.txt", "== up\n" + calls_of_script("up") + "== down\n" + calls_of_script("down"));
}

}  // namespace
}  // namespace vent
