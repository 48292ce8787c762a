#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "artifacts/image.h"

namespace vent {

// The texts of an image, as the OCI image specification has them. Each names others by digest and size.
struct Blob {
  std::string digest;  // SHA-256, hexadecimal
  std::uint64_t size = 0;

  bool operator==(const Blob&) const = default;
};
Blob blob_of(std::string_view text);

// What a container of it is started with, and what its layer holds.
std::string image_config(const ContainerImage& image, const Blob& layer);
std::string image_manifest(const Blob& config, const Blob& layer);
// The entry of the whole: which image it is, and for which platform.
std::string image_index(const ContainerImage& image, const Blob& manifest);
std::string image_layout();

}  // namespace vent
