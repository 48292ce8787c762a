#include "kubernetes/kubeconfig_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/open_file.h"
#include "base/text.h"

namespace vent {
namespace {

// kubectl's own lock: whoever can make the file has it, and it is there until its maker removes it.
class KubectlLock {
 public:
  static Result<KubectlLock> take(const Path& file) {
    const Path path = file.string() + ".lock";
    const FileDescriptor made = open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (made.is_open()) return KubectlLock(path);
    if (errno != EEXIST) return fail(file_error("making", path, errno));
    return fail(
        Error(ErrorKind::conflict, fmt::format("{} is being changed by somebody", file.string()))
            .with_id("VENT_KUBECONFIG_LOCKED")
            .with_hint(fmt::format("when no kubectl and no vent runs, it was left behind: rm {}", path.string()))
            .with_retry(Retry::later));
  }
  KubectlLock(KubectlLock&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  KubectlLock& operator=(KubectlLock&&) = delete;
  ~KubectlLock() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

 private:
  explicit KubectlLock(Path path) : path_(std::move(path)) {}
  Path path_;
};

constexpr mode_t kPrivate = 0600;

// Some keep the file elsewhere and have a link to it, which is to stay one.
Path where_it_leads(const Path& file) {
  std::error_code problem;
  Path target = std::filesystem::canonical(file, problem);
  return problem ? file : target;
}

}  // namespace

Path kubeconfig_path(const std::string& variable, const Path& home) {
  std::vector<std::string> paths;
  for (const std::string& path : split(variable, ':'))
    if (!path.empty()) paths.push_back(path);
  if (paths.empty()) return home / ".kube" / "config";
  for (const std::string& path : paths)
    if (path_exists(path)) return path;
  return paths.back();
}

Result<bool> change_kubeconfig(const Path& file, const std::function<Result<Secret>(std::string_view text)>& change) {
  if (file.has_parent_path()) TRY(make_directories(file.parent_path(), 0700));
  const KubectlLock lock = TRY(KubectlLock::take(file));
  const Path target = where_it_leads(file);
  const std::optional<std::string> text = TRY(read_file_if_present(target));
  const Secret before(text.value_or(""));
  const Secret after = TRY(change(before.reveal()));
  if (after == before) return false;
  if (text) TRY(write_file(file.string() + ".before-vent", before.reveal(), kPrivate));
  TRY(write_file(target, after.reveal(), kPrivate));
  return true;
}

}  // namespace vent
