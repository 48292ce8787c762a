#include "artifacts/image_documents.h"

#include "base/sha256.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json",
                           kManifestType = "application/vnd.oci.image.manifest.v1+json",
                           kConfigType = "application/vnd.oci.image.config.v1+json",
                           kLayerType = "application/vnd.oci.image.layer.v1.tar";

Json descriptor(std::string_view type, const Blob& blob) {
  return Json::object().set("mediaType", type).set("digest", "sha256:" + blob.digest).set("size", blob.size);
}

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

// What is not said stands nowhere: runtimes have defaults of their own.
Json run_settings(const ContainerImage& image) {
  Json settings = Json::object();
  if (!image.user.empty()) settings.set("User", image.user);
  if (!image.environment.empty()) {
    Json environment = Json::array();
    for (const auto& [name, value] : image.environment) environment.push(name + "=" + value);
    settings.set("Env", std::move(environment));
  }
  if (!image.entrypoint.empty()) settings.set("Entrypoint", list_of(image.entrypoint));
  if (!image.command.empty()) settings.set("Cmd", list_of(image.command));
  if (!image.working_directory.empty()) settings.set("WorkingDir", image.working_directory);
  if (!image.labels.empty()) {
    Json labels = Json::object();
    for (const auto& [name, value] : image.labels) labels.set(name, value);
    settings.set("Labels", std::move(labels));
  }
  return settings;
}

Json platform(const ContainerImage& image) {
  return Json::object().set("architecture", architecture_name(image.architecture)).set("os", "linux");
}

}  // namespace

Blob blob_of(std::string_view text) { return {.digest = sha256_hex(text), .size = text.size()}; }

std::string image_config(const ContainerImage& image, const std::vector<Blob>& layers) {
  Json digests = Json::array();
  for (const Blob& layer : layers) digests.push("sha256:" + layer.digest);
  return platform(image)
      .set("config", run_settings(image))
      .set("rootfs", Json::object().set("type", "layers").set("diff_ids", std::move(digests)))
      .compact();
}

std::string image_manifest(const Blob& config, const std::vector<Blob>& layers) {
  Json list = Json::array();
  for (const Blob& layer : layers) list.push(descriptor(kLayerType, layer));
  return Json::object()
      .set("schemaVersion", 2)
      .set("mediaType", kManifestType)
      .set("config", descriptor(kConfigType, config))
      .set("layers", std::move(list))
      .compact();
}

std::string image_index(const std::vector<NamedManifest>& manifests) {
  Json list = Json::array();
  for (const auto& [image, manifest] : manifests) {
    // By the second, containerd names what it imports.
    const Json names = Json::object()
                           .set("org.opencontainers.image.ref.name", image.tag)
                           .set("io.containerd.image.name", image.reference());
    Json entry = descriptor(kManifestType, manifest);
    list.push(entry.set("annotations", names).set("platform", platform(image)));
  }
  return Json::object()
      .set("schemaVersion", 2)
      .set("mediaType", kIndexType)
      .set("manifests", std::move(list))
      .compact();
}

std::string image_layout() { return Json::object().set("imageLayoutVersion", "1.0.0").compact(); }

}  // namespace vent
