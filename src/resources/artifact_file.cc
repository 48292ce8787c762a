#include "resources/artifact_file.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "resources/file_state.h"

namespace vent {

std::string id_of(const ArtifactFile& artifact) { return "artifact " + artifact.path.string(); }

State wanted(const ArtifactFile& artifact) {
  State state = wanted_path("file", artifact.ownership);
  state["content"] = artifact.content.digest;
  return state;
}

Result<State> observe(const ArtifactFile& artifact, const ThisHost& host) {
  const Path path = host.at(artifact.path);
  State state = TRY(observe_path(path));
  if (!state.empty() && state.at("type") == "file") state["content"] = TRY(host.digest_of(path));
  return state;
}

Result<> make(const ArtifactFile& artifact, ThisHost& host) {
  const Path path = host.at(artifact.path);
  const State found = TRY(observe(artifact, host));
  if (!found.empty() && found.at("type") != "file" && found.at("type") != "symlink")
    return fail(in_the_way(artifact.path, found, "file"));
  const auto content = found.find("content");
  if (content != found.end() && content->second == artifact.content.digest)
    return set_ownership(path, artifact.ownership);
  TRY(make_directories(path.parent_path()));
  return host.write_content(artifact.content, path, artifact.ownership, Durability::later);
}

Result<> undo(const ArtifactFile& artifact, const State& before, ThisHost& host) {
  return give_back(host.at(artifact.path), before, host);
}

std::string as_shell(const ArtifactFile& artifact) {
  const std::string name = shell_quote(artifact.name);
  const std::string check = shell_quote(fmt::format("{}  {}", artifact.content.digest, artifact.name));
  return fmt::format("# {}\necho {} | (cd \"$DOWNLOADED\" && sha256sum -c) &&\n  install{} \"$DOWNLOADED\"/{} {}",
                     artifact.source, check, install_options(artifact.ownership, 0), name,
                     shell_quote(artifact.path.string()));
}

Json to_json(const ArtifactFile& artifact) {
  return Json::object()
      .set("path", artifact.path.string())
      .set("content", to_json(artifact.content))
      .set("ownership", to_json(artifact.ownership))
      .set("name", artifact.name)
      .set("source", artifact.source);
}

Result<ArtifactFile> artifact_file_from_json(const Json& json) {
  ArtifactFile artifact;
  artifact.path = TRY(json.text("path"));
  artifact.content = TRY(content_from_json(TRY(json.field("content"))));
  artifact.ownership = TRY(ownership_from_json(TRY(json.field("ownership"))));
  artifact.name = TRY(json.text("name"));
  artifact.source = TRY(json.text("source"));
  return artifact;
}

}  // namespace vent
