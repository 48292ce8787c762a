#include "resources/command_once.h"

#include <fmt/core.h>

#include "base/shell_quote.h"

namespace vent {
namespace {

Json words_json(const std::vector<std::string>& words) {
  Json json = Json::array();
  for (const std::string& word : words) json.push(word);
  return json;
}

}  // namespace

std::string id_of(const CommandOnce& command) { return "command " + command.name; }

State wanted(const CommandOnce& /*command*/) { return {{"done", "yes"}}; }

Result<State> observe(const CommandOnce& command, const ThisHost& host) {
  const Result<Finished> probe = host.look(command.probe);
  // A program that is not there yet has done nothing yet.
  if (!probe && probe.error().kind != ErrorKind::missing) return fail(probe.error());
  return State{{"done", probe && probe->exit_code == 0 ? "yes" : "no"}};
}

Result<> make(const CommandOnce& command, ThisHost& host) {
  TRY(host.change(command.run, command.deadline));
  return Ok{};
}

Result<> undo(const CommandOnce& command, const State& before, ThisHost& host) {
  const bool was_done = before.contains("done") && before.at("done") == "yes";
  if (was_done || command.undo.empty() || TRY(observe(command, host)).at("done") == "no") return Ok{};
  TRY(host.change(command.undo, command.deadline));
  return Ok{};
}

std::string as_shell(const CommandOnce& command) {
  return fmt::format("{} || {}", shell_quote(command.probe), shell_quote(command.run));
}

Json to_json(const CommandOnce& command) {
  return Json::object()
      .set("name", command.name)
      .set("probe", words_json(command.probe))
      .set("run", words_json(command.run))
      .set("undo", words_json(command.undo))
      .set("deadline", command.deadline.count());
}

Result<CommandOnce> command_once_from_json(const Json& json) {
  CommandOnce command;
  command.name = TRY(json.text("name"));
  command.probe = TRY(json.texts("probe"));
  command.run = TRY(json.texts("run"));
  command.undo = TRY(json.texts("undo"));
  command.deadline = std::chrono::seconds(TRY(json.integer("deadline")));
  return command;
}

}  // namespace vent
