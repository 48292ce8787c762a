#include "metal/ownership.h"

#include <fmt/core.h>

#include <optional>

#include "base/text.h"

namespace vent::metal {

Result<> check_owner(const Lab& lab) {
  const std::optional<std::string> owner = TRY(read_file_if_present(lab.owner_file()));
  // A state directory that was deleted by hand owns nothing any more.
  if (!owner || trim(*owner) == lab.state.string() || !path_exists(Path(trim(*owner)))) return Ok{};
  return fail(Error(ErrorKind::conflict, fmt::format("lab '{}' on this machine belongs to the state directory {}",
                                                     lab.settings.name, trim(*owner)))
                  .with_id("VENT_LAB_OF_ANOTHER")
                  .with_hint("use the home (or XDG_STATE_HOME) it was started with, or another name: --lab NAME"));
}

Result<FileLock> take_lab(const Lab& lab, const std::string& purpose) {
  TRY(check_owner(lab));
  TRY(make_directories(lab.run));
  FileLock lock = TRY(FileLock::take(lab.lock_file(), purpose));
  TRY(check_owner(lab));  // again: it may have become somebody's before the lock was ours
  return lock;
}

Result<> write_owner(const Lab& lab) { return write_file(lab.owner_file(), lab.state.string() + "\n"); }
Result<> forget_owner(const Lab& lab) { return remove_tree(lab.owner_file()); }

}  // namespace vent::metal
