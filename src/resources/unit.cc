#include "resources/unit.h"

#include <fmt/core.h>

#include "base/clock.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "resources/file.h"
#include "resources/file_state.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kManagerDeadline{60};
constexpr std::chrono::minutes kStopDeadline{3};  // systemd kills after 90 s by default
constexpr std::string_view kInputs = "VENT_INPUTS=";

// What the manager says about the unit, by property.
Result<State> ask_manager(const Unit& unit, const ThisHost& host) {
  const Finished shown =
      TRY(host.look({"systemctl", "show", "--property=LoadState,ActiveState,MainPID,UnitFileState", "--", unit.name}));
  if (shown.exit_code != 0)
    return fail(Error(ErrorKind::failed, fmt::format("systemd doesn't answer about '{}'", unit.name))
                    .with_details(shown.error_output));
  State properties;
  for (const std::string& line : split_lines(shown.output))
    if (const std::size_t sign = line.find('='); sign != std::string::npos)
      properties[line.substr(0, sign)] = line.substr(sign + 1);
  return properties;
}

// The VENT_INPUTS of the running process. Nothing when it ended between the question and the look.
std::string inputs_of_process(const std::string& process_id) {
  const auto environment = read_file_if_present(Path("/proc") / process_id / "environ");
  if (!environment || !*environment) return "";
  for (const std::string& variable : split(**environment, '\0'))
    if (variable.starts_with(kInputs)) return variable.substr(kInputs.size());
  return "";
}

Result<std::string> inputs_it_runs_with(const Unit& unit, const State& properties, const ThisHost& host) {
  const auto process = properties.find("MainPID");
  if (process != properties.end() && process->second != "0") return inputs_of_process(process->second);
  const auto left = TRY(read_file_if_present(host.at(inputs_file_path(unit.name))));
  return std::string(trim(left.value_or("")));
}

// Why it didn't start, in its own words.
std::string evidence(const Unit& unit, const ThisHost& host) {
  std::string text;
  if (const auto status = host.look({"systemctl", "status", "--no-pager", "--lines=0", "--", unit.name}))
    text += status->output;
  if (const auto journal =
          host.look({"journalctl", "--no-pager", "--quiet", "--output=cat", "--lines=30", "--unit=" + unit.name}))
    text += "\n" + journal->output;
  return text;
}

Result<> reload_manager(ThisHost& host) {
  TRY(host.change({"systemctl", "daemon-reload"}, kManagerDeadline));
  return Ok{};
}

Result<> start(const Unit& unit, ThisHost& host) {
  // systemctl only waits: systemd goes on, and the next look sees how far it came.
  const auto started = host.change_or_stop({"systemctl", "restart", "--", unit.name}, unit.start_deadline);
  if (started) return Ok{};
  if (started.error().kind == ErrorKind::interrupted)
    return fail(Error(ErrorKind::interrupted, fmt::format("stopped while the unit '{}' was starting", unit.name)));
  const bool took_too_long = started.error().kind == ErrorKind::timed_out;
  return fail(Error(started.error().kind, took_too_long ? fmt::format("the unit '{}' did not start within {}",
                                                                      unit.name, format_duration(unit.start_deadline))
                                                        : fmt::format("the unit '{}' does not start", unit.name))
                  .with_id("VENT_UNIT")
                  .with_hint(fmt::format("the end of its journal is above; all of it, on the host: journalctl -u {}",
                                         unit.name))
                  .with_details(evidence(unit, host)));
}

bool has(const State& state, const char* property, std::string_view value) {
  const auto found = state.find(property);
  return found != state.end() && found->second == value;
}

// The part of what observe saw that is about the file.
State file_in(State state) {
  for (const char* property : {"at boot", "running", "started from"}) state.erase(property);
  return state;
}

}  // namespace

Path unit_file_path(const Unit& unit) { return Path("/etc/systemd/system") / unit.name; }

Path inputs_file_path(const std::string& unit_name) { return Path("/run/vent/inputs") / unit_name; }

std::string id_of(const Unit& unit) { return "unit " + unit.name; }

State wanted(const Unit& unit) {
  return {{"content", unit.file.digest}, {"at boot", "enabled"}, {"running", "active"}, {"started from", unit.inputs}};
}

Result<State> observe(const Unit& unit, const ThisHost& host) {
  const State properties = TRY(ask_manager(unit, host));
  const Path file = host.at(unit_file_path(unit));
  State state = TRY(observe_with_content(file));
  // One that still runs is there, also when its file is gone.
  if (state.empty() && has(properties, "LoadState", "not-found") && !has(properties, "ActiveState", "active"))
    return state;
  const auto value = [&](const char* property) {
    const auto found = properties.find(property);
    return found == properties.end() ? std::string() : found->second;
  };
  state["at boot"] = value("UnitFileState");
  state["running"] = value("ActiveState");
  if (has(properties, "ActiveState", "active"))
    state["started from"] = TRY(inputs_it_runs_with(unit, properties, host));
  return state;
}

Result<> make(const Unit& unit, ThisHost& host) {
  const State found = TRY(observe(unit, host));
  if (!has(found, "content", unit.file.digest)) {
    const Secret text = TRY(host.bytes_of(unit.file));
    TRY(make_directories(host.at(unit_file_path(unit)).parent_path()));
    TRY(write_file(host.at(unit_file_path(unit)), text.reveal(), NewFile{.durability = Durability::later}));
  }
  if (!has(found, "at boot", "enabled"))  // before the reload, which takes long and would come twice otherwise
    TRY(host.change({"systemctl", "enable", "--no-reload", "--", unit.name}, kManagerDeadline));
  // Always: a run that was killed after writing the file may have left the manager with the old one.
  TRY(reload_manager(host));
  if (has(found, "running", "active") && has(found, "started from", unit.inputs)) return Ok{};
  return start(unit, host);
}

Result<> undo(const Unit& unit, const State& before, ThisHost& host) {
  const Path file = host.at(unit_file_path(unit));
  if (TRY(observe(unit, host)).empty()) return Ok{};
  if (!has(before, "at boot", "enabled")) {
    const auto disabled = host.change({"systemctl", "disable", "--", unit.name}, kManagerDeadline);
    // Without its file, of an undo that was killed for example, there is nothing to disable.
    if (!disabled && path_exists(file)) return fail(disabled.error());
  }
  TRY(host.change({"systemctl", "stop", "--", unit.name}, kStopDeadline));
  TRY(give_back(file, file_in(before), host));
  TRY(remove_tree(host.at(inputs_file_path(unit.name))));
  TRY(reload_manager(host));
  // One that had failed would be shown as failed and not found for ever.
  static_cast<void>(host.look({"systemctl", "reset-failed", "--", unit.name}));
  if (has(before, "running", "active")) return start(unit, host);
  return Ok{};
}

std::string as_shell(const Unit& unit) {
  const std::string_view text = unit.file.bytes == nullptr ? std::string_view() : unit.file.bytes->reveal();
  const std::string name = shell_quote(unit.name);
  return fmt::format("{}\nsystemctl daemon-reload\nsystemctl enable {}\nsystemctl restart {}",
                     shell_that_writes(unit_file_path(unit), Ownership{}, text), name, name);
}

Json to_json(const Unit& unit) {
  return Json::object()
      .set("name", unit.name)
      .set("file", to_json(unit.file))
      .set("inputs", unit.inputs)
      .set("start_deadline", unit.start_deadline.count());
}

Result<Unit> unit_from_json(const Json& json) {
  Unit unit;
  unit.name = TRY(json.text("name"));
  unit.file = TRY(content_from_json(TRY(json.field("file"))));
  unit.inputs = TRY(json.text("inputs"));
  unit.start_deadline = std::chrono::seconds(TRY(json.integer("start_deadline")));
  return unit;
}

}  // namespace vent
