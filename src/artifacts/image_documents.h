#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/image.h"

namespace vent {

// The texts of an image, as the OCI image specification has them. Each names others by digest and size.
struct Blob {
  std::string digest;  // SHA-256, hexadecimal
  std::uint64_t size = 0;

  bool operator==(const Blob&) const = default;
};
Blob blob_of(std::string_view text);

// What a container of it is started with, and what its layers hold, the lowest first.
std::string image_config(const ContainerImage& image, const std::vector<Blob>& layers);
std::string image_manifest(const Blob& config, const std::vector<Blob>& layers);
// The entry of the whole: which images there are, and for which platform.
struct NamedManifest {
  const ContainerImage& image;
  Blob manifest;
};
std::string image_index(const std::vector<NamedManifest>& manifests);
std::string image_layout();

}  // namespace vent
