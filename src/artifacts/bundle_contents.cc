#include "artifacts/bundle_contents.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "artifacts/tar_writer.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::size_t kMostArtifacts = 100'000;
constexpr std::size_t kDigestLength = 64;

bool is_digest(std::string_view text) {
  return text.size() == kDigestLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Names are shown on terminals, and some day become names of files.
bool is_name(std::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter != '/' && letter != '\x7f'; });
}

// With whatever can't be shown written as JSON writes it.
std::string quoted(const ArtifactName& name) { return Json(name.text()).compact(); }

Error unusable(std::string what) { return {ErrorKind::bad_input, std::move(what)}; }

Error not_readable(const std::string& bundle, Error why) {
  why.message = fmt::format("the bundle '{}' can't be used: {}", bundle, why.message);
  return std::move(why)
      .with_id("VENT_BUNDLE_CONTENTS")
      .with_hint("vent wrote no such bundle: save it again, where it came from, with `vent bundle save`");
}

Result<BundleContents> read_contents(const Json& json) {
  BundleContents contents;
  contents.vent = TRY(json.text("vent"));
  const std::vector<Json> artifacts = TRY(json.list("artifacts"));
  for (const Json& artifact : artifacts) contents.artifacts.push_back(TRY(read_artifact(artifact)));
  TRY(check_for_bundle(contents.artifacts));
  return contents;
}

}  // namespace

std::string BundleFile::entry_name() const { return "files/" + digest; }

std::string BundleFile::text() const { return artifacts.front().name.text(); }

void sort_for_bundle(std::vector<Artifact>& artifacts) {
  std::ranges::sort(artifacts, {}, [](const Artifact& artifact) {
    const ArtifactName& name = artifact.name;
    return std::tie(name.component, name.file, name.architecture, name.version);
  });
}

std::vector<BundleFile> files_of(const std::vector<Artifact>& artifacts) {
  std::vector<BundleFile> files;
  std::map<std::string, std::size_t> place;  // by digest
  for (const Artifact& artifact : artifacts) {
    const auto [found, is_new] = place.emplace(artifact.digest, files.size());
    if (is_new) files.push_back({.digest = artifact.digest, .size = artifact.size, .artifacts = {}});
    files[found->second].artifacts.push_back(artifact);
  }
  return files;
}

std::uint64_t bytes_in(const std::vector<BundleFile>& files) {
  std::uint64_t bytes = 0;
  for (const BundleFile& file : files) bytes += file.size;
  return bytes;
}

std::string bundle_json(const BundleContents& contents) {
  Json artifacts = Json::array();
  for (const Artifact& artifact : contents.artifacts) artifacts.push(artifact_json(artifact));
  const Json json =
      Json::object().set("format", kBundleFormat).set("vent", contents.vent).set("artifacts", std::move(artifacts));
  return json.pretty() + '\n';
}

Result<BundleContents> read_bundle_json(std::string_view text, const std::string& bundle) {
  const Result<Json> json = parse_json(text, std::string(kBundleJson));
  if (!json) return fail(not_readable(bundle, json.error()));
  const Result<std::int64_t> format = json->integer("format");
  if (!format) return fail(not_readable(bundle, format.error()));
  if (*format != kBundleFormat) {
    const std::string made_by = json->text("vent").value_or("an unknown version");
    return fail(
        Error(ErrorKind::bad_input, fmt::format("the bundle '{}' has format {}, and this vent reads format {}", bundle,
                                                *format, kBundleFormat))
            .with_id("VENT_BUNDLE_FORMAT")
            .with_hint(fmt::format("vent {} made it: use that version here, or save it again with this one", made_by)));
  }
  Result<BundleContents> contents = read_contents(*json);
  if (!contents) return fail(not_readable(bundle, contents.error()));
  return contents;
}

Result<> check_for_bundle(const std::vector<Artifact>& artifacts) {
  if (artifacts.size() > kMostArtifacts)
    return fail(unusable(fmt::format("{} artifacts are more than a bundle may have", artifacts.size())));
  std::set<ArtifactName> names;
  std::map<std::string, const Artifact*> by_digest;
  for (const Artifact& artifact : artifacts) {
    const ArtifactName& name = artifact.name;
    if (!is_name(name.component) || !is_name(name.version) || !is_name(name.file))
      return fail(unusable(fmt::format("{} is no name for an artifact", quoted(name))));
    if (!is_digest(artifact.digest)) return fail(unusable(fmt::format("{} has no SHA-256 digest", name.text())));
    if (artifact.size > kTarSizeLimit)
      return fail(unusable(fmt::format("{} has {} bytes, which is too large", name.text(), artifact.size)));
    if (!names.insert(name).second) return fail(unusable(fmt::format("{} stands in it twice", name.text())));
    const Artifact& same = *by_digest.emplace(artifact.digest, &artifact).first->second;
    if (same.size != artifact.size)
      return fail(unusable(fmt::format("{} and {} have the same digest, and {} and {} bytes", same.name.text(),
                                       name.text(), same.size, artifact.size)));
  }
  return Ok{};
}

}  // namespace vent
