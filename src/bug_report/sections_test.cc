#include "bug_report/sections.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

TEST(Sections, WhatAHostAnswersIsAFileForEach) {
  const std::vector<Section> sections = {{"one.txt", "echo first; echo second"},
                                         {"two/three.txt", "echo complaint >&2; exit 3"},
                                         {"long.txt", "yes | head -c 1000000"}};
  const Result<std::string> answer = run_checked({.arguments = {"sh", "-c", script_of(sections, "@mark")}});
  ASSERT_TRUE(answer) << answer.error().text();
  const std::vector<SupportFile> files = read_sections(*answer, "@mark", "hosts/a");
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].name, "hosts/a/one.txt");
  EXPECT_EQ(files[0].text, "first\nsecond\n");
  EXPECT_EQ(files[1].name, "hosts/a/two/three.txt");
  EXPECT_EQ(files[1].text, "complaint\n");
  EXPECT_LE(files[2].text.size(), 256U * 1024U);
  EXPECT_GT(files[2].text.size(), 200U * 1024U);
}

TEST(Sections, ALineLikeAMarkOfAnotherRunIsText) {
  const std::vector<SupportFile> files = read_sections("@mark a\n@other b\ntext\n", "@mark", "x");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].text, "@other b\ntext\n");
}

// By construction: what holds keys, or whatever people write, is not asked for at all.
TEST(Sections, NothingSecretIsAskedFor) {
  std::vector<Section> all = host_sections({"kubelet.service"});
  for (const Section& section : cluster_sections()) all.push_back(section);
  for (const Section& section : all) {
    for (const char* word : {".key", "encryption", "secrets", "configmaps", "environ", "output=yaml", "output=json"})
      EXPECT_EQ(section.command.find(word), std::string::npos) << section.file << ": " << word;
    const bool names_kubeconfig = section.command.find("kubeconfig") != std::string::npos;
    const bool hands_it_to_kubectl = section.command.find("--kubeconfig=") != std::string::npos;
    EXPECT_EQ(names_kubeconfig, hands_it_to_kubectl) << section.file;
  }
}

}  // namespace
}  // namespace vent
