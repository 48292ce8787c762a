#include "metal/first_boot.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/process.h"
#include "base/text.h"
#include "metal/first_boot_test_host.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

std::string kind_text(const DiskEntry& entry) {
  switch (entry.kind) {
    case EntryKind::directory:
      return fmt::format("directory {:04o}", entry.mode);
    case EntryKind::symlink:
      return "symlink";
    case EntryKind::file:
      return fmt::format("file {:04o}{}", entry.mode, entry.secret ? " secret" : "");
  }
  return "";
}

std::string as_text(const FirstBoot& first_boot) {
  std::string text = fmt::format("hostname {}\n", first_boot.hostname);
  for (const std::string& key : first_boot.host_public_keys) text += fmt::format("host key {}\n", key);
  for (const DiskEntry& entry : first_boot.entries) {
    text += fmt::format("\n===== {} {}\n{}", entry.path, kind_text(entry),
                        replace_all(entry.content, std::string(1, '\0'), "(NUL)"));
    if (!entry.content.empty() && !entry.content.ends_with('\n')) text += "(no newline)\n";
  }
  return text;
}

TEST(FirstBoot, RichUserData) {
  expect_golden("first_boot_rich.txt", as_text(render_first_boot(example_user_data(), example_identity())));
}

TEST(FirstBoot, NoUserDataNeedsNoScript) {
  expect_golden("first_boot_minimal.txt", as_text(render_first_boot(UserData{}, example_identity())));
}

TEST(FirstBoot, ScriptOnly) {
  UserData data;
  data.script = "#!/bin/bash\necho hello\n";
  expect_golden("first_boot_script.txt",
                as_text(render_first_boot(data, {.hostname = "a", .authorized_keys = {}, .host_keys = {}})));
}

TEST(FirstBoot, ScriptsAreGoodShell) {
  for (const DiskEntry& entry : render_first_boot(example_user_data(), example_identity()).entries) {
    if (!entry.content.starts_with("#!")) continue;
    for (const std::string shell : {"sh", "dash", "bash"}) {
      EXPECT_EQ(run({.arguments = {shell, "-n"}, .input = entry.content}).value().error_output, "") << entry.path;
    }
  }
}

TEST(FirstBoot, DirectoriesComeBeforeWhatIsInThem) {
  const FirstBoot first_boot = render_first_boot(example_user_data(), example_identity());
  for (auto directory = first_boot.entries.begin(); directory != first_boot.entries.end(); ++directory) {
    if (directory->kind != EntryKind::directory) continue;
    EXPECT_TRUE(std::none_of(first_boot.entries.begin(), directory, [&](const DiskEntry& earlier) {
      return earlier.path.starts_with(directory->path + "/");
    })) << directory->path;
  }
}

TEST(FirstBoot, OnlyRootReadsWhatIsSecret) {
  for (const DiskEntry& entry : render_first_boot(example_user_data(), example_identity()).entries) {
    if (entry.secret) {
      EXPECT_EQ(entry.mode & 077, 0U) << entry.path;
    }
  }
}

TEST(FirstBoot, RootIsToldWhomToUse) {
  UserData data = example_user_data();
  data.authorized_keys = {"from=\"10.0.0.0/8\" ssh-rsa AAAA"};
  for (const DiskEntry& entry : render_first_boot(data, example_identity()).entries) {
    if (entry.path != "/root/.ssh/authorized_keys") continue;
    const std::vector<std::string> lines = split_lines(entry.content);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[0].ends_with("use the account deploy.'; sleep 10; exit 142\" ssh-ed25519 AAAAowner owner"));
    EXPECT_TRUE(lines[1].ends_with("exit 142\",from=\"10.0.0.0/8\" ssh-rsa AAAA"));
  }
}

}  // namespace
}  // namespace vent::metal
