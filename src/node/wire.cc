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
  for (const Json& change : TRY(json.list("changes")))
    changes.push_back({.property = TRY(change.text("property")),
                       .found = TRY(change.text("found")),
                       .wanted = TRY(change.text("wanted"))});
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
  return Sight{.id = TRY(json.text("id")),
               .changes = TRY(changes_in(json)),
               .found_text = TRY(json.optional_text("found_text")),
               .error = TRY(error_in(json))};
}

Json to_json(const StepTaken& step) {
  Json json =
      Json::object().set("step", step_name(step.step)).set("id", step.id).set("changes", changes_json(step.changes));
  if (step.error) json.set("error", to_json(*step.error));
  return json;
}

Result<StepTaken> step_from_json(const Json& json) {
  const std::string name = TRY(json.text("step"));
  const auto* step = std::ranges::find(kSteps, name, step_name);
  if (step == kSteps.end()) return fail(Error(ErrorKind::bug, fmt::format("a host reports the step '{}'", name)));
  return StepTaken{
      .step = *step, .id = TRY(json.text("id")), .changes = TRY(changes_in(json)), .error = TRY(error_in(json))};
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
    StageSight sight{
        .chapter = TRY(stage.text("chapter")), .resources = {}, .leftovers = TRY(stage.texts("leftovers"))};
    for (const Json& resource : TRY(stage.list("resources"))) sight.resources.push_back(TRY(sight_from_json(resource)));
    answer.stages.push_back(std::move(sight));
  }
  for (const std::string& digest : TRY(json.texts("missing"))) answer.missing.insert(digest);
  return answer;
}

}  // namespace vent
