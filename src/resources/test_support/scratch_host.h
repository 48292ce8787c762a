#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

#include "base/files.h"
#include "base/sha256.h"
#include "resources/ownership.h"
#include "resources/this_host.h"

namespace vent {

// A host for tests: its files are below a directory of its own, and programs that would change this machine are shell
// scripts of the test's. What was put into files is what a real host would have kept of them.
class ScratchHost {
 public:
  // Below a directory of the caller's choice; by default where the system has temporary ones.
  explicit ScratchHost(const Path& parent = {}) : root_(TemporaryDirectory::make(parent).value()) {}
  ScratchHost(const ScratchHost&) = delete;
  ScratchHost& operator=(const ScratchHost&) = delete;
  ~ScratchHost() {
    for (const auto& note : std::filesystem::directory_iterator(notes_.path()))
      if (note.path().extension() == ".pid") ::kill(std::atoi(read_file(note.path()).value_or("0").c_str()), SIGKILL);
    if (has_programs_) ::setenv("PATH", old_path_.c_str(), 1);
  }

  ThisHost& host() { return host_; }
  Path root() const { return root_.path(); }
  Path at(const Path& path) const { return host_.at(path); }

  void put(const Path& path, const std::string& text, mode_t mode = 0644) {
    kept_[sha256_hex(text)] = text;
    directory(path.parent_path());
    EXPECT_TRUE(write_file(at(path), text, mode));
  }
  void directory(const Path& path, mode_t mode = 0755) { EXPECT_TRUE(make_directories(at(path), mode)); }
  void link(const Path& path, const std::string& target) {
    directory(path.parent_path());
    std::filesystem::create_symlink(target, at(path));
  }
  std::string notes(const std::string& name) const { return read_file(notes_.path() / name).value_or(""); }
  std::string text(const Path& path) const { return read_file(at(path)).value_or("(not readable)"); }

  // A program that comes before the machine's own of that name. It finds the root in $ROOT, and may note what it likes
  // in $NOTES, which is no part of the host.
  void program(const std::string& name, const std::string& script) {
    if (!has_programs_) {
      has_programs_ = true;
      old_path_ = std::getenv("PATH") == nullptr ? "/usr/bin:/bin" : std::getenv("PATH");
      ::setenv("PATH", (programs_.path().string() + ":" + old_path_).c_str(), 1);
    }
    const std::string head =
        "#!/bin/sh\nROOT='" + root_.path().string() + "'\nNOTES='" + notes_.path().string() + "'\n";
    EXPECT_TRUE(write_file(programs_.path() / name, head + script, 0755));
  }

  // Everything below the root: what it is, its mode and owner, and what is in it.
  std::map<std::string, std::string> tree() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_.path())) {
      struct stat facts {};
      ::lstat(entry.path().c_str(), &facts);
      std::string value =
          std::to_string(facts.st_mode) + " " + std::to_string(facts.st_uid) + " " + std::to_string(facts.st_gid);
      if (S_ISREG(facts.st_mode)) value += " " + read_file(entry.path()).value_or("(not readable)");
      if (S_ISLNK(facts.st_mode)) value += " " + std::filesystem::read_symlink(entry.path()).string();
      all[entry.path().string().substr(root_.path().string().size())] = value;
    }
    return all;
  }

 private:
  static TemporaryDirectory new_directory() { return TemporaryDirectory::make().value(); }

  TemporaryDirectory root_, programs_ = new_directory(), notes_ = new_directory();
  std::map<std::string, std::string> kept_;
  ThisHost host_{root_.path(), [this](const std::string& digest) -> Result<Secret> {
                   if (const auto kept = kept_.find(digest); kept != kept_.end()) return Secret(kept->second);
                   return fail(Error(ErrorKind::missing, "the test keeps no such content"));
                 }};
  bool has_programs_ = false;
  std::string old_path_;
};

// Who runs the tests may own files; only root can give them away.
inline Ownership ours(mode_t mode) {
  return {.mode = mode, .owner = user_name(::geteuid()), .group = group_name(::getegid())};
}
inline Ownership somebodys(mode_t mode) {
  return ::geteuid() == 0 ? Ownership{.mode = mode, .owner = "daemon", .group = "daemon"} : ours(mode);
}

}  // namespace vent
