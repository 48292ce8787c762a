#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/error.h"

namespace vent {

// What can happen while a command works, as plain data. Senders say what happened and never how it looks; listeners
// show it and never decide anything. Texts may hold anything a program printed; each listener makes them safe to show.
//
// To add a kind: a struct here, its name in the Event variant, and the compiler names every listener that must say
// what it does with it.

// Counts from 1 within one bus. 0 means: no activity.
using ActivityId = std::uint64_t;

// A number of something: {26, "packages"}, {1048576, "bytes"}. Bytes are shown in larger units.
struct Amount {
  std::uint64_t number = 0;
  std::string unit;
};

enum class Outcome { done, changed, unchanged, failed, skipped };
enum class Level { info, warning };

// Something that takes time has begun. The title can be understood alone: "worker-2: install containerd".
struct ActivityStarted {
  ActivityId id = 0;
  ActivityId parent = 0;
  std::string title;
  std::optional<Amount> expected;  // what `done` below counts up to; number 0: only the unit is known yet
};

// How far it is. An absent total leaves the known one as it is; an empty note takes the last one away.
struct ActivityProgress {
  ActivityId id = 0;
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  std::string note;
};

struct ActivityFinished {
  ActivityId id = 0;
  Outcome outcome = Outcome::done;
  std::string note;
};

// A sentence for the person, without a newline at its end.
struct Said {
  Level level = Level::info;
  std::string text;
};

// The error a command ends with, or one of several it goes on after.
struct Failed {
  Error error;
};

// A piece of what a program printed, never cut inside a character (Activity::output sees to that). Shown whole if the
// activity fails. Without a running activity of that id it is shown at once, as lines of its own.
struct Output {
  ActivityId activity = 0;
  std::string text;
};

using Event = std::variant<ActivityStarted, ActivityProgress, ActivityFinished, Said, Failed, Output>;

// An event with the time the bus took it, on both clocks: `wall` to be shown, `moment` to reckon with.
struct StampedEvent {
  WallTime wall;
  Moment moment;
  Event event;
};

// "done", "changed", … and "info", "warning", as people and JSON read them.
std::string_view outcome_name(Outcome outcome);
std::string_view level_name(Level level);

}  // namespace vent
