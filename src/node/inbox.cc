#include "node/inbox.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/stop_event.h"

namespace vent {
namespace {

constexpr std::size_t kMostBytes = 8UL * 1024 * 1024;

}  // namespace

Inbox::Inbox(int descriptor, std::stop_source stop, std::stop_token ended)
    : descriptor_(descriptor),
      stop_(std::move(stop)),
      ended_(std::move(ended)),
      thread_([this](const std::stop_token& end_of_us) { read(end_of_us); }) {}

Result<std::optional<Message>> Inbox::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !messages_.empty() || over_; });
  if (!messages_.empty()) {
    Message message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= message.body.size();
    changed_.notify_all();
    return std::optional<Message>(std::move(message));
  }
  if (problem_) return fail(*problem_);
  return std::optional<Message>();
}

void Inbox::read(const std::stop_token& end_of_us) {
  const StopEvent our_end(end_of_us), ended(ended_);
  MessageReader reader;
  std::string piece(256UL * 1024, '\0');
  while (!end_of_us.stop_requested()) {
    std::array<pollfd, 3> events = {
        {{descriptor_, POLLIN, 0}, {our_end.descriptor(), POLLIN, 0}, {ended.descriptor(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), -1);
    if (ended_.stop_requested()) return end(std::nullopt);
    if (events[0].revents == 0) continue;
    const ssize_t size = ::read(descriptor_, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return end(std::nullopt);
    reader.add(std::string_view(piece).substr(0, static_cast<std::size_t>(size)));
    if (const Result<> taken = take_all_of(reader, end_of_us); !taken) return end(taken.error());
  }
}

Result<> Inbox::take_all_of(MessageReader& reader, const std::stop_token& end_of_us) {
  while (std::optional<Message> message = TRY(reader.next())) {
    if (message->header.text("do").value_or("") == "stop") stop_.request_stop();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, end_of_us, [&] { return bytes_ < kMostBytes; });
    bytes_ += message->body.size();
    messages_.push_back(*std::move(message));
    changed_.notify_all();
  }
  return Ok{};
}

void Inbox::end(std::optional<Error> problem) {
  stop_.request_stop();
  const std::scoped_lock lock(mutex_);
  over_ = true;
  problem_ = std::move(problem);
  changed_.notify_all();
}

}  // namespace vent
