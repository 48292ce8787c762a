#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/image_recipes.h"

namespace vent {

// Images that are made together because they share layers: what is in them, as data, before it is known where the files
// lie.

struct LayerDesign {
  std::vector<ImageEntry> entries = {};
  std::vector<ImageInput> inputs = {};
  std::optional<ImageInput> archive = {};  // instead of all that: a file of the store, whose path doesn't matter
};

struct ImageSetDesign {
  std::vector<LayerDesign> layers;
  std::vector<ImageOfSet> images;

  std::vector<ImageInput> inputs() const;  // of all layers
  std::string fingerprint() const;         // another one when anything but the inputs' content is another
};

// What upstream's conformance tests run in pods. Each is called vent.local/e2e/NAME with the tests' version as its tag;
// NAME is the last part of the name by which the tests ask for it.
ImageSetDesign conformance_images(Architecture architecture, std::string_view version);

// The set with its inputs, each from where `source_of` says that it lies.
Result<ImageSet> with_inputs(const ImageSetDesign& design, const SourceOfInput& source_of);

}  // namespace vent
