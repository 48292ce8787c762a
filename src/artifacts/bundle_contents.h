#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/artifact.h"
#include "base/result.h"

namespace vent {

// What is in a bundle, and how it stands there. A bundle is a tar archive, compressed with Zstandard, so that people can
// look at it with `tar --zstd -tf`:
//
//   bundle.json     what this header calls BundleContents
//   files/DIGEST    the files, each once, in the order of the first artifact that has it
//
// It consists of two Zstandard frames, and each ends with a checksum. The first has bundle.json alone: so it is known to
// be sound before anything is believed that it says, and listing a bundle reads nothing else.

constexpr int kBundleFormat = 1;
constexpr std::string_view kBundleJson = "bundle.json";
constexpr std::uint64_t kLargestBundleJson = 16ULL * 1024 * 1024;

struct BundleContents {
  std::string vent;  // the version of the vent that made it
  std::vector<Artifact> artifacts;

  bool operator==(const BundleContents&) const = default;
};

// One entry behind bundle.json.
struct BundleFile {
  std::string digest;
  std::uint64_t size = 0;
  std::vector<Artifact> artifacts;  // those whose content it is, at least one

  std::string entry_name() const;  // "files/DIGEST"
  std::string text() const;        // the first of the artifacts: "kubernetes 1.36.3 kubelet (amd64)"
};

// What is alike stands side by side, because the compression finds most there: by component, file, architecture and
// version.
void sort_for_bundle(std::vector<Artifact>& artifacts);
// In the order of the artifacts.
std::vector<BundleFile> files_of(const std::vector<Artifact>& artifacts);
std::uint64_t bytes_in(const std::vector<BundleFile>& files);

std::string bundle_json(const BundleContents& contents);
// Checked: whatever is done with it needs no look at its digests, names and sizes again. `bundle` names the file.
Result<BundleContents> read_bundle_json(std::string_view text, const std::string& bundle);
// The same check for what is to be saved.
Result<> check_for_bundle(const std::vector<Artifact>& artifacts);

}  // namespace vent
