#include "commands/packet_access.h"

#include <fmt/core.h>

#include <array>
#include <cstdlib>

#include "base/text.h"
#include "metal/api.h"

namespace vent {
namespace {

// Names that clients of this API have used; the first that is set counts.
constexpr std::array kTokenNames = {"PACKET_AUTH_TOKEN", "METAL_AUTH_TOKEN", "PACKET_API_TOKEN"};

Result<PacketPlace> elsewhere(const std::string& url, const Environment& environment) {
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return fail(Error(ErrorKind::bad_input, fmt::format("VENT_PACKET_URL is no address of an API: '{}'", url))
                    .with_id("VENT_API_ADDRESS")
                    .with_hint("as https://api.example.com/metal/v1; without it, the lab of this machine is asked"));
  for (const char* name : kTokenNames) {
    const std::optional<std::string> token = environment(name);
    if (!token || trim(*token).empty()) continue;
    PacketPlace place;
    place.access.url = url;
    place.access.token = Secret(std::string(trim(*token)));
    place.access.token_hint = fmt::format("the token in {} was not taken: is it for the API at {}?", name, url);
    return place;
  }
  return fail(Error(ErrorKind::not_permitted, fmt::format("there is no token for the API at {}", url))
                  .with_id("VENT_API_TOKEN")
                  .with_hint("put it into the variable PACKET_AUTH_TOKEN (METAL_AUTH_TOKEN and PACKET_API_TOKEN are "
                             "read too)"));
}

}  // namespace

Result<PacketPlace> find_packet(const std::string& lab_name, const Environment& environment) {
  if (const std::optional<std::string> url = environment("VENT_PACKET_URL"); url && !url->empty())
    return elsewhere(*url, environment);
  PacketPlace place;
  place.lab = TRY(metal::open_lab(lab_name));
  Result<Secret> token = metal::read_token(*place.lab);
  if (!token && token.error().kind == ErrorKind::missing)
    return fail(
        Error(ErrorKind::missing, fmt::format("there is no lab '{}', and no other API is named", lab_name))
            .with_id("VENT_METAL_NOT_RUNNING")
            .with_hint(fmt::format("{}, or set VENT_PACKET_URL and PACKET_AUTH_TOKEN", place.lab->command("start"))));
  place.access.token = TRY(std::move(token));
  place.access.url = fmt::format("http://127.0.0.1:{}/metal/v1", place.lab->settings.port);
  place.access.token_hint = fmt::format("the lab no longer takes its own token: {}", place.lab->command("status"));
  return place;
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<PacketPlace> find_packet(const std::string& lab) { return find_packet(lab, environment_variable); }

}  // namespace vent
