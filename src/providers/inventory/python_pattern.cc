#include "providers/inventory/python_pattern.h"

#include <fmt/core.h>

#include <algorithm>
#include <bitset>
#include <functional>
#include <optional>
#include <vector>

#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

using Characters = std::bitset<256>;
// One bit for each place in the text, also the one behind its end.
using Places = std::vector<bool>;

constexpr std::string_view kAboutPlaces[] = {"^", "$", "\\A", "\\Z", "\\b", "\\B"};
constexpr int kMostRepetitions = 1000;
constexpr int kDeepest = 50;

std::size_t code(char character) { return static_cast<unsigned char>(character); }

Characters range(char first, char last) {
  Characters all;
  for (std::size_t at = code(first); at <= code(last); ++at) all.set(at);
  return all;
}

Characters only(char character) { return range(character, character); }

// \d, \w and \s, and in capitals their opposites.
std::optional<Characters> named_class(char name) {
  const Characters digits = range('0', '9');
  switch (name) {
    case 'd':
      return digits;
    case 'D':
      return ~digits;
    case 'w':
    case 'W': {
      const Characters word = digits | range('a', 'z') | range('A', 'Z') | only('_');
      return name == 'w' ? word : ~word;
    }
    case 's':
    case 'S': {
      const Characters space = range('\t', '\r') | only(' ');
      return name == 's' ? space : ~space;
    }
    default:
      return std::nullopt;
  }
}

std::optional<char> named_character(char name) {
  constexpr std::string_view kNames = "nrtfva";
  constexpr std::string_view kMeant = "\n\r\t\f\v\a";
  const std::size_t at = kNames.find(name);
  return at == kNames.npos ? std::nullopt : std::optional<char>(kMeant[at]);
}

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool word_at(std::string_view text, std::size_t at) {
  return at < text.size() && (is_letter_or_digit(text[at]) || text[at] == '_');
}

bool at_edge_of_word(std::string_view text, std::size_t at) {
  return word_at(text, at) != (at > 0 && word_at(text, at - 1));
}

bool at_end(std::string_view text, std::size_t at) { return at == text.size(); }
// Python's $ is also true before a line break that ends the text.
bool at_end_of_line(std::string_view text, std::size_t at) {
  return at_end(text, at) || (at + 1 == text.size() && text[at] == '\n');
}
bool at_beginning(std::string_view, std::size_t at) { return at == 0; }

bool any(const Places& places) {
  for (const bool is_one : places)
    if (is_one) return true;
  return false;
}

using Step = std::function<Places(std::string_view text, const Places& from)>;

Step one_of(const Characters& characters) {
  return [characters](std::string_view text, const Places& from) {
    Places ends(from.size());
    for (std::size_t at = 0; at < text.size(); ++at)
      if (from[at] && characters[code(text[at])]) ends[at + 1] = true;
    return ends;
  };
}

Step only_where(const std::function<bool(std::string_view, std::size_t)>& is_so) {
  return [is_so](std::string_view text, const Places& from) {
    Places ends(from.size());
    for (std::size_t at = 0; at < from.size(); ++at) ends[at] = from[at] && is_so(text, at);
    return ends;
  };
}

Step one_after_another(std::vector<Step> steps) {
  return [steps = std::move(steps)](std::string_view text, Places places) {
    for (const Step& step : steps) places = step(text, places);
    return places;
  };
}

void add(Places& to, const Places& more) {
  for (std::size_t at = 0; at < to.size(); ++at) to[at] = to[at] || more[at];
}

Step any_of(std::vector<Step> steps) {
  return [steps = std::move(steps)](std::string_view text, const Places& from) {
    Places ends(from.size());
    for (const Step& step : steps) add(ends, step(text, from));
    return ends;
  };
}

// `most` is absent for "as often as it goes". Once a further round changes nothing, none after it does.
Step repeated(Step step, int least, std::optional<int> most) {
  return [step = std::move(step), least, most](std::string_view text, const Places& from) {
    Places places = from;
    for (int round = 0; round < least; ++round) {
      Places next = step(text, places);
      if (next == places) break;
      places = std::move(next);
    }
    Places ends = places;
    for (int round = least; !most || round < *most; ++round) {
      places = step(text, places);
      const Places before = ends;
      add(ends, places);
      if (ends == before) break;
    }
    return ends;
  };
}

Step seen_ahead(Step step, bool wanted) {
  return only_where([step = std::move(step), wanted](std::string_view text, std::size_t at) {
    Places from(text.size() + 1);
    from[at] = true;
    return any(step(text, from)) == wanted;
  });
}

struct Repetition {
  int least = 0;
  std::optional<int> most;
};

// Reads a pattern from left to right; `rest` is what is still to come.
struct Parser {
  std::string_view whole;
  std::string_view rest = whole;
  int depth = 0;
  bool is_ahead = false;  // within a (?=…) or (?!…)

  Error problem(const std::string& what) const {
    return Error(ErrorKind::bad_input, fmt::format("the pattern {}, character {}: {}", in_quotes(whole),
                                                   whole.size() - rest.size() + 1, what))
        .with_id("VENT_PATTERN");
  }
  Error not_understood(const std::string& what) const {
    return problem(what + " is not supported")
        .with_hint("say it with characters, classes like [a-z], groups, |, * + ? {2,3}, ^ $, (?=…) and (?!…)");
  }

  bool take(std::string_view text) {
    if (!rest.starts_with(text)) return false;
    rest.remove_prefix(text.size());
    return true;
  }
  char take_one() {
    const char first = rest.front();
    rest.remove_prefix(1);
    return first;
  }

  Result<Step> alternatives() {
    std::vector<Step> all;
    do {
      all.push_back(TRY(sequence()));
    } while (take("|"));
    return any_of(std::move(all));
  }

  Result<Step> sequence() {
    std::vector<Step> steps;
    while (!rest.empty() && rest.front() != '|' && rest.front() != ')') {
      const bool is_about_a_place =
          std::ranges::any_of(kAboutPlaces, [&](std::string_view begin) { return rest.starts_with(begin); });
      Step step = TRY(piece());
      if (const std::optional<Repetition> times = TRY(repetition())) {
        if (is_about_a_place) return fail(problem("there is nothing that could be repeated"));
        step = repeated(std::move(step), times->least, times->most);
        take("?");  // lazy: another choice among the matches, but there is one or there is none
        const std::optional<Repetition> another = TRY(repetition());
        if (another) return fail(not_understood("a repetition of a repetition"));
      }
      steps.push_back(std::move(step));
    }
    return one_after_another(std::move(steps));
  }

  Result<std::optional<Repetition>> repetition() {
    if (take("*")) return Repetition{.least = 0, .most = std::nullopt};
    if (take("+")) return Repetition{.least = 1, .most = std::nullopt};
    if (take("?")) return Repetition{.least = 0, .most = 1};
    return counted();
  }

  // {2}, {2,}, {,3} or {2,3}. Anything else in braces stands for itself, as in Python.
  Result<std::optional<Repetition>> counted() {
    const std::size_t end = rest.find('}');
    if (!rest.starts_with('{') || end == rest.npos) return std::optional<Repetition>();
    const std::string_view inside = rest.substr(1, end - 1);
    const std::size_t comma = inside.find(',');
    const std::string_view first = inside.substr(0, comma);
    const std::string_view second = comma == inside.npos ? first : inside.substr(comma + 1);
    const auto is_number = [](std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; };
    if (!is_number(first) || !is_number(second) || inside.empty()) return std::optional<Repetition>();
    const std::optional<long long> least = first.empty() ? 0 : parse_integer(first, 0, kMostRepetitions);
    const std::optional<long long> most =
        second.empty() ? kMostRepetitions : parse_integer(second, 0, kMostRepetitions);
    if (!least || !most) return fail(not_understood(fmt::format("more than {} repetitions", kMostRepetitions)));
    if (*least > *most) return fail(problem("the smaller number of repetitions comes first"));
    rest.remove_prefix(end + 1);
    Repetition found{.least = static_cast<int>(*least), .most = std::nullopt};
    if (!second.empty()) found.most = static_cast<int>(*most);
    return found;
  }

  Result<Step> piece() {
    if (rest.front() == '*' || rest.front() == '+' || rest.front() == '?')
      return fail(problem("there is nothing that could be repeated"));
    if (rest.front() == '\\') return escape();
    if (take("(")) return group();
    if (take("[")) return one_of(TRY(bracket()));
    if (take(".")) return one_of(~only('\n'));
    if (take("^")) return only_where(at_beginning);
    if (take("$")) return only_where(at_end_of_line);
    return one_of(only(take_one()));
  }

  Result<Step> escape() {
    if (rest.size() < 2) return fail(problem("a backslash at the end means nothing"));
    const char name = rest[1];
    if (name >= '1' && name <= '9') return fail(not_understood("a reference to a group"));
    if (name == 'A' || name == 'Z' || name == 'b' || name == 'B') {
      rest.remove_prefix(2);
      if (name == 'A') return only_where(at_beginning);
      if (name == 'Z') return only_where(at_end);
      return only_where([wanted = name == 'b'](std::string_view text, std::size_t at) {
        return at_edge_of_word(text, at) == wanted;
      });
    }
    return one_of(TRY(escaped_characters()));
  }

  // What a backslash stands for in a class and outside of one.
  Result<Characters> escaped_characters() {
    if (rest.size() < 2) return fail(problem("a backslash at the end means nothing"));
    const char name = rest[1];
    const std::optional<Characters> characters = named_class(name);
    const std::optional<char> character = named_character(name);
    if (!characters && !character && is_letter_or_digit(name)) return fail(not_understood(fmt::format("\\{}", name)));
    rest.remove_prefix(2);
    return characters ? *characters : only(character.value_or(name));
  }

  // Behind the opening parenthesis.
  Result<Step> group() {
    std::optional<bool> ahead;  // whether what is ahead must or must not match
    if (take("?=")) {
      ahead = true;
    } else if (take("?!")) {
      ahead = false;
    } else if (take("?P<")) {
      const std::size_t end = rest.find('>');
      if (end == rest.npos) return fail(problem("the name of a group has no end"));
      rest.remove_prefix(end + 1);
    } else if (!take("?:") && rest.starts_with('?')) {
      return fail(not_understood(fmt::format("({}…", rest.substr(0, 3))));
    }
    if (++depth > kDeepest) return fail(not_understood(fmt::format("more than {} groups in groups", kDeepest)));
    // Each would ask the one inside it again at every place.
    if (ahead && is_ahead) return fail(not_understood("looking ahead while looking ahead"));
    const bool was_ahead = is_ahead;
    is_ahead = is_ahead || ahead;
    Step inside = TRY(alternatives());
    if (!take(")")) return fail(problem("a group is not closed"));
    --depth;
    is_ahead = was_ahead;
    return ahead ? seen_ahead(std::move(inside), *ahead) : inside;
  }

  // Behind the opening bracket. A closing one that comes first stands for itself.
  Result<Characters> bracket() {
    const bool is_inverse = take("^");
    Characters all;
    for (bool is_first = true; is_first || !rest.starts_with(']'); is_first = false) {
      const Characters first = TRY(bracket_item());
      if (rest.size() < 2 || rest[0] != '-' || rest[1] == ']') {
        all |= first;
        continue;
      }
      rest.remove_prefix(1);
      const Characters last = TRY(bracket_item());
      if (first.count() != 1 || last.count() != 1) return fail(problem("a range goes from one character to another"));
      const auto place_in = [](const Characters& one) { return static_cast<unsigned char>(one._Find_first()); };
      if (place_in(first) > place_in(last)) return fail(problem("a range goes from a character to a later one"));
      all |= range(static_cast<char>(place_in(first)), static_cast<char>(place_in(last)));
    }
    rest.remove_prefix(1);
    return is_inverse ? ~all : all;
  }

  Result<Characters> bracket_item() {
    if (rest.empty()) return fail(problem("a class of characters is not closed"));
    if (rest.front() == '\\') return escaped_characters();
    return only(take_one());
  }
};

}  // namespace

Result<PythonPattern> PythonPattern::parse(std::string_view pattern) {
  Parser parser{.whole = pattern};
  Step all = TRY(parser.alternatives());
  if (!parser.rest.empty()) return fail(parser.problem("a group is closed that was not opened"));
  return PythonPattern(std::move(all));
}

bool PythonPattern::matches_beginning_of(std::string_view text) const {
  Places from(text.size() + 1);
  from[0] = true;
  return any(all_(text, from));
}

}  // namespace vent
