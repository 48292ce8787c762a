#include "metal/lab.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/user_directories.h"
#include "formats/json.h"

namespace vent::metal {
namespace {

// "vent-" and the name must fit an interface name of 15 characters. No dash: "vent-metal-2" is host 2 of "metal".
constexpr std::size_t kLongestName = 10;

bool is_lab_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace

Result<> check_settings(const LabSettings& settings) {
  if (!is_lab_name(settings.name))
    return fail(Error(ErrorKind::bad_input, fmt::format("'{}' can't be a lab's name", settings.name))
                    .with_id("VENT_LAB_NAME")
                    .with_hint("use 1 to 10 lower-case letters and digits, a letter first"));
  if (settings.port < 1 || settings.port > 65535)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is not a port", settings.port)).with_id("VENT_PORT"));
  TRY(address_plan(settings));
  return Ok{};
}

Result<AddressPlan> address_plan(const LabSettings& settings) {
  return AddressPlan::make(TRY(Ipv4Range::parse(settings.private_range)), TRY(Ipv4Range::parse(settings.public_range)));
}

Result<Lab> open_lab(const std::string& name) {
  Lab lab{.settings = {.name = name},
          .state = TRY(state_home()) / "vent" / "metal" / name,
          .images = TRY(cache_home()) / "vent" / "images"};
  TRY(check_settings(lab.settings));
  const std::optional<std::string> saved = TRY(read_file_if_present(lab.settings_file()));
  if (!saved) return lab;
  const Json json = TRY(parse_json(*saved, lab.settings_file().string()));
  lab.settings.private_range = TRY(json.text("private_range"));
  lab.settings.public_range = TRY(json.text("public_range"));
  lab.settings.port = static_cast<int>(TRY(json.integer("port")));
  TRY(while_doing(fmt::format("reading {}", lab.settings_file().string()), check_settings(lab.settings)));
  return lab;
}

std::string Lab::command(const std::string& verb) const {
  const bool is_default = settings.name == LabSettings().name;
  return "vent metal " + verb + (is_default ? "" : " --lab " + settings.name);
}

Result<> save_settings(const Lab& lab) {
  Json json = Json::object();
  json.set("private_range", lab.settings.private_range);
  json.set("public_range", lab.settings.public_range);
  json.set("port", lab.settings.port);
  TRY(make_directories(lab.state, 0700));
  return write_file(lab.settings_file(), json.pretty() + "\n");
}

}  // namespace vent::metal
