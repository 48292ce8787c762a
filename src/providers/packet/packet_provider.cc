#include "providers/packet/packet_provider.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/sha256.h"
#include "base/text.h"
#include "providers/packet/packet_machine.h"
#include "providers/rent_plan.h"

namespace vent {
namespace {

constexpr int kMostDeletes = 3;
constexpr std::size_t kMetroLength = 2;

Error stopped() {
  return Error(ErrorKind::interrupted, "renting was stopped")
      .with_hint("run it again: it looks first what was made already");
}

// The type and the key itself; the comment behind it may differ.
std::string key_body(const std::string& public_key) {
  const std::vector<std::string> words = split_words(public_key);
  return words.size() < 2 ? public_key : words[0] + " " + words[1];
}

// A refusal at one place says nothing about the others.
bool is_about_the_place(const Error& error) {
  if (error.id != "VENT_API_REFUSED") return false;
  for (const char* word : {"vailable", "apacity", "acility", "metro", "old out"})
    if (error.message.find(word) != std::string::npos) return true;
  return false;
}

// Who asks an API for what it doesn't have gets nothing, and that is fine.
template <class T>
Result<T> or_nothing(Result<T> result) {
  if (!result && result.error().id == "VENT_API_NOT_FOUND") return T{};
  return result;
}

bool is_older(const Machine& a, const Machine& b) { return std::tie(a.created, a.id) < std::tie(b.created, b.id); }

Error in_doubt(const MachineWish& wish, const std::optional<Error>& last) {
  Error error(ErrorKind::failed, fmt::format("the machine {} could not be rented: no clear answer after {} tries",
                                             wish.name, kMostCreates));
  error.id = "VENT_RENT_IN_DOUBT";
  if (last) error.details = last->text();
  error.hint = "run it again later: it looks first whether a machine was made after all";
  return error;
}

}  // namespace

void PacketProvider::tell(std::string text) const {
  if (settings_.tell) settings_.tell(std::move(text));
}

Result<std::vector<Machine>> PacketProvider::list() {
  std::vector<Machine> machines;
  const std::vector<Json> devices = TRY(api_.list(devices_path(), "devices"));
  for (const Json& device : devices) machines.push_back(TRY(machine_from_device(device)));
  return machines;
}

Result<std::optional<Machine>> PacketProvider::look(const std::string& token) {
  std::vector<Machine> found;
  std::vector<Machine> machines = TRY(list());
  for (Machine& machine : machines)
    if (!is_leaving(machine) && tag_value(machine, kTokenTag) == token) found.push_back(std::move(machine));
  if (found.empty()) return std::optional<Machine>();
  std::ranges::sort(found, is_older);
  const Machine kept = found.front();
  found.erase(found.begin());
  TRY(drop_surplus(found, kept));
  return std::optional<Machine>(kept);
}

// Two machines of one token can only come from a create that was carried out long after its answer was given up. Nobody
// uses the younger one yet, and it costs money. One that is up already is left to a person.
Result<> PacketProvider::drop_surplus(const std::vector<Machine>& surplus, const Machine& kept) {
  for (const Machine& machine : surplus) {
    const bool is_new = machine.state == "queued" || machine.state == "provisioning";
    if (!is_new || machine.is_locked) {
      tell(fmt::format("{} was made twice: {} is one too many and up already; to give it back: vent machine delete {}",
                       kept.name, machine.id, machine.id));
      continue;
    }
    tell(fmt::format("{} was made twice: {} is given back", kept.name, machine.id));
    TRY(remove(machine));
  }
  return Ok{};
}

Result<Machine> PacketProvider::create(const MachineWish& wish) {
  const std::string token = creation_token(wish, settings_.project.id);
  RentSight sight;
  bool has_paused = false, was_unclear = false;
  std::vector<std::string> places_left;
  std::vector<std::string> ssh_keys;
  std::optional<Machine> found;
  std::optional<Error> last;
  while (true) {
    switch (next_rent_step(sight, has_paused)) {
      case RentStep::pause:
        if (!settings_.clock.sleep_for(rent_pause(sight.empty_looks), settings_.stop)) return fail(stopped());
        has_paused = true;
        break;
      case RentStep::look:
        found = TRY(look(token));
        sight.was_found = found.has_value();
        sight.has_looked = true;
        sight.empty_looks += found ? 0 : 1;
        has_paused = false;
        break;
      case RentStep::create: {
        if (places_left.empty()) {
          places_left = TRY(places(wish));
          ssh_keys = TRY(ensure_ssh_keys(wish.public_keys));
        }
        const Json body = device_request(wish, places_left.front(), token, ssh_keys);
        const Result<Json> answer = api_.change("POST", devices_path(), body);
        sight = {.creates = sight.creates + 1};
        Result<Machine> made = answer ? machine_from_device(*answer) : fail(answer.error());
        if (made) return made;
        last = made.error();
        if (last->kind == ErrorKind::interrupted) return fail(stopped().with_details(last->text()));
        const bool may_be_there = answer || may_have_been_done(*last);
        was_unclear = was_unclear || may_be_there;
        if (may_be_there || last->id == "VENT_API_BUSY") {
          sight.is_in_doubt = true;
          tell(may_be_there ? fmt::format("renting {}: no clear answer ({}); looking what became of it", wish.name,
                                          last->message)
                            : fmt::format("renting {}: {}; trying again", wish.name, last->message));
        } else if (is_about_the_place(*last) && places_left.size() > 1) {
          tell(fmt::format("renting {}: not at {} ({})", wish.name, places_left.front(), last->message));
          places_left.erase(places_left.begin());
          sight.creates = 0;
        } else {
          return fail(*std::move(last));
        }
        break;
      }
      case RentStep::take:
        return *std::move(found);
      case RentStep::give_up:
        // Who was told each time to come later is in no doubt.
        return fail(was_unclear || !last ? in_doubt(wish, last) : *std::move(last));
    }
  }
}

Result<std::vector<std::string>> PacketProvider::places(const MachineWish& wish) {
  if (!wish.max_price) return places_for(wish, {});
  std::vector<MachinePrice> known = TRY(prices());
  // An API without a market judges the bid by itself.
  if (known.empty()) {
    MachineWish without_bid = wish;
    without_bid.max_price.reset();
    return places_for(without_bid, {});
  }
  return places_for(wish, known);
}

Result<std::vector<std::string>> PacketProvider::ensure_ssh_keys(const std::vector<std::string>& public_keys) {
  std::vector<std::string> ids;
  if (public_keys.empty()) return ids;
  const std::string path = "/projects/" + settings_.project.id + "/ssh-keys";
  std::vector<Json> known = TRY(api_.list(path, "ssh_keys"));
  const auto id_of = [&](const std::string& key) -> std::string {
    for (const Json& one : known)
      if (key_body(one.optional_text("key").value_or(std::nullopt).value_or("")) == key_body(key))
        return one.text("id").value_or("");
    return "";
  };
  for (const std::string& key : public_keys) {
    std::string id = id_of(key);
    if (id.empty()) {
      const std::string label = "vent-" + sha256_hex(key_body(key)).substr(0, 12);
      const Result<Json> made = api_.change("POST", path, Json::object().set("label", label).set("key", key));
      // "Not found" and "exists already" are also said of a key that was just taken: the list knows.
      known = TRY(api_.list(path, "ssh_keys"));
      id = id_of(key);
      if (id.empty() && made) id = made->text("id").value_or("");
      if (id.empty()) {
        Error error = made ? Error(ErrorKind::failed, "the API took an SSH key and doesn't know it") : made.error();
        return fail(std::move(error).with_context("registering an SSH key"));
      }
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

Result<> PacketProvider::act(const Machine& machine, MachineAction action) {
  if (action == MachineAction::lock || action == MachineAction::unlock) {
    TRY(api_.change("PUT", "/devices/" + machine.id, Json::object().set("locked", action == MachineAction::lock)));
    return Ok{};
  }
  TRY(api_.change("POST", fmt::format("/devices/{}/actions", machine.id),
                  Json::object().set("type", action_name(action))));
  return Ok{};
}

Result<> PacketProvider::reinstall(const Machine& machine, const std::string& operating_system) {
  Json body = Json::object().set("type", action_name(MachineAction::reinstall));
  if (!operating_system.empty()) body.set("operating_system", operating_system);
  TRY(api_.change("POST", fmt::format("/devices/{}/actions", machine.id), body));
  return Ok{};
}

Result<> PacketProvider::remove(const Machine& machine) {
  std::optional<Error> last;
  for (int tries = 0; tries < kMostDeletes; ++tries) {
    if (tries > 0 && !settings_.clock.sleep_for(rent_pause(tries - 1), settings_.stop)) break;
    const Result<Json> answer = api_.change("DELETE", "/devices/" + machine.id);
    if (answer || answer.error().id == "VENT_API_NOT_FOUND") return Ok{};
    last = answer.error();
    // The API says "not permitted" of what is gone, so only the list tells the two apart.
    const bool may_be_gone =
        last->id == "VENT_API_FORBIDDEN" || last->id == "VENT_API_BUSY" || may_have_been_done(*last);
    if (!may_be_gone) break;
    const std::vector<Machine> left = TRY(list());
    const auto found = std::ranges::find(left, machine.id, &Machine::id);
    if (found == left.end() || is_leaving(*found)) return Ok{};
    if (last->id == "VENT_API_FORBIDDEN") break;
  }
  if (!last) return fail(stopped());
  return fail(std::move(*last).with_context(fmt::format("deleting {}", machine.name)));
}

Result<std::vector<MachinePrice>> PacketProvider::prices() {
  const std::vector<PacketPlan> plans = plans_from(TRY(or_nothing(api_.list("/plans", "plans"))));
  const Json table = TRY(or_nothing(api_.get("/market/spot/prices")));
  if (table.is_null()) return std::vector<MachinePrice>();
  std::vector<MachinePrice> prices = TRY(prices_from(table, plans));
  const Json metros = TRY(or_nothing(api_.get("/market/spot/prices/metros")));
  if (metros.is_null()) return prices;
  std::vector<MachinePrice> more = TRY(prices_from(metros, plans));
  std::erase_if(more, [](const MachinePrice& price) { return price.facility.size() != kMetroLength; });
  prices.insert(prices.end(), more.begin(), more.end());
  return prices;
}

Result<std::vector<MachineEvent>> PacketProvider::events(const Machine& machine) {
  std::vector<MachineEvent> events;
  const std::vector<Json> list = TRY(api_.list(fmt::format("/devices/{}/events", machine.id), "events"));
  const auto text = [](const Json& json, const std::string& key) {
    return json.optional_text(key).value_or(std::nullopt).value_or("");
  };
  for (const Json& item : list) {
    MachineEvent event{text(item, "id"), text(item, "type"), text(item, "interpolated"), text(item, "created_at")};
    if (event.text.empty()) event.text = text(item, "body");
    events.push_back(std::move(event));
  }
  // The API shows the newest first, and several of one second.
  std::ranges::reverse(events);
  std::ranges::stable_sort(events, {}, &MachineEvent::created);
  return events;
}

Result<PacketCatalogue> PacketProvider::catalogue() {
  PacketCatalogue catalogue;
  catalogue.plans = plans_from(TRY(or_nothing(api_.list("/plans", "plans"))));
  catalogue.facilities = facilities_from(TRY(or_nothing(api_.list("/facilities", "facilities"))));
  catalogue.systems = systems_from(TRY(or_nothing(api_.list("/operating-systems", "operating_systems"))));
  return catalogue;
}

Result<std::vector<PacketProvider::PriceAt>> PacketProvider::price_history(const std::string& facility,
                                                                           const std::string& plan, WallTime from,
                                                                           WallTime until) {
  const auto seconds = [](WallTime time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  };
  const Json answer =
      TRY(api_.get("/market/spot/prices/history",
                   {{"facility", facility}, {"plan", plan}, {"from", seconds(from)}, {"until", seconds(until)}}));
  const Json history = TRY(answer.field("prices_history"));
  // Which way round a point is, [price, time] or [time, price], differs; a time is far larger than any price.
  std::vector<PriceAt> prices;
  for (const Json& point : history.field("datapoints").value_or(Json()).items()) {
    const std::vector<Json> pair = point.items();
    if (pair.size() != 2) continue;
    const double a = pair[0].number().value_or(static_cast<double>(pair[0].integer().value_or(0)));
    const double b = pair[1].number().value_or(static_cast<double>(pair[1].integer().value_or(0)));
    prices.push_back({std::min(a, b), static_cast<std::int64_t>(std::max(a, b))});
  }
  return prices;
}

Result<Json> PacketProvider::capacity() {
  const Json answer = TRY(api_.get("/capacity"));
  return answer.field("capacity");
}

Result<PacketProject> find_project(PacketApi& api, const std::string& wanted) {
  std::vector<PacketProject> projects;
  std::vector<std::string> names;
  const std::vector<Json> list = TRY(api.list("/projects", "projects"));
  for (const Json& item : list) {
    PacketProject project;
    project.id = TRY(item.text("id"));
    project.name = item.optional_text("name").value_or(std::nullopt).value_or("");
    if (project.id == wanted) return project;
    names.push_back(project.name);
    projects.push_back(std::move(project));
  }
  if (wanted.empty() && projects.size() == 1) return projects.front();
  if (wanted.empty() && projects.empty())
    return fail(Error(ErrorKind::missing, "the API shows no project to this token")
                    .with_id("VENT_PROJECT_UNKNOWN")
                    .with_hint("make a project there, or take the token of somebody who is in one"));
  if (wanted.empty())
    return fail(Error(ErrorKind::bad_input, fmt::format("there are {} projects, and none was chosen", projects.size()))
                    .with_id("VENT_PROJECT_NEEDED")
                    .with_hint(fmt::format("--project NAME or PACKET_PROJECT_ID; there are: {}", join(names, ", "))));
  const auto count = std::ranges::count(names, wanted);
  if (count == 1) return *std::ranges::find(projects, wanted, &PacketProject::name);
  if (count > 1) {
    std::vector<std::string> ids;
    for (const PacketProject& project : projects)
      if (project.name == wanted) ids.push_back(project.id);
    return fail(Error(ErrorKind::conflict, fmt::format("{} projects are called '{}'", count, wanted))
                    .with_id("VENT_PROJECT_AMBIGUOUS")
                    .with_hint("name one by its id: " + join(ids, ", ")));
  }
  const std::optional<std::string> near = nearest(wanted, names);
  return fail(Error(ErrorKind::missing, fmt::format("there is no project '{}'", wanted))
                  .with_id("VENT_PROJECT_UNKNOWN")
                  .with_hint(near ? fmt::format("did you mean '{}'?", *near) : "there are: " + join(names, ", ")));
}

}  // namespace vent
