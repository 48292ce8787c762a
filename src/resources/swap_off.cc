#include "resources/swap_off.h"

#include <fmt/core.h>

#include "base/text.h"
#include "resources/file_state.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kDeadline{5};  // all that is swapped out has to be read in
constexpr std::string_view kMark = "#vent-swap-off# ";

bool is_swap_line(const std::string& line) {
  const std::vector<std::string> words = split_words(line);
  return words.size() >= 3 && !words[0].starts_with('#') && words[2] == "swap";
}

Result<std::string> table_of(const ThisHost& host) {
  return TRY(read_file_if_present(host.at(kSwapTable))).value_or("");
}

Result<bool> swaps_now(const ThisHost& host) {
  const std::string table = TRY(read_file_if_present(host.at("/proc/swaps"))).value_or("");
  return split_lines(table).size() > 1;  // the first line is a heading
}

// The table with each line changed by a function.
template <class Change>
Result<> rewrite_table(ThisHost& host, Change change) {
  const Path path = host.at(kSwapTable);
  const std::string old = TRY(table_of(host));
  std::vector<std::string> lines = split(old, '\n');
  for (std::string& line : lines) line = change(line);
  const std::string table = join(lines, "\n");
  if (table == old) return Ok{};
  return write_file_of(TRY(ownership_in(TRY(observe_path(path)))), path, table, Durability::at_once);
}

}  // namespace

std::string id_of(const SwapOff& /*swap_off*/) { return "swap_off"; }

State wanted(const SwapOff& /*swap_off*/) { return {{"in use", "no"}, {"at boot", "no"}}; }

Result<State> observe(const SwapOff& /*swap_off*/, const ThisHost& host) {
  State state{{"in use", TRY(swaps_now(host)) ? "yes" : "no"}, {"at boot", "no"}};
  const std::string table = TRY(table_of(host));
  for (const std::string& line : split_lines(table))
    if (is_swap_line(line)) state["at boot"] = "yes";
  return state;
}

Result<> make(const SwapOff& /*swap_off*/, ThisHost& host) {
  TRY(rewrite_table(host,
                    [](const std::string& line) { return is_swap_line(line) ? std::string(kMark) + line : line; }));
  if (TRY(swaps_now(host))) TRY(host.change({"swapoff", "--all"}, kDeadline));
  return Ok{};
}

Result<> undo(const SwapOff& /*swap_off*/, const State& before, ThisHost& host) {
  TRY(rewrite_table(
      host, [](const std::string& line) { return line.starts_with(kMark) ? line.substr(kMark.size()) : line; }));
  const bool was_in_use = before.contains("in use") && before.at("in use") == "yes";
  if (was_in_use && !TRY(swaps_now(host))) TRY(host.change({"swapon", "--all"}, kDeadline));
  return Ok{};
}

std::string as_shell(const SwapOff& /*swap_off*/) {
  return fmt::format(
      "swapoff --all\nsed -i -E "
      "'s/^[[:space:]]*[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap([[:space:]]|$)/{}&/' {}",
      kMark, kSwapTable.string());
}

Json to_json(const SwapOff& /*swap_off*/) { return Json::object(); }

Result<SwapOff> swap_off_from_json(const Json& /*json*/) { return SwapOff{}; }

}  // namespace vent
