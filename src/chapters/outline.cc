#include "chapters/outline.h"

#include "base/base64.h"
#include "base/sha256.h"
#include "chapters/certificates.h"
#include "chapters/chapters.h"

namespace vent {
namespace {

std::string text_of(const std::string& certificate) { return "certificate " + certificate + "\n"; }

KeyTexts texts_of(const std::string& name) {
  return {.certificate = text_of(name), .key = Secret("key " + name), .public_key = "public key " + name};
}

std::vector<Resource> resources_on(const Design& outline, const Host& host) {
  std::vector<Resource> all;
  for (const Chapter& chapter : all_chapters())
    if (chapter.resources != nullptr && runs_on(chapter, host))
      for (Resource& resource : chapter.resources(outline, host)) all.push_back(std::move(resource));
  return all;
}

std::vector<std::string> names_of_certificates(const Cluster& cluster) {
  std::vector<std::string> names;
  for (const AuthorityWish& wish : authorities_of(cluster)) names.push_back(wish.name);
  for (const CertificateWish& wish : certificates_of(cluster)) names.push_back(wish.name);
  return names;
}

// A kubeconfig holds the authority's certificate too; only who somebody is counts as a place.
void add_places(const std::vector<std::string>& names, const Host& host, const File& file,
                std::vector<CertificatePlace>& places) {
  if (file.content.bytes == nullptr) return;
  const std::string_view text = file.content.bytes->reveal();
  for (const std::string& name : names) {
    const bool in_kubeconfig =
        text.find("client-certificate-data: " + base64(text_of(name)) + "\n") != std::string_view::npos;
    if (in_kubeconfig || text == text_of(name)) places.push_back({name, host.name, file.path, in_kubeconfig});
  }
}

}  // namespace

Design outline_of(Cluster cluster) {
  Design outline{.cluster = std::move(cluster)};
  for (const std::string& name : names_of_certificates(outline.cluster)) outline.keys.add(name, texts_of(name));
  outline.keys.add(kServiceAccountKey, texts_of(kServiceAccountKey));
  outline.keys.add(kEncryptionKey, Secret(std::string(kEncryptionKeySize, '\0')));
  StoredArtifact nothing;
  nothing.artifact.digest = sha256_hex("");
  outline.artifacts.add_for_others(std::move(nothing));
  return outline;
}

std::vector<std::string> units_of(const Design& outline, const Host& host) {
  std::vector<std::string> names;
  for (const Resource& resource : resources_on(outline, host))
    if (const auto* unit = std::get_if<Unit>(&resource.spec)) names.push_back(unit->name);
  return names;
}

std::vector<CertificatePlace> certificate_places(const Design& outline) {
  const std::vector<std::string> names = names_of_certificates(outline.cluster);
  std::vector<CertificatePlace> places;
  for (const Host& host : outline.cluster.hosts)
    for (const Resource& resource : resources_on(outline, host))
      if (const auto* file = std::get_if<File>(&resource.spec)) add_places(names, host, *file, places);
  return places;
}

}  // namespace vent
