#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "events/bus.h"

namespace vent {

// Something that takes time, shown from construction to destruction:
//
//   Activity activity(bus, "base image", Amount{packages.size(), "packages"});
//   ...
//   activity.progress(12, "libc6");
//   return activity.finish_as(install(packages));
//
// An activity that is destroyed without having been finished has failed: that is what an early return with an error
// looks like. To be used by one thread at a time; any number of activities may run at once.
class Activity {
 public:
  Activity(EventBus& bus, std::string title, std::optional<Amount> expected = std::nullopt);
  // A part of another activity. The parent should outlive it.
  Activity(const Activity& parent, std::string title, std::optional<Amount> expected = std::nullopt);
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;
  ~Activity();

  ActivityId id() const { return id_; }

  void progress(std::uint64_t done, std::string note = {});
  // As above, when the total has become known or has changed.
  void progress_of(std::uint64_t done, std::uint64_t total, std::string note = {});
  // What a program printed, in pieces cut anywhere: half a character waits for its other half.
  void output(std::string_view text);

  // Only the first of these counts.
  void finish(Outcome outcome, std::string note = {});
  // Finished as done or as failed; passes the result through, whose error is shown by whoever gets it in the end.
  template <class T>
  Result<T> finish_as(Result<T> result) {
    finish(result ? Outcome::done : Outcome::failed);
    return result;
  }

 private:
  void start(ActivityId parent, std::string title, std::optional<Amount> expected);

  EventBus& bus_;
  ActivityId id_;
  std::string half_character_;
  bool finished_ = false;
};

}  // namespace vent
