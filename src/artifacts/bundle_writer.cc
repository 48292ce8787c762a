#include "artifacts/bundle_writer.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "artifacts/bundle_entry.h"
#include "artifacts/tar_writer.h"
#include "artifacts/unfinished_file.h"
#include "base/compression_stream.h"
#include "base/file_descriptor.h"
#include "base/sha256.h"

namespace vent {
namespace {

constexpr std::size_t kPiece = 256UL * 1024;
constexpr std::uint64_t kMebibyte = 1024UL * 1024;
constexpr std::uint64_t kReportEvery = 4 * kMebibyte;

Error changed(const BundleFile& file, const Path& path, const std::string& what) {
  return Error(ErrorKind::failed, fmt::format("{} is not what it was: '{}' {}", file.text(), path.native(), what))
      .with_id("VENT_ARTIFACT_CHANGED")
      .with_hint("`vent artifacts verify` finds every such file; `vent artifacts make` makes it again");
}

Error not_there(const BundleFile& file, const Path& path, int error_number) {
  return file_error("reading", path, error_number)
      .with_context(fmt::format("taking {}", file.text()))
      .with_hint("`vent artifacts make` makes what is missing");
}

class BundleWriter {
 public:
  BundleWriter(const BundleSource& source, Activity& activity, const std::stop_token& stop)
      : source_(source), activity_(activity), stop_(stop), contents_{source.vent, source.artifacts} {
    sort_for_bundle(contents_.artifacts);
    files_ = files_of(contents_.artifacts);
    json_ = bundle_json(contents_);
    files_size_ = tar_end().size();
    for (const BundleFile& file : files_) files_size_ += entry_size(file.size);
  }

  Result<SavedBundle> save(const Path& path) {
    if (json_.size() > kLargestBundleJson)
      return fail(Error(ErrorKind::bad_input, "there are too many artifacts for one bundle").with_hint("save fewer"));
    const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
    TRY(check_space(folder));
    UnfinishedFile file = TRY(UnfinishedFile::make(folder, 0644));
    activity_.progress_of(0, bytes_in(files_));
    TRY(write_contents(file));
    TRY(write_files(file));
    TRY(stop_if_asked());
    TRY(file.keep_as(path));
    return SavedBundle{.files = files_.size(), .bytes = done_, .size = written_};
  }

 private:
  // Nobody knows before how much the compression saves.
  Result<> check_space(const Path& folder) {
    const std::uint64_t needed =
        largest_compressed_size(entry_size(json_.size())) + largest_compressed_size(files_size_);
    const std::uint64_t there = TRY(free_bytes(folder));
    if (there >= needed) return Ok{};
    return fail(Error(ErrorKind::no_space,
                      fmt::format("a bundle of these {} files takes up to {} MiB, and '{}' has {} MiB free",
                                  files_.size(), needed / kMebibyte + 1, folder.native(), there / kMebibyte))
                    .with_id("VENT_BUNDLE_NO_SPACE")
                    .with_hint("save it to a place with more space, or save fewer artifacts"));
  }

  FrameWriter::Output output_to(UnfinishedFile& file) {
    return [this, &file](std::string_view piece) -> Result<> {
      written_ += piece.size();
      return file.write(piece);
    };
  }

  Result<> write_contents(UnfinishedFile& file) {
    FrameWriter frame({.size = entry_size(json_.size())}, output_to(file));
    TRY(frame.add(entry_header(kBundleJson, json_.size())));
    TRY(frame.add(json_));
    TRY(frame.add(tar_padding(json_.size())));
    return frame.finish();
  }

  Result<> write_files(UnfinishedFile& file) {
    FrameWriter frame({.size = files_size_, .workers = source_.workers, .long_distance = true}, output_to(file));
    for (const BundleFile& one : files_) TRY(write_one(one, frame));
    TRY(frame.add(tar_end()));
    return frame.finish();
  }

  // The header has been written when the content is read, so the content must have the size that was promised.
  Result<> write_one(const BundleFile& file, FrameWriter& frame) {
    const Path path = source_.path_of(file.artifacts.front());
    const FileDescriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.is_open()) return fail(not_there(file, path, errno));
    ::posix_fadvise(opened.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    TRY(frame.add(entry_header(file.entry_name(), file.size)));
    Sha256 hash;
    std::uint64_t size = 0;
    for (;;) {
      TRY(stop_if_asked());
      const ssize_t count = ::read(opened.number(), piece_.data(), piece_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(file_error("reading", path, errno));
      if (count == 0) break;
      const std::string_view piece(piece_.data(), static_cast<std::size_t>(count));
      size += piece.size();
      if (size > file.size) return fail(changed(file, path, fmt::format("has more than its {} bytes", file.size)));
      hash.add(piece);
      TRY(frame.add(piece));
      report(piece.size(), file);
    }
    if (size < file.size)
      return fail(changed(file, path, fmt::format("has {} bytes, and should have {}", size, file.size)));
    if (const std::string digest = hex(hash.finish()); digest != file.digest)
      return fail(changed(file, path, fmt::format("has the digest {}, and should have {}", digest, file.digest)));
    return frame.add(tar_padding(size));
  }

  void report(std::uint64_t bytes, const BundleFile& file) {
    done_ += bytes;
    if (done_ < reported_ + kReportEvery) return;
    reported_ = done_;
    activity_.progress(done_, file.text());
  }

  Result<> stop_if_asked() const {
    if (!stop_.stop_requested()) return Ok{};
    return fail(Error(ErrorKind::interrupted, "saving the bundle was stopped; nothing of it is left"));
  }

  const BundleSource& source_;
  Activity& activity_;
  const std::stop_token& stop_;
  BundleContents contents_;
  std::vector<BundleFile> files_;
  std::string json_;
  std::uint64_t files_size_ = 0;  // of the second frame, not compressed
  std::vector<char> piece_ = std::vector<char>(kPiece);
  std::uint64_t done_ = 0;
  std::uint64_t reported_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace

Result<SavedBundle> save_bundle(const Path& path, const BundleSource& source, Activity& activity,
                                const std::stop_token& stop) {
  const std::string doing = fmt::format("saving the bundle '{}'", path.native());
  TRY(while_doing(doing, check_for_bundle(source.artifacts)));
  return while_doing(doing, BundleWriter(source, activity, stop).save(path));
}

}  // namespace vent
