#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vent {

// Which of upstream's specs are run, and with which words ginkgo is told so. Pure.

// A spec that isn't run, and why. `name` is as upstream's list of conformance tests has it.
struct LeftOut {
  std::string_view name;
  std::string_view why;
};
const std::vector<LeftOut>& left_out_specs();

// Forty quick ones, of every area some.
const std::vector<std::string_view>& quick_specs();

// The parts of a run: what bears neighbours; of that what takes minutes because it waits, begun together or the last of it
// would be waited for; and what wants the cluster for itself.
enum class Part { parallel, slow, serial };
std::string_view part_name(Part part);  // "parallel", "slow", "serial"

struct SpecChoice {
  std::string focus = {};  // a regular expression of the user's; empty: all
  std::string skip = {};   // the same; empty: none
  bool quick = false;      // instead of all
};

// The parts of a run: of the quick ones there is only the first.
std::vector<Part> parts_of(const SpecChoice& choice);
// The words that choose the specs of a part. The user's focus narrows what there is, and never widens it.
std::vector<std::string> choosing_words(const SpecChoice& choice, Part part);

// A regular expression that means exactly this text.
std::string as_regular_expression(std::string_view text);

}  // namespace vent
