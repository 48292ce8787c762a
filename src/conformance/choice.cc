#include "conformance/choice.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {
namespace {

// By upstream's own labels.
std::string_view label_filter(Part part) {
  switch (part) {
    case Part::parallel:
      return "Conformance && !(Serial || Slow || Disruptive)";
    case Part::slow:
      return "Conformance && Slow && !(Serial || Disruptive)";
    case Part::serial:
      break;
  }
  return "Conformance && (Serial || Disruptive)";
}

template <class List, class Name>
std::string one_of(const List& list, Name name) {
  std::vector<std::string> texts;
  for (const auto& one : list) texts.push_back(as_regular_expression(name(one)) + "$");
  return join(texts, "|");
}

}  // namespace

std::string_view part_name(Part part) {
  switch (part) {
    case Part::parallel:
      return "parallel";
    case Part::slow:
      return "slow";
    case Part::serial:
      break;
  }
  return "serial";
}

std::vector<Part> parts_of(const SpecChoice& choice) {
  if (choice.quick) return {Part::parallel};
  return {Part::parallel, Part::slow, Part::serial};
}

std::vector<std::string> choosing_words(const SpecChoice& choice, Part part) {
  std::vector<std::string> words = {fmt::format("--label-filter={}", label_filter(part))};
  // ginkgo takes what fits to any focus, so there is one: the quick ones are told by it, a user's narrows all.
  if (choice.quick) words.push_back("--focus=" + one_of(quick_specs(), [](std::string_view name) { return name; }));
  if (!choice.quick && !choice.focus.empty()) words.push_back("--focus=" + choice.focus);
  if (!left_out_specs().empty())
    words.push_back("--skip=" + one_of(left_out_specs(), [](const LeftOut& one) { return one.name; }));
  if (!choice.skip.empty()) words.push_back("--skip=" + choice.skip);
  return words;
}

std::string as_regular_expression(std::string_view text) {
  constexpr std::string_view kSpecial = R"(\.+*?()|[]{}^$)";
  std::string expression;
  for (const char character : text) {
    if (kSpecial.find(character) != std::string_view::npos) expression += '\\';
    expression += character;
  }
  return expression;
}

}  // namespace vent
