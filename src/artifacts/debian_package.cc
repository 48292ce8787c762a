#include "artifacts/debian_package.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

// Everything but the download is done on this machine.
constexpr std::chrono::milliseconds kLocalDeadline = std::chrono::minutes(1);

// One run of apt-get, apt-cache or dpkg; their messages are read, so in one language.
Command command_in(const Path& work, std::vector<std::string> arguments, const std::stop_token& stop) {
  return {.arguments = std::move(arguments),
          .environment = {{"LC_ALL", "C"}},
          .directory = work,
          .deadline = kLocalDeadline,
          .stop = stop};
}

std::string full_name(const DebianFile& file) {
  return fmt::format("{}:{}", file.package, architecture_name(file.architecture));
}

Result<> check_programs() {
  for (const char* program : {"apt-get", "apt-cache", "dpkg", "dpkg-deb"})
    if (!find_program(program))
      return fail(Error(ErrorKind::missing, fmt::format("there is no {} here, to get a Debian package with", program))
                      .with_id("VENT_NO_APT")
                      .with_hint("do this on Debian; the result can be carried to other machines"));
  return Ok{};
}

// Whether dpkg takes packages of this architecture at all.
Result<> check_architecture(const DebianFile& file, const Path& work, const std::stop_token& stop) {
  const std::string own = TRY(run_checked(command_in(work, {"dpkg", "--print-architecture"}, stop)));
  const std::string foreign = TRY(run_checked(command_in(work, {"dpkg", "--print-foreign-architectures"}, stop)));
  const std::vector<std::string> known = split_words(own + " " + foreign);
  const std::string wanted(architecture_name(file.architecture));
  if (std::ranges::find(known, wanted) != known.end()) return Ok{};
  return fail(Error(ErrorKind::missing, fmt::format("dpkg knows no packages for {} here", wanted))
                  .with_id("VENT_PACKAGE_ARCHITECTURE")
                  .with_hint(fmt::format("dpkg --add-architecture {} && apt-get update", wanted)));
}

// apt says the same of a package that doesn't exist and of lists that were never fetched.
Result<bool> has_lists(const DebianFile& file, const Path& work, const std::stop_token& stop) {
  const std::string policy = TRY(run_checked(command_in(work, {"apt-cache", "policy"}, stop)));
  const std::string ending = fmt::format(" {} Packages", architecture_name(file.architecture));
  return std::ranges::any_of(split_lines(policy), [&](const std::string& line) { return line.ends_with(ending); });
}

Result<Error> download_error(const DebianFile& file, const Finished& finished, const Path& work,
                             const std::stop_token& stop) {
  const auto says = [&](std::string_view text) { return finished.error_output.find(text) != std::string::npos; };
  const std::string details(trim(finished.error_output));
  if (says("Unable to locate package") || says("Can't find a source to download")) {
    const bool is_known = TRY(has_lists(file, work, stop));
    if (!is_known)
      return Error(ErrorKind::missing,
                   fmt::format("apt has no lists of packages for {} here", architecture_name(file.architecture)))
          .with_id("VENT_PACKAGE_LISTS")
          .with_hint("apt-get update")
          .with_details(details);
    return Error(ErrorKind::missing, fmt::format("apt knows no package {}", full_name(file)))
        .with_id("VENT_PACKAGE_UNKNOWN")
        .with_hint(fmt::format("apt-get update, if the lists are old; apt-cache policy {} shows what there is",
                               full_name(file)))
        .with_details(details);
  }
  if (says("was not found") && !file.version.empty())
    return Error(ErrorKind::missing, fmt::format("apt has no version {} of {}", file.version, full_name(file)))
        .with_id("VENT_PACKAGE_VERSION")
        .with_hint(fmt::format("apt-cache policy {} shows which there are", full_name(file)))
        .with_details(details);
  return Error(ErrorKind::failed, fmt::format("apt could not download {}", full_name(file)))
      .with_id("VENT_PACKAGE_DOWNLOAD")
      .with_hint("apt-get update, if the lists are old: what they name may be gone")
      .with_details(details)
      .with_retry(Retry::later);
}

// The one package that is in the folder after this.
Result<Path> download(const DebianFile& file, const Path& work, std::chrono::milliseconds deadline,
                      const std::stop_token& stop) {
  const std::string version = file.version.empty() ? "" : "=" + file.version;
  Command command = command_in(work, {"apt-get", "--quiet", "download", full_name(file) + version}, stop);
  command.deadline = deadline;
  const Finished finished = TRY(run(command));
  if (finished.exit_code != 0) return fail(TRY(download_error(file, finished, work, stop)));
  for (const std::string& name : TRY(list_directory(work)))
    if (name.ends_with(".deb")) return work / name;
  return fail(Error(ErrorKind::failed, fmt::format("apt downloaded {}, and there is no package", full_name(file)))
                  .with_id("VENT_PACKAGE_DOWNLOAD"));
}

// What is in the package, judged by what it says itself.
Result<std::string> version_of(const DebianFile& file, const Path& package, const Path& work,
                               const std::stop_token& stop) {
  const std::string output = TRY(run_checked(command_in(
      work, {"dpkg-deb", "--show", "--showformat=${Package} ${Version} ${Architecture}", package.string()}, stop)));
  const std::string_view shown = trim(output);
  const std::vector<std::string> words = split_words(shown);
  const std::string_view architecture = architecture_name(file.architecture);
  if (words.size() == 3 && words[0] == file.package && (words[2] == architecture || words[2] == "all") &&
      (file.version.empty() || words[1] == file.version))
    return words[1];
  return fail(Error(ErrorKind::failed, fmt::format("asked for {}, apt brought '{}'", full_name(file), shown))
                  .with_id("VENT_PACKAGE_DOWNLOAD"));
}

Result<TakenDebianFile> take(const DebianFile& file, const Path& work, std::chrono::milliseconds deadline,
                             const std::stop_token& stop) {
  TRY(check_programs());
  TRY(check_architecture(file, work, stop));
  const Path package = TRY(download(file, work, deadline, stop));
  const std::string version = TRY(version_of(file, package, work, stop));
  const Path tree = work / "tree";
  TRY(run_checked(command_in(work, {"dpkg-deb", "--extract", package.string(), tree.string()}, stop)));
  const Path found = tree / file.member;
  struct stat status {};
  if (::lstat(found.c_str(), &status) == 0 && S_ISREG(status.st_mode))
    return TakenDebianFile{.path = found, .version = version};
  return fail(
      Error(ErrorKind::missing, fmt::format("there is no file '{}' in {} {}", file.member, full_name(file), version))
          .with_id("VENT_PACKAGE_MEMBER")
          .with_hint(fmt::format("dpkg-deb --contents {} lists what there is", package.filename().string())));
}

}  // namespace

Result<TakenDebianFile> take_from_debian_package(const DebianFile& file, const Path& work,
                                                 std::chrono::milliseconds deadline, const std::stop_token& stop) {
  return while_doing(fmt::format("taking '{}' from the Debian package {}", file.member, full_name(file)),
                     take(file, work, deadline, stop));
}

}  // namespace vent
