#include "cluster/explain.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

constexpr std::size_t kWidth = 80;

std::string wrapped(std::string_view text) {
  std::string result;
  std::size_t width = 0;
  for (const std::string& word : split_words(text)) {
    const bool fits = width + 1 + word.size() <= kWidth;
    if (width > 0) result += fits ? ' ' : '\n';
    width = (width > 0 && fits ? width + 1 : 0) + word.size();
    result += word;
  }
  return result + "\n";
}

std::size_t depth_of(const Field& field) { return static_cast<std::size_t>(std::ranges::count(field.path, '.')); }

// A mark for what must be there.
std::string marked(const Field& field) {
  return std::string(key_of(field)) + (field.presence == Presence::required ? " *" : "");
}

std::string rows_of(const std::vector<const Field*>& fields, std::size_t outermost) {
  std::size_t width = 0;
  const auto name = [&](const Field& field) {
    return std::string(2 * (depth_of(field) - outermost), ' ') + marked(field);
  };
  for (const Field* field : fields) width = std::max(width, name(*field).size());
  std::string text;
  for (const Field* field : fields) text += fmt::format("  {:{}}   {}\n", name(*field), width, first_sentence(*field));
  return text;
}

std::string without_it(const Field& field) {
  if (field.presence == Presence::required) return "must be there";
  if (!field.absent.empty()) return fmt::format("without it: {}", field.absent);
  if (!field.fallback.empty()) return fmt::format("without it: {}", field.fallback);
  return "may be left out";
}

}  // namespace

std::string explain_all() {
  std::vector<const Field*> fields;
  for (const Field& field : cluster_fields()) fields.push_back(&field);
  return "The fields of a cluster file; those with * must be there.\n\n" + rows_of(fields, 0) +
         "\nMore about one of them: vent explain hosts.ssh\n";
}

std::string explain_field(const Field& field) {
  std::string text = fmt::format("{}\n  {}; {}\n\n{}", field.path, form_facts(field.form).in_words, without_it(field),
                                 wrapped(field.description));
  const std::vector<const Field*> below = fields_below(field.path);
  if (!below.empty()) text += "\nIts fields:\n" + rows_of(below, depth_of(field) + 1);
  return text + "\nAs it stands in the file:\n" + indent(example_of(field), "  ") + "\n";
}

Result<const Field*> field_to_explain(std::string_view path) {
  if (const Field* field = find_field(path)) return field;
  // "port" is a good question too; it only has several answers.
  std::vector<std::string> paths;
  std::vector<std::string> meant;
  for (const Field& field : cluster_fields()) {
    paths.emplace_back(field.path);
    if (field.path.ends_with(fmt::format(".{}", path))) meant.emplace_back(field.path);
  }
  if (meant.empty())
    if (const std::optional<std::string> near = nearest(path, paths)) meant.push_back(*near);
  return fail(Error(ErrorKind::bad_input, fmt::format("a cluster file has no field {}", in_quotes(path)))
                  .with_id("VENT_NO_FIELD")
                  .with_hint(meant.empty() ? "all fields: vent explain"
                                           : fmt::format("did you mean {}?", join(meant, " or "))));
}

Json field_json(const Field& field) {
  return Json::object()
      .set("path", field.path)
      .set("type", form_facts(field.form).in_words)
      .set("required", field.presence == Presence::required)
      .set("default", field.fallback.empty() ? Json() : Json(field.fallback))
      .set("withoutIt", field.absent.empty() ? Json() : Json(field.absent))
      .set("example", field.example.empty() ? Json() : Json(field.example))
      .set("description", field.description);
}

std::string example_of(const Field& field) {
  std::string text;
  std::size_t indentation = 0;
  bool begins_item = false;
  const auto add = [&](const Field& each, const std::string& value) {
    text += std::string(indentation, ' ') + (begins_item ? "- " : "") + std::string(key_of(each)) + ":" +
            (value.empty() ? "" : " " + value) + "\n";
    indentation += begins_item ? 4 : 2;
    begins_item = each.form == Form::list;
  };
  for (std::size_t dot = field.path.find('.'); dot != std::string_view::npos; dot = field.path.find('.', dot + 1))
    add(*find_field(field.path.substr(0, dot)), "");
  add(field, std::string(field.example));
  // A mapping alone is no example.
  if (field.form == Form::group || field.form == Form::list)
    for (const Field* below : fields_below(field.path)) {
      if (below->form == Form::group) continue;
      text += std::string(indentation, ' ') + (begins_item ? "- " : "") + std::string(key_of(*below)) + ": " +
              std::string(below->example) + "\n";
      if (begins_item) indentation += 2;
      begins_item = false;
    }
  return std::string(trim_end(text));
}

}  // namespace vent
