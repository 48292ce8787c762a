#pragma once

#include <memory>
#include <string>

#include "base/files.h"
#include "remote/byte_stream.h"

namespace vent {

// The vent-node that was built with this test. The test's CMakeLists.txt makes it depend on that.
Path node_of_this_build();

// It, on the files below a root of its own, as a connection would start it where it is there already.
Result<std::unique_ptr<ByteStream>> start_local_node(const Path& root, const std::string& name);

}  // namespace vent
