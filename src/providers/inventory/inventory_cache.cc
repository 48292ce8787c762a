#include "providers/inventory/inventory_cache.h"

#include <sys/stat.h>

#include "base/text.h"

namespace vent {
namespace {

std::optional<WallTime> changed_at(const Path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return std::nullopt;
  const auto since_1970 = std::chrono::seconds(found.st_mtim.tv_sec) + std::chrono::nanoseconds(found.st_mtim.tv_nsec);
  return WallTime(std::chrono::duration_cast<WallTime::duration>(since_1970));
}

Json index_json(const MachineIndex& index) {
  Json json = Json::object();
  for (const auto& [host, place] : index) json.set(host, Json::array().push(place.project_id).push(place.device_id));
  return json;
}

Result<MachineIndex> read_index(std::string_view text) {
  MachineIndex index;
  const Json json = TRY(parse_json(text, "the index"));
  for (const JsonEntry& entry : json.entries()) {
    const std::vector<std::string> place = TRY(json.texts(entry.key));
    if (place.size() == 2) index[entry.key] = {place[0], place[1]};
  }
  return index;
}

}  // namespace

Result<std::optional<std::string>> InventoryCache::document(WallTime now, std::chrono::seconds max_age) const {
  const std::optional<WallTime> changed = changed_at(document_file());
  if (!changed || *changed + max_age <= now || !path_exists(index_file())) return std::optional<std::string>();
  std::optional<std::string> text = TRY(read_file_if_present(document_file()));
  // Others write it in place. To look at both ends costs nothing, to read it all would double the time this takes.
  const std::string_view content = trim(text ? std::string_view(*text) : std::string_view());
  if (!content.starts_with('{') || !content.ends_with('}')) text.reset();
  return text;
}

MachineIndex InventoryCache::index() const {
  const Result<std::optional<std::string>> text = read_file_if_present(index_file());
  if (!text || !*text) return {};
  return read_index(**text).value_or(MachineIndex());
}

// The document last: it is its age that counts.
Result<> InventoryCache::store(const std::string& document, const MachineIndex& index) const {
  const NewFile ours{.mode = 0600, .durability = Durability::later};
  TRY(make_directories(folder_, 0700));
  TRY(write_file(index_file(), index_json(index).pretty() + "\n", ours));
  TRY(write_file(document_file(), document, ours));
  return Ok{};
}

}  // namespace vent
