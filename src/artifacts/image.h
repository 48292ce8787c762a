#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/architecture.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// Container images, written without a container engine: one tar file in the OCI layout, which `ctr images import` and
// others read. The same image with the same files gives the same bytes, and so the same digest.

// What stands at a path of an image.
struct ImageFile {
  Path source;  // whose content it gets

  bool operator==(const ImageFile&) const = default;
};
struct ImageText {
  std::string content;

  bool operator==(const ImageText&) const = default;
};
struct ImageDirectory {
  bool operator==(const ImageDirectory&) const = default;
};
struct ImageLink {
  std::string target;  // as readlink says it

  bool operator==(const ImageLink&) const = default;
};

struct ImageEntry {
  std::string path;  // "/etc/passwd"
  std::variant<ImageFile, ImageText, ImageDirectory, ImageLink> content;
  std::uint32_t mode = 0755;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;

  bool operator==(const ImageEntry&) const = default;
};

struct ContainerImage {
  std::string name;  // "vent.local/pause": begins with a host's name, or it would be taken for somebody else's
  std::string tag;
  Architecture architecture = Architecture::amd64;
  std::vector<ImageEntry> entries;  // in any order; directories that lead to them are made
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;
  std::string user;  // "65532:65532"; empty: root
  std::string working_directory = "/";
  std::map<std::string, std::string> labels;

  std::string reference() const;  // "vent.local/pause:1"
};

// Several images in one file that share what they begin with: a layer is written once, whoever has it.
struct ImageLayer {
  std::vector<ImageEntry> entries = {};  // in any order, as above
  std::optional<Path> archive = {};      // instead of entries: a tar file, whose bytes the layer gets as they are
};
struct ImageOfSet {
  ContainerImage image;             // without entries
  std::vector<std::size_t> layers;  // which of the set's layers, the lowest first
};
struct ImageSet {
  std::vector<ImageLayer> layers;
  std::vector<ImageOfSet> images;
};

struct WrittenImage {
  std::string digest;  // SHA-256 of the manifest, hexadecimal: by this a container runtime knows the image
  std::uint64_t size = 0;

  bool operator==(const WrittenImage&) const = default;
};

// Writes the image into a file of its own. After a failure there is none.
Result<WrittenImage> write_image(const ContainerImage& image, const Path& file, const std::stop_token& stop = {});
// As above. Gives what was written of each image, in their order; their size is that of the whole.
Result<std::vector<WrittenImage>> write_images(const ImageSet& set, const Path& file, const std::stop_token& stop = {});

}  // namespace vent
