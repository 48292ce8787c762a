#include "metal/link_namespace.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "base/file_descriptor.h"

namespace vent::metal {
namespace {

Result<> enter(const std::string& name) {
  const std::string path = "/run/netns/" + name;
  const FileDescriptor space(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!space.is_open())
    return fail(
        Error(ErrorKind::missing, fmt::format("there is no network namespace {}: {}", name, std::strerror(errno))));
  if (::setns(space.number(), CLONE_NEWNET) != 0)
    return fail(Error(errno == EPERM ? ErrorKind::not_permitted : ErrorKind::failed,
                      fmt::format("can't enter the network namespace {}: {}", name, std::strerror(errno)))
                    .with_hint(errno == EPERM ? "this needs root" : ""));
  return Ok{};
}

}  // namespace

Result<> in_network_namespace(const std::string& name, const std::function<Result<>()>& work) {
  Result<> outcome;
  std::thread([&] {
    outcome = enter(name);
    if (outcome) outcome = work();
  }).join();
  return outcome;
}

}  // namespace vent::metal
