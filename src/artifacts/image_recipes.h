#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/image.h"

namespace vent {

// The images that are ours: what is in them, as data, before it is known where the files lie.

// A file of the store, and where it stands in an image.
struct ImageInput {
  std::string component;  // "coredns"
  std::string file;       // "coredns"
  std::string path;       // "/coredns"
  std::uint32_t mode = 0755;

  bool operator==(const ImageInput&) const = default;
};

struct ImageDesign {
  ContainerImage image;  // all but the inputs
  std::vector<ImageInput> inputs;
};

// The process that holds what a pod's containers share.
ImageDesign pause_image(Architecture architecture);
// The names of a cluster. It runs without being root, and without any capability.
ImageDesign coredns_image(Architecture architecture, std::string_view version);
// For looking at a cluster from the inside: a shell, the network tools of busybox, and a server that says who asked it.
ImageDesign toolbox_image(Architecture architecture);

// What busybox is called by in the toolbox; each is a link to it.
const std::vector<std::string>& toolbox_commands();

// The image with its inputs, each from where `source_of` says that it lies.
using SourceOfInput = std::function<Result<Path>(const ImageInput&)>;
Result<ContainerImage> with_inputs(const ImageDesign& design, const SourceOfInput& source_of);

}  // namespace vent
