#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "node/batch.h"

namespace vent {

// How what a batch sees and does travels to the operator: written here, read there.

Json to_json(const Sight& sight);
Result<Sight> sight_from_json(const Json& json);

Json to_json(const StepTaken& step);
Result<StepTaken> step_from_json(const Json& json);

// One chapter's part of a look.
struct StageSight {
  std::string chapter;
  std::vector<Sight> resources;
  std::vector<std::string> leftovers;  // made once for this chapter, and no longer wanted
};

struct LookAnswer {
  std::vector<StageSight> stages;
  std::set<std::string> missing;  // digests of contents that the host needs and hasn't got
};

Json to_json(const LookAnswer& answer);
Result<LookAnswer> look_answer_from_json(const Json& json);

}  // namespace vent
