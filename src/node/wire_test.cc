#include "node/wire.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "node/error_json.h"
#include "node/facts.h"
#include "node/probe.h"

namespace vent {
namespace {

// Text as JSON can carry it: UTF-8.
std::string any_text() {
  const auto piece = rc::gen::element<std::string>("", "a", "\"", "\\", "\n", "é", "→", "\t", "/etc/x", "{}", "\x01");
  std::string text;
  for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) text += one;
  return text;
}
template <class Make>
auto some(Make make) {
  std::vector<decltype(make())> all;
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) all.push_back(make());
  return all;
}

Error any_error() {
  Error error(*rc::gen::element(ErrorKind::bad_input, ErrorKind::not_permitted, ErrorKind::missing, ErrorKind::conflict,
                                ErrorKind::not_reachable, ErrorKind::timed_out, ErrorKind::failed, ErrorKind::no_space,
                                ErrorKind::interrupted, ErrorKind::bug),
              any_text());
  error.id = any_text();
  error.context = some(any_text);
  error.hint = any_text();
  error.details = any_text();
  error.retry = *rc::gen::element(Retry::never, Retry::later);
  if (*rc::gen::arbitrary<bool>())
    error.place = Place{.file = any_text(), .line = *rc::gen::inRange(0, 99), .column = *rc::gen::inRange(0, 99)};
  return error;
}

bool is_same(const Error& a, const Error& b) {
  return a.kind == b.kind && a.message == b.message && a.id == b.id && a.place == b.place && a.context == b.context &&
         a.hint == b.hint && a.details == b.details && a.retry == b.retry && a.text() == b.text();
}
bool is_same(const std::optional<Error>& a, const std::optional<Error>& b) {
  return a.has_value() == b.has_value() && (!a || is_same(*a, *b));
}

std::optional<Error> perhaps_an_error() {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_error()) : std::nullopt;
}
Change any_change() { return {.property = any_text(), .found = any_text(), .wanted = any_text()}; }
Sight any_sight() {
  Sight sight{.id = any_text(), .changes = some(any_change), .found_text = {}, .error = perhaps_an_error()};
  if (*rc::gen::arbitrary<bool>()) sight.found_text = any_text();
  return sight;
}
bool is_same(const Sight& a, const Sight& b) {
  return a.id == b.id && a.changes == b.changes && a.found_text == b.found_text && is_same(a.error, b.error);
}

// As it arrives: through text.
template <class Value>
Json sent(const Value& value) {
  return parse_json(to_json(value).compact(), "what was sent").value();
}

RC_GTEST_PROP(Wire, AnErrorLosesNothing, ()) {
  const Error error = any_error();
  RC_ASSERT(is_same(error_from_json(sent(error)), error));
}

TEST(Wire, WhatIsNoErrorIsShownAsItCame) {
  const Error error = error_from_json(parse_json("[1]", "x").value());
  EXPECT_EQ(error.kind, ErrorKind::failed);
  EXPECT_EQ(error.message, "the host reported an error that can't be read: [1]");
}

RC_GTEST_PROP(Wire, ASightLosesNothing, ()) {
  const Sight sight = any_sight();
  const Result<Sight> again = sight_from_json(sent(sight));
  RC_ASSERT(again.has_value());
  RC_ASSERT(is_same(*again, sight));
}

RC_GTEST_PROP(Wire, AStepLosesNothing, ()) {
  const StepTaken step{
      .step = *rc::gen::element(Step::making, Step::made, Step::unchanged, Step::undoing, Step::undone, Step::failed),
      .id = any_text(),
      .changes = some(any_change),
      .error = perhaps_an_error()};
  const Result<StepTaken> again = step_from_json(sent(step));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->step == step.step);
  RC_ASSERT(again->id == step.id);
  RC_ASSERT(again->changes == step.changes);
  RC_ASSERT(is_same(again->error, step.error));
}

TEST(Wire, AStepOfTheFutureIsRefused) {
  EXPECT_FALSE(step_from_json(parse_json(R"({"step": "dancing", "id": "x", "changes": []})", "x").value()));
}

RC_GTEST_PROP(Wire, ALookLosesNothing, ()) {
  LookAnswer answer;
  answer.stages =
      some([] { return StageSight{.chapter = any_text(), .resources = some(any_sight), .leftovers = some(any_text)}; });
  for (const std::string& digest : some(any_text)) answer.missing.insert(digest);
  const Result<LookAnswer> again = look_answer_from_json(sent(answer));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->missing == answer.missing);
  RC_ASSERT(again->stages.size() == answer.stages.size());
  for (std::size_t i = 0; i < answer.stages.size(); ++i) {
    const StageSight &a = again->stages[i], &b = answer.stages[i];
    RC_ASSERT(a.chapter == b.chapter);
    RC_ASSERT(a.leftovers == b.leftovers);
    RC_ASSERT(std::equal(a.resources.begin(), a.resources.end(), b.resources.begin(), b.resources.end(),
                         [](const Sight& x, const Sight& y) { return is_same(x, y); }));
  }
}

RC_GTEST_PROP(Wire, FactsLoseNothing, ()) {
  const auto number = [] { return *rc::gen::inRange<std::int64_t>(0, 1LL << 62); };
  const auto small = [] { return *rc::gen::inRange(0, 65536); };
  Facts facts{
      .host_name = any_text(),
      .os = any_text(),
      .os_name = any_text(),
      .kernel = any_text(),
      .architecture = any_text(),
      .machine_id = any_text(),
      .init = any_text(),
      .cgroups = any_text(),
      .cpus = number(),
      .memory_bytes = number(),
      .free_bytes = number(),
      .time_ms = number(),
      .disk_sync_ms = static_cast<double>(small()) / 7,
      .disk_problem = any_text(),
      .swap_in_use = *rc::gen::arbitrary<bool>(),
      .missing_features = some(any_text),
      .other_installers = some(any_text),
      .addresses = some([&] {
        return InterfaceAddress{.interface = any_text(), .address = any_text(), .prefix = small(), .mtu = small()};
      }),
      .listening = some([&] {
        return PortInUse{
            .protocol = any_text(), .address = any_text(), .port = small(), .program = any_text(), .unit = any_text()};
      }),
      .probe_port = small()};
  const Result<Facts> again = facts_from_json(sent(facts));
  RC_ASSERT(again.has_value());
  RC_ASSERT(to_json(*again).compact() == to_json(facts).compact());
  RC_ASSERT(again->disk_sync_ms == facts.disk_sync_ms);
  RC_ASSERT(again->addresses.size() == facts.addresses.size());
}

// A field left out of either direction would be missed by the property above, which compares what was written.
TEST(Wire, FactsThatLackAFieldAreRefused) {
  const Json whole = to_json(Facts{});
  EXPECT_EQ(whole.keys().size(), 20U) << "as many as Facts has members";
  for (const std::string& left_out : whole.keys()) {
    Json part = Json::object();
    for (const JsonEntry& entry : whole.entries())
      if (entry.key != left_out) part.set(entry.key, entry.value);
    EXPECT_FALSE(facts_from_json(part)) << left_out;
  }
}

RC_GTEST_PROP(Wire, ProbesLoseNothing, ()) {
  const Reach reach{.host = any_text(),
                    .tcp = *rc::gen::arbitrary<bool>(),
                    .udp = *rc::gen::arbitrary<bool>(),
                    .path_mtu = *rc::gen::inRange(0, 65536)};
  RC_ASSERT(reach_from_json(sent(reach)).value() == reach);
  const Peer peer{
      .host = any_text(), .address = Ipv4{*rc::gen::arbitrary<std::uint32_t>()}, .port = *rc::gen::inRange(0, 65536)};
  const Peer again = peer_from_json(sent(peer)).value();
  RC_ASSERT(again.host == peer.host);
  RC_ASSERT(again.address.value == peer.address.value);
  RC_ASSERT(again.port == peer.port);
}

}  // namespace
}  // namespace vent
