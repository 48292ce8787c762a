#include "cluster/cluster_yaml.h"

#include <fmt/core.h>

#include "cluster/fields.h"
#include "formats/yaml_reader.h"

namespace vent {
namespace {

class Reader {
 public:
  Reader(ClusterDraft& draft, Problems& problems) : draft_(draft), problems_(problems) {}

  // All fields right below the path, into the fields of the cluster or of the host that is being read.
  int read_below(std::string_view path, MappingReader& reader, WrittenFields& into) {
    for (const Field* field : fields_below(path)) read_field(*field, reader, into);
    return 0;
  }

 private:
  void read_field(const Field& field, MappingReader& reader, WrittenFields& into);
  void read_mapping_field(const Field& field, MappingReader& reader, WrittenFields& into);
  void read_list(const Field& field, MappingReader& reader);

  ClusterDraft& draft_;
  Problems& problems_;
};

std::optional<std::string> read_value(const Field& field, MappingReader& reader) {
  const std::string_view key = key_of(field);
  if (field.form == Form::port) {
    const std::optional<long long> number = reader.optional_integer(key, kLowestPort, kHighestPort);
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
  }
  if (field.presence == Presence::optional) return reader.optional_text(key);
  // A value that is missing has been complained about; an empty one is a bad value.
  const YamlNode* node = reader.find(key);
  std::string text = reader.required_text(key);
  return node != nullptr && node->kind == YamlKind::scalar ? std::optional(std::move(text)) : std::nullopt;
}

void Reader::read_field(const Field& field, MappingReader& reader, WrittenFields& into) {
  if (field.form == Form::list) return read_list(field, reader);
  if (has_fields(field.form)) return read_mapping_field(field, reader, into);
  if (std::optional<std::string> text = read_value(field, reader))
    into[std::string(field.path)] = {*std::move(text), reader.place(key_of(field))};
}

void Reader::read_mapping_field(const Field& field, MappingReader& reader, WrittenFields& into) {
  const std::string_view key = key_of(field);
  const bool is_written = reader.place(key) != reader.place("");
  if (field.form == Form::wish && is_written && reader.find(key) == nullptr)
    add_problem(problems_, "VENT_MISSING_FIELD", reader.place(key), fmt::format("'{}' has no value", key),
                fmt::format("write '{}: {{}}', or remove the line", key));
  const auto read = [&](MappingReader& inner) { return read_below(field.path, inner, into); };
  if (reader.optional_mapping(key, read)) into[std::string(field.path)] = {"", reader.place(key)};
}

void Reader::read_list(const Field& field, MappingReader& reader) {
  const std::string_view key = key_of(field);
  std::vector<ItemDraft>& items = field.path == "pools" ? draft_.pools : draft_.hosts;
  reader.optional_list_of_mappings(key, [&](MappingReader& inner) {
    ItemDraft& item = items.emplace_back();
    item.place = inner.place("");
    return read_below(field.path, inner, item.fields);
  });
  const YamlNode* list = reader.find(key);
  if (list != nullptr && list->items.size() != items.size()) draft_.has_all_hosts = false;
}

}  // namespace

ClusterDraft read_cluster_yaml(const YamlDocument& document, Problems& problems) {
  ClusterDraft draft;
  draft.place = document.place(document.root.begin);
  Reader reader(draft, problems);
  read_mapping(document, problems, [&](MappingReader& top) {
    reader.read_below("", top, draft.fields);
    if (top.find("hosts") == nullptr && top.find("pools") == nullptr) {
      add_problem(problems, "VENT_MISSING_FIELD", top.place("hosts"), "'hosts' is missing here, and so is 'pools'",
                  "list the machines there; examples: vent explain hosts, vent explain pools");
      draft.has_all_hosts = false;
    }
    return 0;
  });
  if (const auto hosts = document.root.find("hosts")) draft.place = document.place(hosts->begin);
  return draft;
}

}  // namespace vent
