#pragma once

#include <vector>

#include "artifacts/image.h"

namespace vent {

// Whether an image may be called so: names and tags as registries take them.
Result<> check_image_name(const ContainerImage& image);

// The entries as they are written: checked, by path, and with every directory that leads to one. A directory therefore
// stands before what is in it.
Result<std::vector<ImageEntry>> complete_entries(std::vector<ImageEntry> entries);

}  // namespace vent
