#include "artifacts/image_layer.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "artifacts/tar_writer.h"
#include "base/open_file.h"

namespace vent {
namespace {

constexpr std::size_t kPiece = 256UL * 1024;

TarEntry tar_entry(const ImageEntry& entry, TarKind kind) {
  return {.name = entry.path.substr(1) + (kind == TarKind::directory ? "/" : ""),
          .kind = kind,
          .mode = entry.mode,
          .owner = entry.owner,
          .group = entry.group};
}

// Opens a source and says its size: a file that can stand in an image, and nothing else.
Result<std::pair<FileDescriptor, std::uint64_t>> open_source(const Path& source) {
  FileDescriptor file = open_file(source, O_RDONLY | O_NONBLOCK);
  struct stat found {};
  if (!file.is_open() || ::fstat(file.number(), &found) != 0) return fail(file_error("reading", source, errno));
  if (!S_ISREG(found.st_mode))
    return fail(
        Error(ErrorKind::bad_input, fmt::format("'{}' is no file", source.string())).with_id("VENT_IMAGE_ENTRY"));
  const auto size = static_cast<std::uint64_t>(found.st_size);
  if (size > kTarSizeLimit)
    return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is too large for an image", source.string()))
                    .with_id("VENT_IMAGE_ENTRY"));
  return std::pair(std::move(file), size);
}

Error changed(const Path& source) {
  return Error(ErrorKind::conflict, fmt::format("'{}' was changed while it was read", source.string()))
      .with_id("VENT_IMAGE_SOURCE_CHANGED")
      .with_retry(Retry::later);
}

// Exactly so many bytes, which were announced in the header.
Result<> copy_bytes(const FileDescriptor& file, std::uint64_t size, const Path& source, const ByteSink& sink,
                    const std::stop_token& stop) {
  std::string piece(kPiece, '\0');
  std::uint64_t copied = 0;
  while (true) {
    if (stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "writing an image was stopped"));
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("reading", source, errno));
    copied += static_cast<std::uint64_t>(count);
    if (copied > size || (count == 0 && copied < size)) return fail(changed(source));
    if (count == 0) return Ok{};
    TRY(sink(std::string_view(piece).substr(0, static_cast<std::size_t>(count))));
  }
}

Result<> write_source(const ImageEntry& entry, const Path& source, const ByteSink& sink, const std::stop_token& stop) {
  const auto [file, size] = TRY(open_source(source));
  TarEntry header = tar_entry(entry, TarKind::file);
  header.size = size;
  TRY(sink(tar_header(header)));
  TRY(copy_bytes(file, size, source, sink, stop));
  return sink(tar_padding(size));
}

Result<> write_text(const ImageEntry& entry, const std::string& text, const ByteSink& sink) {
  TarEntry header = tar_entry(entry, TarKind::file);
  header.size = text.size();
  return sink(tar_header(header) + text + tar_padding(text.size()));
}

}  // namespace

Result<> write_layer(const std::vector<ImageEntry>& entries, const ByteSink& sink, const std::stop_token& stop) {
  for (const ImageEntry& entry : entries) {
    if (const auto* file = std::get_if<ImageFile>(&entry.content)) {
      TRY(while_doing(fmt::format("writing '{}' into the image", entry.path),
                      write_source(entry, file->source, sink, stop)));
    } else if (const auto* text = std::get_if<ImageText>(&entry.content)) {
      TRY(write_text(entry, text->content, sink));
    } else if (const auto* link = std::get_if<ImageLink>(&entry.content)) {
      TarEntry header = tar_entry(entry, TarKind::link);
      header.target = link->target;
      TRY(sink(tar_header(header)));
    } else {
      TRY(sink(tar_header(tar_entry(entry, TarKind::directory))));
    }
  }
  return sink(tar_end());
}

Result<> write_archive(const Path& archive, const ByteSink& sink, const std::stop_token& stop) {
  const auto [file, size] = TRY(open_source(archive));
  return copy_bytes(file, size, archive, sink, stop);
}

}  // namespace vent
