#include "base/spawn.h"

#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "base/errno_kind.h"
#include "base/process.h"
#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

// Where administration programs live, which the PATH of a user often leaves out.
constexpr std::string_view kMorePlaces = "/usr/local/sbin:/usr/sbin:/sbin";

bool is_program(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::optional<std::string> find_in(std::string_view search_path, const std::string& name) {
  for (const std::string& directory : split(search_path, ':')) {
    // An empty part would mean the current directory, where nobody should find programs by chance.
    if (directory.empty()) continue;
    std::string path = directory + "/" + name;
    if (is_program(path)) return path;
  }
  return std::nullopt;
}

std::string our_search_path() {
  const char* value = std::getenv("PATH");
  return value == nullptr ? "/usr/local/bin:/usr/bin:/bin" : value;
}

Error missing_program(const std::string& name) {
  return Error(ErrorKind::missing, fmt::format("the program '{}' was not found", name))
      .with_id("VENT_PROGRAM_MISSING")
      .with_hint(name.find('/') == std::string::npos
                     ? fmt::format("install it, or add its directory to PATH (searched: PATH and {})", kMorePlaces)
                     : "check the path, and that the file may be executed");
}

Result<std::string> locate(const Spawn& wanted) {
  if (wanted.arguments.empty() || wanted.arguments[0].empty())
    return fail(Error(ErrorKind::bug, "a command without a program"));
  const std::string& name = wanted.arguments[0];
  // A path is looked up by the kernel, from the command's own directory.
  if (name.find('/') != std::string::npos) return name;
  const auto search_path = wanted.environment.find("PATH");
  const std::string places = search_path == wanted.environment.end() ? our_search_path() : search_path->second;
  if (auto found = find_in(places, name)) return *found;
  if (auto found = find_in(kMorePlaces, name)) return *found;
  return fail(missing_program(name));
}

// What exec() wants: an array of pointers to changeable characters, with a null at the end.
class PointerArray {
 public:
  explicit PointerArray(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  PointerArray(const PointerArray&) = delete;
  PointerArray& operator=(const PointerArray&) = delete;
  char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> merged;
  for (char* const* entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!added.contains(std::string(text.substr(0, text.find('='))))) merged.emplace_back(text);
  }
  for (const auto& [name, value] : added) merged.push_back(fmt::format("{}={}", name, value));
  return merged;
}

struct FileActions {
  FileActions() { ::posix_spawn_file_actions_init(&value); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&value); }
  posix_spawn_file_actions_t value{};
};

struct Attributes {
  Attributes() { ::posix_spawnattr_init(&value); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&value); }
  posix_spawnattr_t value{};
};

void set_up(Attributes& attributes, Belonging belonging) {
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes.value, &none);
  ::posix_spawnattr_setsigdefault(&attributes.value, &all);
  ::posix_spawnattr_setpgroup(&attributes.value, 0);
  const int place = belonging == Belonging::own_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
  ::posix_spawnattr_setflags(&attributes.value,
                             static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | place));
}

void set_up(FileActions& actions, const Spawn& wanted) {
  // When some of our own three are closed, these descriptors may have their numbers. That does no harm as long as they
  // were opened in this order: then none is overwritten before it is copied.
  ::posix_spawn_file_actions_adddup2(&actions.value, wanted.input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions.value, wanted.output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions.value, wanted.error_output, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions.value, STDERR_FILENO + 1);
  if (!wanted.directory.empty()) ::posix_spawn_file_actions_addchdir_np(&actions.value, wanted.directory.c_str());
}

bool is_directory(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

Error not_started(const Spawn& wanted, const std::string& program, int error_number) {
  if (!wanted.directory.empty() && !is_directory(wanted.directory))
    return Error(ErrorKind::missing, fmt::format("there is no directory '{}' to run '{}' in", wanted.directory,
                                                 shell_quote(wanted.arguments)));
  const bool is_relative = program[0] != '/';
  const std::string seen_from_here =
      is_relative && !wanted.directory.empty() ? wanted.directory + "/" + program : program;
  if (error_number == ENOENT && ::access(seen_from_here.c_str(), F_OK) != 0) return missing_program(program);
  Error error(kind_of_errno(error_number),
              fmt::format("'{}' could not be started: {}", shell_quote(wanted.arguments), errno_text(error_number)));
  if (error_number == ENOENT) error.hint = fmt::format("'{}' is there, so its interpreter must be missing", program);
  if (error_number == EAGAIN || error_number == ENOMEM) error.retry = Retry::later;
  return error;
}

bool has_zero_byte(const Spawn& wanted) {
  for (const std::string& argument : wanted.arguments)
    if (argument.find('\0') != std::string::npos) return true;
  for (const auto& [name, value] : wanted.environment)
    if (name.find('\0') != std::string::npos || value.find('\0') != std::string::npos) return true;
  return wanted.directory.find('\0') != std::string::npos;
}

// When we were started with SIGCHLD ignored, the kernel would throw away the exit codes of our children.
void keep_exit_codes() {
  struct sigaction found {};
  ::sigaction(SIGCHLD, nullptr, &found);
  if (found.sa_handler == SIG_IGN) ::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

Result<pid_t> spawn(const Spawn& wanted) {
  if (has_zero_byte(wanted))
    return fail(Error(ErrorKind::bad_input, "an argument of a command has a zero byte in it, which no program can get")
                    .with_details(shell_quote(wanted.arguments)));
  const std::string program = TRY(locate(wanted));
  keep_exit_codes();
  FileActions actions;
  set_up(actions, wanted);
  Attributes attributes;
  set_up(attributes, wanted.belonging);
  const PointerArray arguments(wanted.arguments);
  const PointerArray environment(merged_environment(wanted.environment));
  pid_t process_id = 0;
  const int failure = ::posix_spawn(&process_id, program.c_str(), &actions.value, &attributes.value, arguments.data(),
                                    environment.data());
  if (failure != 0) return fail(not_started(wanted, program, failure));
  return process_id;
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) return is_program(name) ? std::optional(name) : std::nullopt;
  if (auto found = find_in(our_search_path(), name)) return found;
  return find_in(kMorePlaces, name);
}

}  // namespace vent
