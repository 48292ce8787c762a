#include "commands/explain.h"

#include "cluster/explain.h"

namespace vent {
namespace {

void print_json(const std::vector<const Field*>& fields) {
  Json list = Json::array();
  for (const Field* field : fields) list.push(field_json(*field));
  print(Json::object().set("schemaVersion", 1).set("fields", std::move(list)).pretty() + "\n");
}

}  // namespace

Result<int> explain(CommandContext& context, const std::string& path) {
  std::vector<const Field*> fields;
  if (path.empty())
    for (const Field& field : cluster_fields()) fields.push_back(&field);
  else
    fields.push_back(TRY(field_to_explain(path)));

  if (context.output == OutputChoice::json)
    print_json(fields);
  else
    print(path.empty() ? explain_all() : explain_field(*fields.front()));
  return 0;
}

}  // namespace vent
