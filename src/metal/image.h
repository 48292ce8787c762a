#pragma once

#include <stop_token>

#include "base/result.h"
#include "events/bus.h"
#include "metal/image_recipe.h"

namespace vent::metal {

// Where an image of this recipe stands, or will.
Path image_path(const Path& images, const ImageRecipe& recipe);

// The image, built first if it isn't there: by debootstrap from the mirror that this machine itself uses. It appears
// under its name only when it is whole; what a killed build left is swept. Two builders at once: the second waits.
Result<Path> ensure_image(const Path& images, const ImageRecipe& recipe, EventBus& bus, std::stop_token stop);

// The mirror for a suite out of what `apt-get indextargets` prints ("URI CODENAME COMPONENT" lines), or Debian's own.
std::string choose_mirror(std::string_view index_targets, const std::string& suite);

}  // namespace vent::metal
