#include "resources/user.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kDeadline{30};
constexpr std::string_view kShell = "/usr/sbin/nologin";

std::vector<std::string> add_command(const User& user) {
  return {"useradd", "--system", "--user-group",      "--no-create-home", "--home-dir",
          user.home, "--shell",  std::string(kShell), user.name};
}

}  // namespace

std::string id_of(const User& user) { return "user " + user.name; }

State wanted(const User& user) { return {{"home", user.home}, {"shell", std::string(kShell)}}; }

Result<State> observe(const User& user, const ThisHost& host) {
  const Finished entry = TRY(host.look({"getent", "passwd", user.name}));
  const std::vector<std::string> fields = split(trim_end(entry.output), ':');
  constexpr std::size_t kHome = 5, kShellField = 6;
  if (entry.exit_code != 0 || fields.size() <= kShellField) return State{};
  return State{{"home", fields[kHome]}, {"shell", fields[kShellField]}};
}

Result<> make(const User& user, ThisHost& host) {
  const bool is_there = !TRY(observe(user, host)).empty();
  TRY(host.change(
      is_there ? std::vector<std::string>{"usermod", "--home", user.home, "--shell", std::string(kShell), user.name}
               : add_command(user),
      kDeadline));
  return Ok{};
}

Result<> undo(const User& user, const State& before, ThisHost& host) {
  const State found = TRY(observe(user, host));
  if (found.empty() || found == before) return Ok{};
  TRY(host.change(before.empty() ? std::vector<std::string>{"userdel", user.name}
                                 : std::vector<std::string>{"usermod", "--home", before.at("home"), "--shell",
                                                            before.at("shell"), user.name},
                  kDeadline));
  return Ok{};
}

std::string as_shell(const User& user) {
  return fmt::format("id {} >/dev/null 2>&1 ||\n  {}", shell_quote(user.name), shell_quote(add_command(user)));
}

Json to_json(const User& user) { return Json::object().set("name", user.name).set("home", user.home); }

Result<User> user_from_json(const Json& json) {
  User user;
  user.name = TRY(json.text("name"));
  user.home = TRY(json.text("home"));
  return user;
}

}  // namespace vent
