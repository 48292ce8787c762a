#include "remote/ssh_output.h"

#include "base/text.h"

namespace vent {
namespace {

// All that ssh says ends in this, also in the middle of a line of the remote program; what that says ends in "\n".
constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kNote = "debug1: ";

// What ssh says at this level without calling it a note.
constexpr std::string_view kTalk[] = {"Authenticated to ", "Transferred: sent ", "Bytes per second: sent "};

// What stands behind the beginning, or nothing.
std::optional<std::string_view> behind(std::string_view text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return std::nullopt;
  return text.substr(beginning.size());
}

void take_note(SshOutput& output, std::string_view note) {
  if (const auto key = behind(note, "Server host key: ")) output.server_key = *key;
  if (const auto key = behind(note, "Offering public key: ")) output.offered_keys.emplace_back(*key);
  if (const auto key = behind(note, "Server accepts key: ")) output.accepted_key = *key;
  if (note.find(" rtype exit-signal ") != std::string_view::npos) output.remote_was_killed = true;
  if (const auto status = behind(note, "Exit status ")) {
    // -1 when it doesn't know
    if (const auto number = parse_integer(*status, 0, 255)) output.remote_exit = static_cast<int>(*number);
  }
}

// Takes the notes out. The remote program's lines may have been cut by them.
std::string without_notes(std::string_view text, SshOutput& output) {
  std::string rest;
  while (true) {
    const std::size_t begin = text.find(kNote);
    if (begin == std::string_view::npos) return rest.append(text);
    const std::size_t end = text.find('\n', begin);
    const bool is_ours = end != std::string_view::npos && text[end - 1] == '\r';
    const std::size_t next = end == std::string_view::npos ? text.size() : end + 1;
    rest += text.substr(0, is_ours ? begin : next);
    if (is_ours) take_note(output, text.substr(begin + kNote.size(), end - 1 - begin - kNote.size()));
    text.remove_prefix(next);
  }
}

bool is_talk(std::string_view line) {
  for (const std::string_view beginning : kTalk)
    if (line.starts_with(beginning)) return true;
  return false;
}

}  // namespace

SshOutput read_ssh_output(std::string_view error_output) {
  SshOutput output;
  for (const std::string& line : split_lines(replace_all(without_notes(error_output, output), kEnd, "\n"))) {
    if (line.starts_with(kTalk[0])) output.logged_in = true;
    if (!is_talk(line)) output.text += line + "\n";
  }
  output.text = trim(output.text);
  return output;
}

std::string SshOutput::line_with(std::string_view part) const {
  for (const std::string& line : split_lines(text))
    if (line.find(part) != std::string::npos) return line;
  return {};
}

}  // namespace vent
