#include "remote/test_support/local_node.h"

#include "base/shell_quote.h"
#include "remote/local_stream.h"

namespace vent {

// Test programs stand in src/FOLDER of the build, vent-node at its top.
Path node_of_this_build() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path() / "vent-node";
}

Result<std::unique_ptr<ByteStream>> start_local_node(const Path& root, const std::string& name) {
  const std::string serve = shell_quote(std::vector<std::string>{node_of_this_build(), "serve", "--root", root});
  return std::unique_ptr<ByteStream>(TRY(LocalStream::start({"sh", "-c", "echo vent have; exec " + serve}, name)));
}

}  // namespace vent
