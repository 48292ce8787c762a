#include "metal/link_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

namespace vent::metal {
namespace {

using namespace std::chrono_literals;

Direction way(std::uint32_t source, std::uint32_t destination) { return {Ipv4{source}, Ipv4{destination}}; }

// The smallest IPv4 packet that says where it belongs and which one it is.
std::string packet(const Direction& direction, const std::string& name, std::size_t size = 0) {
  std::string bytes(20, '\0');
  bytes[0] = 0x45;
  for (std::size_t index = 0; index < 4; ++index) {
    bytes[12 + index] = static_cast<char>(direction.source.value >> (24 - 8 * index));
    bytes[16 + index] = static_cast<char>(direction.destination.value >> (24 - 8 * index));
  }
  bytes += name;
  if (bytes.size() < size) bytes.resize(size);
  return bytes;
}

std::string name_of(const std::string& bytes) { return bytes.substr(20); }

// The names of all packets that are due.
std::string taken(LinkQueue& queue, Moment now) {
  std::string names;
  while (const std::optional<std::string> bytes = queue.take_due(now)) names += name_of(*bytes);
  return names;
}

const Moment kStart{};
const Direction kForth = way(1, 2);
const Direction kBack = way(2, 1);
const Direction kOther = way(1, 3);

TEST(LinkQueue, GivesAPacketBackWhenItsDelayIsOver) {
  LinkQueue queue(1);
  queue.set({{kForth, {.delay = 20ms}}});
  queue.arrive(kStart, packet(kForth, "a"));
  EXPECT_EQ(queue.next_due(), kStart + 20ms);
  EXPECT_EQ(queue.take_due(kStart + 20ms - 1ns), std::nullopt);
  EXPECT_EQ(queue.take_due(kStart + 20ms), packet(kForth, "a"));
  EXPECT_EQ(queue.next_due(), std::nullopt);
  EXPECT_EQ(queue.counts().passed, 1u);
  EXPECT_EQ(queue.held_bytes(), 0u);
}

TEST(LinkQueue, ASlowLinkDoesNotHoldUpAnother) {
  LinkQueue queue(1);
  queue.set({{kForth, {.delay = 1s}}, {kBack, {.delay = 1ms}}});
  queue.arrive(kStart, packet(kForth, "slow "));
  queue.arrive(kStart, packet(kBack, "fast "));
  queue.arrive(kStart, packet(kOther, "plain "));
  EXPECT_EQ(taken(queue, kStart), "plain ");
  EXPECT_EQ(taken(queue, kStart + 1ms), "fast ");
  EXPECT_EQ(taken(queue, kStart + 1s), "slow ");
}

TEST(LinkQueue, NewSettingsHoldForPacketsOnTheirWay) {
  LinkQueue queue(1);
  queue.set({{kForth, {.delay = 1h}}, {kBack, {.delay = 1h}}, {kOther, {.delay = 1h}}});
  queue.arrive(kStart, packet(kForth, "a"));
  queue.arrive(kStart + 1ms, packet(kForth, "b"));
  queue.arrive(kStart + 1ms, packet(kBack, "blocked"));
  queue.arrive(kStart + 2ms, packet(kOther, "plain"));
  queue.set({{kForth, {.delay = 10ms}}, {kBack, {.blocked = true}}});
  EXPECT_EQ(queue.counts().dropped, 1u);
  EXPECT_EQ(taken(queue, kStart + 2ms), "plain");
  queue.arrive(kStart + 3ms, packet(kForth, "c"));
  EXPECT_EQ(taken(queue, kStart + 12ms), "ab");
  EXPECT_EQ(taken(queue, kStart + 13ms), "c");
  EXPECT_EQ(queue.held_bytes(), 0u);
}

TEST(LinkQueue, LosesAllOrNothingAtTheEndsOfTheScale) {
  LinkQueue queue(1);
  queue.set({{kForth, {.loss = 1}}, {kBack, {.delay = 1us}}});
  for (int count = 0; count < 1000; ++count) {
    queue.arrive(kStart, packet(kForth, "x"));
    queue.arrive(kStart, packet(kBack, "y"));
  }
  EXPECT_EQ(taken(queue, kStart + 1us), std::string(1000, 'y'));
  EXPECT_EQ(queue.counts().lost, 1000u);
}

TEST(LinkQueue, DropsWhatIsNoIpv4AndWhatIsBlocked) {
  LinkQueue queue(1);
  queue.set({{kForth, {.blocked = true}}});
  std::string version_6 = packet(kBack, "a");
  version_6[0] = 0x60;
  for (const std::string& bytes : {std::string(), std::string(19, 'E'), version_6, packet(kForth, "a")})
    queue.arrive(kStart, bytes);
  EXPECT_EQ(queue.counts().dropped, 4u);
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST(LinkQueue, HoldsNoMoreThanItsLimit) {
  LinkQueue queue(1, 10'000);
  queue.set({{kForth, {.delay = 1s}}});
  for (int count = 0; count < 100; ++count) queue.arrive(kStart, packet(kForth, "p", 1000));
  EXPECT_LE(queue.held_bytes(), 10'000u);
  EXPECT_GT(queue.counts().dropped, 0u);
  // What was held comes, and then there is room again.
  while (queue.take_due(kStart + 1s)) {
  }
  EXPECT_EQ(queue.counts().passed + queue.counts().dropped, 100u);
  queue.arrive(kStart + 1s, packet(kForth, "late"));
  EXPECT_EQ(taken(queue, kStart + 2s), "late");
}

// Which of the first five hundred packets of a direction come through, when others may pass in between.
std::vector<bool> survivors(std::uint64_t seed, const Direction& direction, int others_between) {
  LinkQueue queue(seed);
  queue.set({{direction, {.loss = 0.3}}, {way(77, 78), {.loss = 0.3}}});
  std::vector<bool> result;
  for (int count = 0; count < 500; ++count) {
    for (int other = 0; other < others_between; ++other) queue.arrive(kStart, packet(way(77, 78), "other"));
    const std::uint64_t lost_before = queue.counts().lost;
    queue.arrive(kStart, packet(direction, "p"));
    result.push_back(queue.counts().lost == lost_before);
  }
  return result;
}

RC_GTEST_PROP(LinkQueueProperty, LosesTheSameForTheSameSeedWhateverElsePasses, (std::uint64_t seed)) {
  const Direction direction = way(*rc::gen::inRange(1u, 50u), *rc::gen::inRange(1u, 50u));
  const std::vector<bool> alone = survivors(seed, direction, 0);
  RC_ASSERT(survivors(seed, direction, *rc::gen::inRange(1, 4)) == alone);
  RC_ASSERT(survivors(seed + 1, direction, 0) != alone);
  RC_ASSERT(survivors(seed, way(direction.destination.value + 50, direction.source.value), 0) != alone);
  // Seven standard deviations around what is expected.
  const auto count = std::count(alone.begin(), alone.end(), true);
  RC_ASSERT(count > 278 && count < 422);
}

LinkTable any_table() {
  LinkTable table;
  for (std::uint32_t source = 1; source <= 3; ++source)
    for (std::uint32_t destination = 1; destination <= 3; ++destination)
      if (*rc::gen::arbitrary<bool>())
        table[way(source, destination)] = {.delay = std::chrono::microseconds(*rc::gen::inRange(0, 50)),
                                           .loss = *rc::gen::element(0.0, 0.0, 0.5),
                                           .blocked = *rc::gen::inRange(0, 6) == 0};
  return table;
}

// Runs the queue under a clock of ours as the emulator does it, next to a plain list of what must come.
class Run {
 public:
  explicit Run(std::size_t limit) : queue_(1, limit), limit_(limit) {}

  void set() {
    table_ = any_table();
    queue_.set(table_);
    for (auto& [direction, waiting] : waiting_)
      if (effect(direction).blocked) waiting.clear();
    check();
  }

  void arrive() {
    const Direction direction = way(*rc::gen::inRange(1u, 4u), *rc::gen::inRange(1u, 4u));
    const std::string name = std::to_string(arrived_++);
    const LinkQueue::Counts before = queue_.counts();
    queue_.arrive(now_, packet(direction, name, *rc::gen::inRange<std::size_t>(20, 200)));
    const LinkQueue::Counts& after = queue_.counts();
    RC_ASSERT(after.lost == before.lost || effect(direction).loss > 0);
    if (after.lost == before.lost && after.dropped == before.dropped)
      waiting_[direction].push_back({name, now_});
    else
      RC_ASSERT(after.lost + after.dropped == before.lost + before.dropped + 1);
    RC_ASSERT(!effect(direction).blocked || after.dropped == before.dropped + 1);
    check();
  }

  void advance(std::chrono::microseconds by) {
    const Moment end = now_ + by;
    while (const std::optional<Moment> due = queue_.next_due()) {
      if (*due > end) break;
      // New settings can make a packet due in the past.
      now_ = std::max(now_, *due);
      take();
    }
    now_ = end;
    RC_ASSERT(queue_.take_due(now_) == std::nullopt);
    check();
  }

 private:
  struct Waiting {
    std::string name;
    Moment arrival;
  };

  LinkEffect effect(const Direction& direction) const {
    const auto found = table_.find(direction);
    return found == table_.end() ? LinkEffect{} : found->second;
  }

  Moment due(const Direction& direction) const {
    return waiting_.at(direction).front().arrival + effect(direction).delay;
  }

  void take() {
    const std::optional<std::string> bytes = queue_.take_due(now_);
    RC_ASSERT(bytes.has_value());
    const Direction direction = way(static_cast<unsigned char>((*bytes)[15]), static_cast<unsigned char>((*bytes)[19]));
    std::deque<Waiting>& waiting = waiting_[direction];
    RC_ASSERT(!waiting.empty());
    RC_ASSERT(due(direction) <= now_);
    const std::string name = name_of(*bytes);
    RC_ASSERT(name.substr(0, name.find('\0')) == waiting.front().name);  // first in, first out
    waiting.pop_front();
    check();
  }

  // The next moment is the one of the packet that waits for the earliest; nothing appears and nothing is forgotten.
  void check() const {
    std::optional<Moment> next;
    std::uint64_t count = 0;
    for (const auto& [direction, waiting] : waiting_) {
      count += waiting.size();
      if (!waiting.empty()) next = std::min(next.value_or(Moment::max()), due(direction));
    }
    RC_ASSERT(queue_.next_due() == next);
    const LinkQueue::Counts& counts = queue_.counts();
    RC_ASSERT(counts.passed + counts.lost + counts.dropped + count == arrived_);
    RC_ASSERT(queue_.held_bytes() <= limit_);
    RC_ASSERT((queue_.held_bytes() == 0) == (count == 0));
  }

  LinkQueue queue_;
  std::size_t limit_;
  LinkTable table_;
  Moment now_{};
  std::uint64_t arrived_ = 0;
  std::map<Direction, std::deque<Waiting>> waiting_;
};

RC_GTEST_PROP(LinkQueueProperty, EveryPacketComesWhenItIsDueAndInOrder, ()) {
  Run run(*rc::gen::element<std::size_t>(1'000, 1'000'000));
  for (int steps = *rc::gen::inRange(0, 60); steps > 0; --steps) {
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
        run.set();
        break;
      case 1:
      case 2:
        run.advance(std::chrono::microseconds(*rc::gen::inRange(0, 30)));
        break;
      default:
        run.arrive();
        break;
    }
  }
  run.advance(1s);
}

}  // namespace
}  // namespace vent::metal
