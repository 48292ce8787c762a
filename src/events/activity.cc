#include "events/activity.h"

#include <utility>

#include "events/utf8.h"

namespace vent {

Activity::Activity(EventBus& bus, std::string title, std::optional<Amount> expected)
    : bus_(bus), id_(bus.new_activity_id()) {
  start(0, std::move(title), std::move(expected));
}

Activity::Activity(const Activity& parent, std::string title, std::optional<Amount> expected)
    : bus_(parent.bus_), id_(bus_.new_activity_id()) {
  start(parent.id_, std::move(title), std::move(expected));
}

Activity::~Activity() { finish(Outcome::failed); }

void Activity::start(ActivityId parent, std::string title, std::optional<Amount> expected) {
  bus_.send(ActivityStarted{id_, parent, std::move(title), std::move(expected)});
}

void Activity::progress(std::uint64_t done, std::string note) {
  bus_.send(ActivityProgress{id_, done, std::nullopt, std::move(note)});
}

void Activity::progress_of(std::uint64_t done, std::uint64_t total, std::string note) {
  bus_.send(ActivityProgress{id_, done, total, std::move(note)});
}

void Activity::output(std::string_view text) {
  std::string whole = std::exchange(half_character_, {}).append(text);
  const std::size_t end = whole.size() - unfinished_character(whole);
  half_character_ = whole.substr(end);
  whole.resize(end);
  if (!whole.empty()) bus_.send(Output{id_, std::move(whole)});
}

void Activity::finish(Outcome outcome, std::string note) {
  if (finished_) return;
  finished_ = true;
  if (!half_character_.empty()) bus_.send(Output{id_, std::move(half_character_)});
  bus_.send(ActivityFinished{id_, outcome, std::move(note)});
}

}  // namespace vent
