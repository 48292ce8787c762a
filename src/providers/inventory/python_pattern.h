#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// A regular expression as Python's `re` reads it, for what is asked of host names: does it match from the beginning (as
// re.match does; what is behind the match doesn't matter)?
//
// Understood: . [ab-c] [^ab] \d \w \s \D \W \S, escaped signs, ^ $ \A \Z \b \B, groups of all kinds that have nothing to
// do with looking back, (?=…) and (?!…), |, and * + ? {2} {2,} {,3} {2,3}, also lazy ones. Refused, each by its name:
// references to groups, looking back, looking ahead while looking ahead, conditions, flags. Bytes stand for characters:
// host names have no others.
//
// It never takes long: all ways to match are followed at once, never one after another.
class PythonPattern {
 public:
  static Result<PythonPattern> parse(std::string_view pattern);

  bool matches_beginning_of(std::string_view text) const;

 private:
  // From the places in a text where a part of the pattern may begin to those where it may have ended. There is one bit
  // for each place, also for the one behind the end.
  using Step = std::function<std::vector<bool>(std::string_view text, const std::vector<bool>& from)>;
  explicit PythonPattern(Step all) : all_(std::move(all)) {}

  Step all_;
};

}  // namespace vent
