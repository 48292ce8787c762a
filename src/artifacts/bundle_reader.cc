#include "artifacts/bundle_reader.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "artifacts/bounded_queue.h"
#include "artifacts/bundle_entry.h"
#include "artifacts/bundle_stream.h"
#include "artifacts/tar_writer.h"
#include "base/file_descriptor.h"
#include "base/sha256.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::size_t kStepsAhead = 16;
constexpr std::uint64_t kReportEvery = 4ULL * 1024 * 1024;

// Tells a sink in a thread of its own what to do, so that hashing doesn't wait for the disk.
class SinkThread {
 public:
  explicit SinkThread(BundleSink& sink) : sink_(sink), steps_(kStepsAhead), thread_([this] { work(); }) {}
  SinkThread(SinkThread&&) = delete;
  ~SinkThread() { steps_.close(); }

  Result<> begin(const BundleFile& file) { return push({.begin = &file}); }
  Result<> add(BundlePiece piece) { return push({.piece = std::move(piece)}); }
  Result<> keep() { return push({}); }

  // All steps were made.
  Result<> finish() {
    steps_.close();
    if (thread_.joinable()) thread_.join();
    if (failure_) return fail(*failure_);
    return Ok{};
  }

 private:
  // Without anything: what was added is to be kept.
  struct Step {
    const BundleFile* begin = nullptr;
    BundlePiece piece = {};
  };

  Result<> push(Step step) { return steps_.push(std::move(step)) ? Result<>(Ok{}) : finish(); }

  void work() {
    while (const std::optional<Step> step = steps_.pop()) {
      const Result<> made = make(*step);
      if (made) continue;
      failure_ = made.error();
      steps_.drop();
    }
  }

  Result<> make(const Step& step) {
    if (step.begin != nullptr) return sink_.begin(*step.begin);
    return step.piece.bytes.empty() ? sink_.keep() : sink_.add(step.piece.bytes);
  }

  BundleSink& sink_;
  std::optional<Error> failure_;  // of the thread; read when it has ended
  BoundedQueue<Step> steps_;
  std::jthread thread_;
};

class BundleLoader {
 public:
  BundleLoader(BundleStream& stream, std::vector<BundleFile> files, Activity& activity, const std::stop_token& stop)
      : stream_(stream), files_(std::move(files)), activity_(activity), stop_(stop) {}

  Result<> load(BundleSink& sink) {
    TRY(sink.prepare(files_));
    activity_.progress_of(0, bytes_in(files_));
    stream_.enter("before its files");
    TRY(stream_.begin_files());
    SinkThread thread(sink);
    for (std::size_t number = 0; number < files_.size(); ++number) TRY(load_one(number, thread));
    TRY(thread.finish());
    stream_.enter("behind its files");
    const std::string end = TRY(stream_.take_exactly(tar_end().size()));
    if (end != tar_end()) return fail(stream_.damaged(what_is_behind(end)));
    return stream_.expect_end();
  }

 private:
  Result<> load_one(std::size_t number, SinkThread& thread) {
    const BundleFile& file = files_[number];
    stream_.enter("in " + file.text());
    const std::string header = TRY(stream_.take_exactly(kEntryHeader));
    if (header != entry_header(file.entry_name(), file.size))
      return fail(stream_.damaged(what_is_wrong(header, number)));
    TRY(thread.begin(file));
    Sha256 hash;
    for (std::uint64_t left = file.size; left > 0;) {
      TRY(stop_if_asked());
      BundlePiece piece = TRY(stream_.take(left));
      left -= piece.bytes.size();
      hash.add(piece.bytes);
      report(piece.bytes.size(), file);
      TRY(thread.add(std::move(piece)));
    }
    if (const std::string digest = hex(hash.finish()); digest != file.digest)
      return fail(stream_.damaged(fmt::format("its digest is {}, and should be {}", digest, file.digest)));
    TRY(thread.keep());
    const std::string padding = tar_padding(file.size);
    const std::string behind = TRY(stream_.take_exactly(padding.size()));
    if (behind != padding) return fail(stream_.damaged("something stands behind it"));
    return Ok{};
  }

  // Of a header that is not the one of this file.
  std::string what_is_wrong(const std::string& header, std::size_t number) const {
    if (header.find_first_not_of('\0') == std::string::npos)
      return "the entries end here, without " + missing_from(number);
    const FoundEntry entry = read_entry_header(header);
    const std::string name = Json(entry.name).compact();
    if (!entry.problem.empty()) return fmt::format("the entry {}: {}", name, entry.problem);
    const auto found = std::ranges::find(files_, entry.name, &BundleFile::entry_name);
    const auto place = static_cast<std::size_t>(found - files_.begin());
    if (place == files_.size()) return fmt::format("the entry {} is not one of those that bundle.json names", name);
    if (place < number) return fmt::format("the entry {} stands there a second time", name);
    if (place > number) return fmt::format("the entry {} stands in its place", name);
    return fmt::format("its entry has {} bytes, and bundle.json says {}", entry.size, files_[number].size);
  }

  std::string what_is_behind(const std::string& block) const {
    const FoundEntry entry = read_entry_header(block.substr(0, kEntryHeader));
    if (!entry.problem.empty()) return "something else stands there";
    return fmt::format("the entry {} follows, and bundle.json names no more", Json(entry.name).compact());
  }

  std::string missing_from(std::size_t number) const {
    constexpr std::size_t kShown = 3;
    std::string text = files_[number].text();
    const std::size_t shown = std::min(files_.size(), number + kShown);
    for (std::size_t next = number + 1; next < shown; ++next) text += ", " + files_[next].text();
    if (shown < files_.size()) text += fmt::format(" and {} more", files_.size() - shown);
    return text;
  }

  void report(std::uint64_t bytes, const BundleFile& file) {
    done_ += bytes;
    if (done_ < reported_ + kReportEvery) return;
    reported_ = done_;
    activity_.progress(done_, file.text());
  }

  Result<> stop_if_asked() const {
    if (!stop_.stop_requested()) return Ok{};
    return fail(
        Error(ErrorKind::interrupted, "loading the bundle was stopped; the files that were whole by then are kept"));
  }

  BundleStream& stream_;
  const std::vector<BundleFile> files_;
  Activity& activity_;
  const std::stop_token& stop_;
  std::uint64_t done_ = 0;
  std::uint64_t reported_ = 0;
};

Result<FileDescriptor> open_bundle(const Path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return fail(file_error("reading", path, errno));
  return file;
}

FrameReader::Input input_from(const FileDescriptor& file, const Path& path) {
  return [&file, path](char* room, std::size_t size) -> Result<std::size_t> {
    ssize_t count = 0;
    do {
      count = ::read(file.number(), room, size);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return fail(file_error("reading", path, errno));
    return static_cast<std::size_t>(count);
  };
}

}  // namespace

Result<BundleContents> list_bundle(const Path& path) {
  const FileDescriptor file = TRY(open_bundle(path));
  return BundleStream(path.native(), input_from(file, path)).contents();
}

Result<BundleContents> load_bundle(const Path& path, BundleSink& sink, Activity& activity,
                                   const std::stop_token& stop) {
  const FileDescriptor file = TRY(open_bundle(path));
  return load_bundle(path.native(), input_from(file, path), sink, activity, stop);
}

Result<BundleContents> load_bundle(const std::string& name, FrameReader::Input input, BundleSink& sink,
                                   Activity& activity, const std::stop_token& stop) {
  BundleStream stream(name, std::move(input));
  BundleContents contents = TRY(stream.contents());
  TRY(BundleLoader(stream, files_of(contents.artifacts), activity, stop).load(sink));
  return contents;
}

}  // namespace vent
