#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "cluster/cluster.h"
#include "events/bus.h"

namespace vent {

// The images of the tests, on the nodes: there is no registry that could be asked for them.

// A name by which the tests ask for an image, and which of ours it is there.
struct ImageTag {
  std::string from;  // "vent.local/e2e/agnhost:1.36.3"
  std::string to;    // "…/e2e-test-images/agnhost:2.63.0"

  bool operator==(const ImageTag&) const = default;
};

// What `e2e.test --list-images` says, as far as we have images of those names. Pure.
std::vector<ImageTag> image_tags(std::string_view list, std::string_view version);

// The shell that takes the archive in from its standard input and names its images, or only names them when the archive is
// there. And the shell that takes all of that away. Pure.
struct ImageScripts {
  std::string is_there;  // exit code 0: yes
  std::string import;
  std::string name;
  std::string remove;
};
ImageScripts image_scripts(const std::vector<ImageTag>& tags, std::string_view archive_digest);

struct NodeImages {
  const Cluster& cluster;
  Path known_hosts;
  Path archive;
  ImageScripts scripts;
};
// On all nodes at once.
Result<> put_images(const NodeImages& images, EventBus& bus, const std::stop_token& stop);
Result<> remove_images(const NodeImages& images, EventBus& bus, const std::stop_token& stop);

}  // namespace vent
