#include "artifacts/image.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include "artifacts/image_checks.h"
#include "artifacts/image_documents.h"
#include "artifacts/image_layer.h"
#include "artifacts/tar_writer.h"
#include "base/open_file.h"
#include "base/sha256.h"

namespace vent {
namespace {

// Counts what goes by, and digests it.
class Digester {
 public:
  void add(std::string_view piece) {
    hash_.add(piece);
    size_ += piece.size();
  }
  Blob blob() { return {.digest = hex(hash_.finish()), .size = size_}; }

 private:
  Sha256 hash_;
  std::uint64_t size_ = 0;
};

// The file that an image is written to; gone again unless it was kept.
class ImageFileWriter {
 public:
  static Result<ImageFileWriter> create(const Path& path) {
    FileDescriptor file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    struct stat found {};
    if (!file.is_open() || ::fstat(file.number(), &found) != 0) return fail(file_error("writing", path, errno));
    return ImageFileWriter(path, std::move(file), S_ISREG(found.st_mode));
  }
  ImageFileWriter(ImageFileWriter&&) noexcept = default;
  ImageFileWriter& operator=(ImageFileWriter&&) = delete;
  ~ImageFileWriter() {
    if (file_.is_open() && is_ours_) ::unlink(path_.c_str());
  }

  Result<> add(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail(file_error("writing", path_, errno));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return Ok{};
  }
  Result<> add_header(std::string name, TarKind kind, std::uint64_t size = 0) {
    return add(tar_header(
        {.name = std::move(name), .kind = kind, .mode = kind == TarKind::file ? 0644U : 0755U, .size = size}));
  }
  Result<> add_text(std::string name, std::string_view text) {
    TRY(add_header(std::move(name), TarKind::file, text.size()));
    return add(std::string(text) + tar_padding(text.size()));
  }
  std::uint64_t keep() {
    file_.close();
    return size_;
  }

 private:
  ImageFileWriter(Path path, FileDescriptor file, bool is_ours)
      : path_(std::move(path)), file_(std::move(file)), is_ours_(is_ours) {}
  Path path_;
  FileDescriptor file_;
  bool is_ours_;  // a device is not: it was there before, and stays
  std::uint64_t size_ = 0;
};

std::string blob_name(const Blob& blob) { return "blobs/sha256/" + blob.digest; }

Result<> write_layer(const ImageLayer& layer, const ByteSink& sink, const std::stop_token& stop) {
  if (layer.archive) return write_archive(*layer.archive, sink, stop);
  return write_layer(layer.entries, sink, stop);
}

// Its digest stands before it in the file, so it is made twice: once to know that, once to write it.
Result<Blob> measure_layer(const ImageLayer& layer, const std::stop_token& stop) {
  Digester digester;
  TRY(write_layer(
      layer,
      [&](std::string_view piece) -> Result<> {
        digester.add(piece);
        return Ok{};
      },
      stop));
  return digester.blob();
}

Result<> add_layer(ImageFileWriter& writer, const ImageLayer& content, const Blob& layer, const std::stop_token& stop) {
  if (layer.size > kTarSizeLimit)
    return fail(
        Error(ErrorKind::bad_input, "together the files are too large for an image").with_id("VENT_IMAGE_ENTRY"));
  TRY(writer.add_header(blob_name(layer), TarKind::file, layer.size));
  Digester digester;
  TRY(write_layer(
      content,
      [&](std::string_view piece) -> Result<> {
        digester.add(piece);
        return writer.add(piece);
      },
      stop));
  if (digester.blob() != layer)
    return fail(Error(ErrorKind::conflict, "a file of the image was changed while it was read")
                    .with_id("VENT_IMAGE_SOURCE_CHANGED")
                    .with_retry(Retry::later));
  return writer.add(tar_padding(layer.size));
}

struct Texts {
  std::string config;
  std::string manifest;
};

// What stands in an index comes by its order, so equal texts (two names of one image) are written once.
Result<> add_texts(ImageFileWriter& writer, const std::vector<Texts>& all) {
  std::set<std::string> written;
  for (const Texts& texts : all)
    for (const std::string& text : {texts.manifest, texts.config})
      if (const Blob blob = blob_of(text); written.insert(blob.digest).second)
        TRY(writer.add_text(blob_name(blob), text));
  return Ok{};
}

Result<std::vector<WrittenImage>> write_checked(ImageSet set, const Path& file, const std::stop_token& stop) {
  for (const ImageOfSet& one : set.images) TRY(check_image_name(one.image));
  std::vector<Blob> blobs;
  for (ImageLayer& layer : set.layers) {
    layer.entries = TRY(complete_entries(std::move(layer.entries)));
    blobs.push_back(TRY(measure_layer(layer, stop)));
  }
  std::vector<Texts> texts;
  std::vector<NamedManifest> manifests;
  std::vector<WrittenImage> written;
  for (const ImageOfSet& one : set.images) {
    std::vector<Blob> layers;
    for (const std::size_t layer : one.layers) layers.push_back(blobs.at(layer));
    Texts own{.config = image_config(one.image, layers), .manifest = {}};
    own.manifest = image_manifest(blob_of(own.config), layers);
    manifests.push_back({one.image, blob_of(own.manifest)});
    written.push_back({.digest = blob_of(own.manifest).digest});
    texts.push_back(std::move(own));
  }
  ImageFileWriter writer = TRY(ImageFileWriter::create(file));
  TRY(writer.add_text("oci-layout", image_layout()));
  TRY(writer.add_text("index.json", image_index(manifests)));
  TRY(writer.add_header("blobs/", TarKind::directory));
  TRY(writer.add_header("blobs/sha256/", TarKind::directory));
  TRY(add_texts(writer, texts));
  for (std::size_t i = 0; i < blobs.size(); ++i) TRY(add_layer(writer, set.layers[i], blobs[i], stop));
  TRY(writer.add(tar_end()));
  const std::uint64_t size = writer.keep();
  for (WrittenImage& one : written) one.size = size;
  return written;
}

}  // namespace

std::string ContainerImage::reference() const { return name + ":" + tag; }

Result<WrittenImage> write_image(const ContainerImage& image, const Path& file, const std::stop_token& stop) {
  ImageSet set{.layers = {{.entries = image.entries}}, .images = {{.image = image, .layers = {0}}}};
  const std::vector<WrittenImage> written = TRY(
      while_doing(fmt::format("writing the image {}", image.reference()), write_checked(std::move(set), file, stop)));
  return written.front();
}

Result<std::vector<WrittenImage>> write_images(const ImageSet& set, const Path& file, const std::stop_token& stop) {
  return while_doing(fmt::format("writing {} images", set.images.size()), write_checked(set, file, stop));
}

}  // namespace vent
