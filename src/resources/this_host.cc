#include "resources/this_host.h"

#include "base/sha256.h"
#include "resources/file_state.h"

namespace vent {

Result<Secret> ThisHost::bytes_of(const Content& content) const {
  if (content.bytes != nullptr) return *content.bytes;
  Secret bytes = TRY(bytes_(content.digest));
  if (sha256_hex(bytes.reveal()) != content.digest)
    return fail(Error(ErrorKind::failed, "its content is damaged: the digest of the bytes on the host is another")
                    .with_id("VENT_CONTENT")
                    .with_hint("apply again, which sends it again; when that doesn't help, look at the host's disk"));
  return bytes;
}

Result<> ThisHost::write_content(const Content& content, const Path& path, const Ownership& ownership,
                                 Durability durability) const {
  if (place_ && content.bytes == nullptr) {
    const NewFile file = TRY(new_file_of(ownership, durability));
    if (TRY(place_(content.digest, path, file, *digests_))) return Ok{};
  }
  const Secret bytes = TRY(bytes_of(content));
  return write_file_of(ownership, path, bytes.reveal(), durability);
}

Command ThisHost::command(std::vector<std::string> arguments, std::chrono::milliseconds deadline) const {
  Command command;
  command.arguments = std::move(arguments);
  command.environment = {{"LC_ALL", "C"}, {"SYSTEMD_PAGER", ""}, {"DEBIAN_FRONTEND", "noninteractive"}};
  command.deadline = deadline;
  return command;
}

Result<Finished> ThisHost::look(std::vector<std::string> arguments, std::chrono::milliseconds deadline) const {
  Command looking = command(std::move(arguments), deadline);
  looking.stop = stop_;
  return run(looking);
}

// A change is not broken off in its middle: who asks for a stop gets it when this one is done.
Result<std::string> ThisHost::change(std::vector<std::string> arguments, std::chrono::milliseconds deadline) {
  return run_checked(command(std::move(arguments), deadline));
}

Result<std::string> ThisHost::change_or_stop(std::vector<std::string> arguments, std::chrono::milliseconds deadline) {
  Command changing = command(std::move(arguments), deadline);
  changing.stop = stop_;
  return run_checked(changing);
}

}  // namespace vent
