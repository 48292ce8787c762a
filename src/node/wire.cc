#include "node/wire.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "node/error_json.h"

namespace vent {
namespace {

constexpr std::array kSteps = {Step::making, Step::made, Step::unchanged, Step::undoing, Step::undone, Step::failed};

Json changes_json(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const Change& change : changes)
    list.push(Json::object().set("property", change.property).set("found", change.found).set("wanted", change.wanted));
  return list;
}

Result<std::vector<Change>> changes_in(const Json& json) {
  std::vector<Change> changes;
  for (const Json& item : TRY(json.list("changes"))) {
    Change& change = changes.emplace_back();
    change.property = TRY(item.text("property"));
    change.found = TRY(item.text("found"));
    change.wanted = TRY(item.text("wanted"));
  }
  return changes;
}

Result<std::optional<Error>> error_in(const Json& json) {
  const std::optional<Json> error = TRY(json.optional_field("error"));
  if (!error) return std::nullopt;
  return std::optional<Error>(error_from_json(*error));
}

}  // namespace

Json to_json(const Sight& sight) {
  Json json = Json::object().set("id", sight.id).set("changes", changes_json(sight.changes));
  if (sight.found_text) json.set("found_text", *sight.found_text);
  if (sight.error) json.set("error", to_json(*sight.error));
  return json;
}

Result<Sight> sight_from_json(const Json& json) {
  Sight sight;
  sight.id = TRY(json.text("id"));
  sight.changes = TRY(changes_in(json));
  sight.found_text = TRY(json.optional_text("found_text"));
  sight.error = TRY(error_in(json));
  return sight;
}

Json to_json(const StepTaken& step) {
  Json json =
      Json::object().set("step", step_name(step.step)).set("id", step.id).set("changes", changes_json(step.changes));
  if (step.error) json.set("error", to_json(*step.error));
  return json;
}

Result<StepTaken> step_from_json(const Json& json) {
  const std::string name = TRY(json.text("step"));
  const auto* known = std::ranges::find(kSteps, name, step_name);
  if (known == kSteps.end()) return fail(Error(ErrorKind::bug, fmt::format("a host reports the step '{}'", name)));
  StepTaken step;
  step.step = *known;
  step.id = TRY(json.text("id"));
  step.changes = TRY(changes_in(json));
  step.error = TRY(error_in(json));
  return step;
}

Json to_json(const LookAnswer& answer) {
  Json stages = Json::array(), missing = Json::array();
  for (const StageSight& stage : answer.stages) {
    Json resources = Json::array(), leftovers = Json::array();
    for (const Sight& sight : stage.resources) resources.push(to_json(sight));
    for (const std::string& id : stage.leftovers) leftovers.push(id);
    stages.push(Json::object().set("chapter", stage.chapter).set("resources", resources).set("leftovers", leftovers));
  }
  for (const std::string& digest : answer.missing) missing.push(digest);
  return Json::object().set("stages", stages).set("missing", missing);
}

Result<LookAnswer> look_answer_from_json(const Json& json) {
  LookAnswer answer;
  for (const Json& stage : TRY(json.list("stages"))) {
    StageSight& sight = answer.stages.emplace_back();
    sight.chapter = TRY(stage.text("chapter"));
    sight.leftovers = TRY(stage.texts("leftovers"));
    for (const Json& resource : TRY(stage.list("resources"))) sight.resources.push_back(TRY(sight_from_json(resource)));
  }
  for (const std::string& digest : TRY(json.texts("missing"))) answer.missing.insert(digest);
  return answer;
}

}  // namespace vent
