#include "status/journal.h"

#include <fmt/core.h>

#include <array>
#include <optional>

#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/ssh_command.h"

namespace vent {
namespace {

// The first line tells which of the two follows: the journal, or the names of all units because one isn't there.
constexpr std::string_view kJournal = "@ journal", kNoUnit = "@ no unit ", kEnd = "@ journal ended ";
constexpr std::size_t kLongestLine = 65536;
constexpr std::chrono::seconds kSilence{60};
constexpr std::chrono::hours kFollowing{24 * 365};  // ssh itself notices a host that is gone

// "10m" is ten minutes ago; all else is journalctl's to understand.
std::string since_text(const std::string& since) {
  if (since.size() < 2 || std::string_view("smhd").find(since.back()) == std::string_view::npos) return since;
  return parse_integer(std::string_view(since).substr(0, since.size() - 1), 0, 1'000'000'000) ? "-" + since : since;
}

std::string journalctl(const JournalWish& wish) {
  std::vector<std::string> words = {"journalctl", "--no-pager", "--no-hostname", "--output=short-iso"};
  for (const std::string& unit : wish.units) words.push_back("--unit=" + unit);
  if (wish.lines > 0) words.push_back(fmt::format("--lines={}", wish.lines));
  if (!wish.since.empty()) words.push_back("--since=" + since_text(wish.since));
  if (wish.follow) words.emplace_back("--follow");
  return shell_quote(words);
}

std::string script(const JournalWish& wish) {
  std::string text = "LC_ALL=C; export LC_ALL\n";
  for (const std::string& unit : wish.only_if_there)
    text += fmt::format(
        "if [ \"$(systemctl show --property=LoadState --value -- {0})\" = not-found ]; then echo {1}{0}; "
        "systemctl list-unit-files --no-legend --plain --type=service | cut -d' ' -f1; exit; fi\n",
        shell_quote(unit), shell_quote(kNoUnit));
  // journalctl that follows ends when nobody reads any more; what went wrong stands behind what it wrote.
  return text + fmt::format("echo '{}'; {} 2>&1; echo \"{}$?\"\n", kJournal, journalctl(wish), kEnd);
}

Error no_unit(const std::string& host, const std::string& unit, std::string_view list) {
  const std::vector<std::string> names = split_lines(list);
  const std::optional<std::string> meant = nearest(unit, names);
  return Error(ErrorKind::bad_input, fmt::format("{} has no unit '{}'", host, unit))
      .with_id("VENT_NO_UNIT")
      .with_hint(meant ? fmt::format("did you mean '{}'?", *meant) : "without --unit it shows those of vent");
}

// Puts lines together from pieces, and knows what each is.
class Reader {
 public:
  Reader(std::string host, const std::function<void(std::string_view)>& take) : host_(std::move(host)), take_(take) {}

  void add(std::string_view piece) {
    text_.append(piece);
    std::string lines;
    for (std::optional<std::string> line = next_line(); line && !end_; line = next_line())
      if (is_of_journal(*line)) lines += *line + "\n";
    if (!lines.empty()) take_(lines);
  }
  // When journalctl has ended.
  const std::optional<std::string>& exit_code() const { return end_; }
  std::optional<Error> missing_unit() const {
    if (missing_unit_.empty()) return std::nullopt;
    return no_unit(host_, missing_unit_, units_);
  }

 private:
  std::optional<std::string> next_line() {
    const std::size_t end = text_.find('\n');
    if (end == std::string::npos && text_.size() < kLongestLine) return std::nullopt;
    std::string line = text_.substr(0, end);
    text_.erase(0, end == std::string::npos ? end : end + 1);
    return line;
  }
  bool is_of_journal(const std::string& line) {
    if (has_begun_ && line.starts_with(kEnd)) {
      end_ = line.substr(kEnd.size());
      return false;
    }
    if (has_begun_) return true;
    has_begun_ = line == kJournal;
    if (!missing_unit_.empty()) units_ += line + "\n";
    if (line.starts_with(kNoUnit)) missing_unit_ = line.substr(kNoUnit.size());
    return false;
  }

  std::string host_;
  const std::function<void(std::string_view)>& take_;
  std::string text_;
  bool has_begun_ = false;
  std::string missing_unit_, units_;
  std::optional<std::string> end_;
};

}  // namespace

std::string full_unit_name(const std::string& name) {
  return name.find('.') == std::string::npos ? name + ".service" : name;
}

std::string journal_command(const JournalWish& wish, const std::string& user) { return as_root(script(wish), user); }

Result<> read_journal(ByteStream& stream, const JournalWish& wish, const std::string& host, std::stop_token stop,
                      const std::function<void(std::string_view)>& take) {
  const Patience patience{.silence = wish.follow ? std::chrono::milliseconds(kFollowing) : kSilence, .stop = stop};
  std::array<char, 65536> piece{};
  Reader reader(host, take);
  while (!reader.exit_code()) {
    const Result<std::size_t> size = stream.read_some(piece, patience);
    if (!size) {
      stream.end({.silence = std::chrono::milliseconds(0)});
      // Who follows ends it so.
      if (wish.follow && size.error().kind == ErrorKind::interrupted) return Ok{};
      return fail(size.error());
    }
    if (*size == 0) return fail(reader.missing_unit().value_or(stream.why_it_ended()));
    reader.add({piece.data(), *size});
  }
  if (*reader.exit_code() == "0") return Ok{};
  return fail(
      Error(ErrorKind::failed, fmt::format("journalctl on {} ended with exit code {}", host, *reader.exit_code()))
          .with_id("VENT_JOURNAL")
          .with_hint("what it said stands above"));
}

}  // namespace vent
