#include "events/terminal_listener.h"

#include <algorithm>

#include "events/match.h"

namespace vent {
namespace {

constexpr std::chrono::milliseconds kBetweenRedraws{100};
constexpr int kMostLines = 10;

}  // namespace

TerminalListener::TerminalListener(Clock& clock, Writer write, SizeSource size, Look look, Redraws redraws)
    : clock_(clock), size_(std::move(size)), look_(look), overprint_(std::move(write)) {
  if (redraws == Redraws::by_thread) {
    ticker_ = std::jthread([this](std::stop_token stop) {
      while (clock_.sleep_for(kBetweenRedraws, stop)) redraw();
    });
  }
}

TerminalListener::~TerminalListener() {
  if (ticker_.joinable()) {
    ticker_.request_stop();
    ticker_.join();
  }
  const std::scoped_lock lock(mutex_);
  std::string staying;
  while (!activities_.all().empty()) {
    // The last in the list is a part of those before it.
    staying += finish({activities_.all().back().id, Outcome::failed, "not finished"}, clock_.now());
  }
  show(staying, clock_.now());
}

void TerminalListener::on_event(const StampedEvent& event) noexcept {
  const std::scoped_lock lock(mutex_);
  const std::string staying = std::visit(
      Match{
          [&](const ActivityStarted& started) {
            activities_.start(started, event.moment);
            return std::string();
          },
          [&](const ActivityProgress& progress) {
            activities_.progress(progress);
            return std::string();
          },
          [&](const ActivityFinished& finished) { return finish(finished, event.moment); },
          [&](const Said& said) { return said_text(said, look_); },
          [&](const Failed& failed) { return failed_text(failed, look_); },
          [&](const Output& output) {
            return activities_.add_output(output) == nullptr ? loose_output_text(output.text) : std::string();
          },
      },
      event.event);
  // All else can wait for the next redraw, so a thousand events in a second cost ten.
  if (!staying.empty()) show(staying, event.moment);
}

void TerminalListener::redraw() noexcept {
  const std::scoped_lock lock(mutex_);
  show({}, clock_.now());
}

std::string TerminalListener::finish(const ActivityFinished& event, Moment now) {
  const RunningActivity activity = activities_.finish(event.id, now);
  return finished_text(activity, event.outcome, event.note, now, look_, size_().columns);
}

void TerminalListener::show(std::string_view staying, Moment now) {
  const TerminalSize size = size_();
  const int most_lines = std::min(kMostLines, size.rows - 1);
  overprint_.show(staying, running_lines(activities_.all(), now, look_, size.columns, most_lines));
}

}  // namespace vent
