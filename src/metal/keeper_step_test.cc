#include "metal/keeper_step.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>

#include "metal/test_support/sample_lab.h"
#include "metal/wish.h"

namespace vent::metal {

void showValue(Wish wish, std::ostream& stream) {
  constexpr const char* kNames[] = {"power_on", "power_off", "reboot", "reinstall", "remove"};
  stream << kNames[static_cast<std::size_t>(wish)];
}

namespace {

Host with_fault(DeviceFault fault, HostState state, bool powered = true) {
  Host host = sample_host();
  host.rental.fault = fault;
  host.state = state;
  host.wanted.powered = powered;
  host.done.reinstalls = -1;
  return host;
}

TEST(NextStep, AFaultOnPurposeIsShownAndThenLeftAlone) {
  const auto step = [](const Host& host) { return next_step(host, false, MachineEnd::none); };
  EXPECT_EQ(step(with_fault(DeviceFault::never_active, HostState::queued)), KeeperStep::pretend_stuck);
  EXPECT_EQ(step(with_fault(DeviceFault::never_active, HostState::provisioning)), KeeperStep::rest);
  EXPECT_EQ(step(with_fault(DeviceFault::never_active, HostState::inactive, false)), KeeperStep::rest);
  EXPECT_EQ(step(with_fault(DeviceFault::fails, HostState::queued)), KeeperStep::pretend_broken);
  EXPECT_EQ(step(with_fault(DeviceFault::fails, HostState::failed)), KeeperStep::rest);
  EXPECT_EQ(step(with_fault(DeviceFault::early_active, HostState::queued)), KeeperStep::make_disk);
  Host deleted = with_fault(DeviceFault::never_active, HostState::deprovisioning);
  deleted.wanted.deleted = true;
  EXPECT_EQ(step(deleted), KeeperStep::erase);
}

struct StepCase {
  const char* about;
  HostState state;
  Wanted wanted;
  Done done;
  bool is_on;
  MachineEnd last_end;
  KeeperStep step;
};

TEST(NextStep, Table) {
  const Done disk{.reboots = 0, .reinstalls = 0};
  const MachineEnd none = MachineEnd::none;
  const Wanted off{.powered = false};
  for (const StepCase& each : std::vector<StepCase>{
           {"created", HostState::queued, {}, {}, false, none, KeeperStep::make_disk},
           {"has its disk", HostState::provisioning, {}, disk, false, none, KeeperStep::boot},
           {"boots", HostState::provisioning, {}, disk, true, none, KeeperStep::wait_for_ssh},
           {"answers", HostState::active, {}, disk, true, none, KeeperStep::rest},
           {"on and not wanted so", HostState::powering_off, off, disk, true, none, KeeperStep::pull_plug},
           {"off as wanted", HostState::powering_off, off, disk, false, none, KeeperStep::rest},
           {"a reboot is due and it is on",
            HostState::rebooting,
            {.reboots = 1},
            disk,
            true,
            none,
            KeeperStep::pull_plug},
           {"a reboot is due and it is off", HostState::rebooting, {.reboots = 1}, disk, false, none, KeeperStep::boot},
           {"switched on after its shutdown",
            HostState::powering_on,
            {.reboots = 1},
            disk,
            false,
            MachineEnd::shut_down,
            KeeperStep::boot},
           {"a new disk is due and it is on",
            HostState::reinstalling,
            {.reinstalls = 1},
            disk,
            true,
            none,
            KeeperStep::pull_plug},
           {"a new disk is due and it is off",
            HostState::reinstalling,
            {.reinstalls = 1},
            disk,
            false,
            none,
            KeeperStep::make_disk},
           {"lost its power", HostState::active, {}, disk, false, none, KeeperStep::boot},
           {"rebooted itself", HostState::active, {}, disk, false, MachineEnd::asked_reboot, KeeperStep::boot},
           {"shut itself down", HostState::active, {}, disk, false, MachineEnd::shut_down, KeeperStep::note_shut_down},
           {"broke", HostState::active, {}, disk, false, MachineEnd::broke, KeeperStep::note_broken},
           {"broke, and it is noted", HostState::failed, {}, disk, false, MachineEnd::broke, KeeperStep::rest},
           {"failed to answer, and still runs", HostState::failed, {}, disk, true, none, KeeperStep::wait_for_ssh},
           {"deleted and on", HostState::deprovisioning, {.deleted = true}, disk, true, none, KeeperStep::pull_plug},
           {"deleted and off", HostState::deprovisioning, {.deleted = true}, disk, false, none, KeeperStep::erase},
           {"deleted before it had a disk",
            HostState::deprovisioning,
            {.deleted = true},
            {},
            false,
            none,
            KeeperStep::erase}}) {
    Host host = sample_host();
    host.state = each.state;
    host.wanted = each.wanted;
    host.done = each.done;
    EXPECT_EQ(next_step(host, each.is_on, each.last_end), each.step) << each.about;
  }
}

// How a machine ends by itself.
constexpr int kShutDown = 0;
constexpr int kAskedReboot = 133;
constexpr int kBroke = 1;

enum class Expected { on, off, failed, gone };

// Works inside and outside of a property.
void demand(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

// A host's record, its machine and its files, and the keeper that looks after it. The keeper does each step in the
// pieces and the order of keeper.cc; between any two of them it can be killed, and its owner can wish something.
class World {
 public:
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World() {
    host_ = sample_host();
    host_->state = HostState::queued;
    host_->done = {};
  }

  // The keeper's next piece of work: looks, or goes on with the step it is at. False when it looked and rests.
  bool work() {
    if (!host_) return false;
    if (pieces_.empty()) {
      looked_at_ = *host_;
      return look();
    }
    const std::function<void()> piece = std::move(pieces_.front());
    pieces_.pop_front();
    piece();
    return true;
  }

  void kill_keeper() { pieces_.clear(); }

  void wish(Wish wish) {
    if (!host_ || host_->wanted.deleted) return;
    if (wish == Wish::remove) expected_ = Expected::gone;
    if (wish == Wish::power_off) expected_ = Expected::off;
    if (wish == Wish::reboot || wish == Wish::reinstall) expected_ = Expected::on;
    const bool asks_for_a_boot = !host_->wanted.powered || host_->state == HostState::failed;
    if (wish == Wish::power_on && asks_for_a_boot) expected_ = Expected::on;
    write_down(*host_, wish, host_->created_at);
  }

  void end_by_itself(int code) {
    if (!is_on_) return;
    is_on_ = false;
    ended_ = code;
    // What its owner asked for meanwhile comes after it.
    const bool is_asked_for =
        host_->done.reboots < host_->wanted.reboots || host_->done.reinstalls < host_->wanted.reinstalls;
    if (expected_ != Expected::on || is_asked_for) return;
    if (code == kShutDown) expected_ = Expected::off;
    if (code == kBroke) expected_ = Expected::failed;
  }

  void break_at_next_boot() { breaks_ = true; }

  const std::optional<Host>& host() const { return host_; }
  bool is_on() const { return is_on_; }
  bool has_disk() const { return disk_.has_value(); }
  Expected expected() const { return expected_; }
  int steps() const { return steps_; }

 private:
  MachineEnd last_end() const {
    if (switched_off_ || !ended_) return MachineEnd::none;
    if (*ended_ == kShutDown) return MachineEnd::shut_down;
    return *ended_ == kAskedReboot ? MachineEnd::asked_reboot : MachineEnd::broke;
  }

  bool look() {
    const KeeperStep step = next_step(looked_at_, is_on_, last_end());
    ++steps_;
    const bool was_asked_inside = last_end() == MachineEnd::asked_reboot;
    switch (step) {
      case KeeperStep::rest:
        if (looked_at_.wanted.powered || looked_at_.state == HostState::inactive ||
            looked_at_.state == HostState::failed)
          return false;
        pieces_ = {[this] { host_->state = HostState::inactive; }};
        return false;
      case KeeperStep::pull_plug:
        pieces_ = {[this] { switched_off_ = true; },
                   [this] {
                     is_on_ = false;
                     ended_ = 137;  // the launcher may live that moment longer
                   }};
        return true;
      case KeeperStep::make_disk:
        pieces_ = {[this] { host_->state = HostState::reinstalling; }, [this] { disk_.reset(); },
                   [this] { disk_ = looked_at_.wanted.reinstalls; }, [this] { ended_.reset(); },
                   [this] {
                     host_->done.reinstalls = looked_at_.wanted.reinstalls;
                     host_->done.reboots = looked_at_.wanted.reboots;
                   }};
        return true;
      case KeeperStep::boot:
        pieces_ = {[this] { ended_.reset(); },
                   [this, was_asked_inside] {
                     const HostState before = looked_at_.state;
                     if (before == HostState::active || before == HostState::inactive || before == HostState::failed)
                       host_->state = was_asked_inside ? HostState::rebooting : HostState::powering_on;
                     host_->done.reboots = looked_at_.wanted.reboots;
                   },
                   [this] { launch(); }};
        return true;
      case KeeperStep::wait_for_ssh:
        pieces_ = {[this] {
                     if (!is_on_) pieces_.clear();
                   },
                   [this] {
                     const bool is_wanted = next_step(*host_, true, MachineEnd::none) == KeeperStep::wait_for_ssh;
                     if (is_wanted) host_->state = HostState::active;
                   }};
        return true;
      case KeeperStep::note_shut_down:
        pieces_ = {[this] {
          if (next_step(*host_, false, MachineEnd::shut_down) != KeeperStep::note_shut_down) return;
          host_->wanted.powered = false;
          host_->state = HostState::inactive;
        }};
        return true;
      case KeeperStep::note_broken:
        pieces_ = {[this] {
          const Wanted& before = looked_at_.wanted;
          const Wanted& now = host_->wanted;
          if (now.powered == before.powered && now.deleted == before.deleted && now.reboots == before.reboots &&
              now.reinstalls == before.reinstalls)
            host_->state = HostState::failed;
        }};
        return true;
      case KeeperStep::pretend_stuck:
        pieces_ = {[this] { host_->state = HostState::provisioning; }};
        return true;
      case KeeperStep::pretend_broken:
        pieces_ = {[this] { host_->state = HostState::failed; }};
        return true;
      case KeeperStep::erase:
        demand(!is_on_, "a host was erased while it ran");
        pieces_ = {[this] { disk_.reset(); }, [this] { host_.reset(); }};
        return true;
    }
    return false;
  }

  void launch() {
    demand(!is_on_, "a host was booted while it ran");
    demand(disk_ == looked_at_.done.reinstalls, "a host was booted from a disk that is not its own");
    ended_.reset();
    switched_off_ = false;
    is_on_ = true;
    if (std::exchange(breaks_, false)) end_by_itself(kBroke);
  }

  std::optional<Host> host_;  // nothing when its record is gone
  Host looked_at_;
  std::deque<std::function<void()>> pieces_;
  bool is_on_ = false;
  std::optional<int> disk_;   // which reinstall made it
  std::optional<int> ended_;  // the file that the launcher leaves
  bool switched_off_ = false;
  bool breaks_ = false;
  int steps_ = 0;
  Expected expected_ = Expected::on;
};

// A whole life is at most: pull the plug, make a disk, boot, wait, and a look that rests; an end by itself is noted.
constexpr int kMostSteps = 6;

void expect_that_it_comes_to_rest(World& world) {
  const int before = world.steps();
  // Twice, for what a resting look still writes down.
  for (int rests = 0; rests < 2; ++rests)
    while (world.work()) demand(world.steps() - before <= kMostSteps, "it takes too many steps");
  const bool is_gone = world.expected() == Expected::gone;
  demand(world.is_on() == (world.expected() == Expected::on), "it is on and should be off, or the other way round");
  demand(world.host().has_value() != is_gone, "its record is still there, or gone");
  demand(world.has_disk() != is_gone, "its disk is still there, or gone");
  if (is_gone) return;
  const Host& host = *world.host();
  demand(is_settled(host), "it rests and is not settled");
  demand(host.done.reinstalls == host.wanted.reinstalls, "a reinstall was lost");
  if (world.expected() == Expected::on) {
    demand(host.done.reboots == host.wanted.reboots, "a reboot was lost");
    demand(host.state == HostState::active, "it runs and is not active");
  }
  if (world.expected() == Expected::failed) demand(host.state == HostState::failed, "it broke and has not failed");
}

void do_something(World& world) {
  switch (*rc::gen::weightedElement<int>({{12, 0}, {3, 1}, {6, 2}, {4, 3}, {1, 4}, {1, 5}})) {
    case 0:
      world.work();
      break;
    case 1:
      world.kill_keeper();
      break;
    case 2:
      world.wish(*rc::gen::element(Wish::power_on, Wish::power_off, Wish::reboot, Wish::reinstall));
      break;
    case 3:
      world.end_by_itself(*rc::gen::element(kShutDown, kAskedReboot, kBroke));
      break;
    case 4:
      world.break_at_next_boot();
      break;
    default:
      world.wish(Wish::remove);
      break;
  }
}

RC_GTEST_PROP(KeeperProperty, ReachesWhatIsWantedWhateverHappens, ()) {
  World world;
  if (*rc::gen::weightedElement<bool>({{3, true}, {1, false}})) expect_that_it_comes_to_rest(world);
  for (int left = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 80)); left > 0; --left) do_something(world);
  if (*rc::gen::arbitrary<bool>()) world.kill_keeper();
  expect_that_it_comes_to_rest(world);
}

// Chance finds the strange cases; this tries every boundary of the usual ones, with a keeper that is killed there and
// with one that goes on.
TEST(Keeper, MayBeKilledOrHearOfAWishAtEveryBoundary) {
  using Event = std::function<void(World&)>;
  const auto wish = [](Wish wanted) -> Event { return [wanted](World& world) { world.wish(wanted); }; };
  const auto end = [](int code) -> Event { return [code](World& world) { world.end_by_itself(code); }; };
  const std::vector<Event> events = {
      wish(Wish::power_on), wish(Wish::power_off), wish(Wish::reboot), wish(Wish::reinstall),
      wish(Wish::remove),   end(kShutDown),        end(kAskedReboot),  end(kBroke)};
  constexpr int kMostPieces = 25;
  for (const Event& first : events) {
    for (const Event& second : events) {
      for (int boundary = 0; boundary < kMostPieces; ++boundary) {
        for (const bool is_killed : {true, false}) {
          World world;
          expect_that_it_comes_to_rest(world);
          first(world);
          for (int i = 0; i < boundary; ++i) world.work();
          if (is_killed) world.kill_keeper();
          second(world);
          for (int i = 0; i < boundary; ++i) world.work();
          if (is_killed) world.kill_keeper();
          expect_that_it_comes_to_rest(world);
        }
      }
    }
  }
}

TEST(Keeper, AHostThatShutItselfDownStaysOffUntilItIsSwitchedOn) {
  World world;
  expect_that_it_comes_to_rest(world);
  world.end_by_itself(kShutDown);
  for (int restarts = 0; restarts < 3; ++restarts) {
    expect_that_it_comes_to_rest(world);
    EXPECT_FALSE(world.is_on());
    EXPECT_EQ(world.host()->state, HostState::inactive);
    world.kill_keeper();
  }
  for (const Wish wish : {Wish::power_on, Wish::reboot, Wish::reinstall}) {
    world.wish(wish);
    expect_that_it_comes_to_rest(world);
    EXPECT_TRUE(world.is_on());
    world.end_by_itself(kShutDown);
    expect_that_it_comes_to_rest(world);
    EXPECT_FALSE(world.is_on());
  }
}

TEST(Keeper, ABrokenHostIsTriedAgainOnlyWhenItsOwnerAsks) {
  World world;
  world.break_at_next_boot();
  expect_that_it_comes_to_rest(world);
  EXPECT_EQ(world.host()->state, HostState::failed);
  const int tries = world.steps();
  world.kill_keeper();
  expect_that_it_comes_to_rest(world);
  EXPECT_LE(world.steps() - tries, 2);
  for (const Wish wish : {Wish::reinstall, Wish::power_on}) {
    world.wish(wish);
    expect_that_it_comes_to_rest(world);
    EXPECT_EQ(world.host()->state, HostState::active);
    world.end_by_itself(kBroke);
    expect_that_it_comes_to_rest(world);
    EXPECT_EQ(world.host()->state, HostState::failed);
  }
}

}  // namespace
}  // namespace vent::metal
