#include "commands/line_error.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace vent {
namespace {

// The innermost command that was recognised.
const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.front());
}

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

// Its own and those of the commands above it, which are understood behind it too.
std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string in_lower_case(std::string sentence) {
  if (!sentence.empty()) sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
  return sentence;
}

struct Diagnosis {
  std::string message;
  std::optional<std::string> meant;
};

Diagnosis diagnose(const CLI::App& app, const CLI::App& where, const CLI::ParseError& problem) {
  const bool takes_command = !commands_of(where).empty();
  const std::vector<std::string> left = app.remaining(true);
  const bool is_missing_something = dynamic_cast<const CLI::RequiredError*>(&problem) != nullptr;
  // A word that nobody took is often the reason why another is missing.
  if ((is_missing_something || dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr) && !left.empty()) {
    const std::string& word = left.front();
    if (word.starts_with("-")) return {fmt::format("unknown option '{}'", word), nearest(word, options_of(where))};
    if (takes_command) return {fmt::format("unknown command '{}'", word), nearest(word, commands_of(where))};
    return {fmt::format("'{}' takes no '{}'", full_name(where), word), std::nullopt};
  }
  if (is_missing_something && takes_command)
    return {fmt::format("'{}' needs a command", full_name(where)), std::nullopt};
  return {in_lower_case(problem.what()), std::nullopt};
}

}  // namespace

Error line_error(const CLI::App& app, const CLI::ParseError& problem) {
  const CLI::App& where = innermost(app);
  const Diagnosis diagnosis = diagnose(app, where, problem);
  return Error(ErrorKind::bad_input, diagnosis.message)
      .with_id("VENT_COMMAND_LINE")
      .with_hint(diagnosis.meant ? fmt::format("did you mean '{}'?", *diagnosis.meant)
                                 : fmt::format("{} --help", full_name(where)));
}

}  // namespace vent
