#include "artifacts/artifact.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vent {
namespace {

constexpr std::array<std::pair<Origin, std::string_view>, 5> kOrigins = {{
    {Origin::release, "release"},
    {Origin::build, "build"},
    {Origin::package, "package"},
    {Origin::vent, "vent"},
    {Origin::added, "added"},
}};

}  // namespace

std::string ArtifactName::text() const {
  return fmt::format("{} {} {} ({})", component, version, file, architecture_name(architecture));
}

std::string_view origin_name(Origin origin) {
  return std::ranges::find(kOrigins, origin, &decltype(kOrigins)::value_type::first)->second;
}

Result<Origin> read_origin(std::string_view text) {
  const auto* found = std::ranges::find(kOrigins, text, &decltype(kOrigins)::value_type::second);
  if (found != kOrigins.end()) return found->first;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no origin of an artifact", text)));
}

Json artifact_json(const Artifact& artifact) {
  return Json::object()
      .set("component", artifact.name.component)
      .set("version", artifact.name.version)
      .set("architecture", architecture_name(artifact.name.architecture))
      .set("file", artifact.name.file)
      .set("sha256", artifact.digest)
      .set("size", artifact.size)
      .set("origin", origin_name(artifact.origin))
      .set("source", artifact.source)
      .set("licence", artifact.licence);
}

Result<Artifact> read_artifact(const Json& json) {
  Artifact artifact;
  artifact.name.component = TRY(json.text("component"));
  artifact.name.version = TRY(json.text("version"));
  artifact.name.architecture = TRY(read_architecture(TRY(json.text("architecture"))));
  artifact.name.file = TRY(json.text("file"));
  artifact.digest = TRY(json.text("sha256"));
  const std::int64_t size = TRY(json.integer("size"));
  if (size < 0) return fail(Error(ErrorKind::bad_input, "the size of an artifact is negative"));
  artifact.size = static_cast<std::uint64_t>(size);
  artifact.origin = TRY(read_origin(TRY(json.text("origin"))));
  artifact.source = TRY(json.text("source"));
  artifact.licence = TRY(json.text("licence"));
  return artifact;
}

}  // namespace vent
