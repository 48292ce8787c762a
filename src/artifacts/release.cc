#include "artifacts/release.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>

#include "artifacts/published_checksum.h"
#include "artifacts/unpack.h"
#include "base/sha256.h"

namespace vent {
namespace {

constexpr std::uint64_t kChecksumLimit = 4UL << 20;  // a list of digests
constexpr std::uint64_t kFileLimit = 4ULL << 30;     // more than any file of a release has
constexpr std::uint64_t kUnpackedLimit = 16ULL << 30;

// The name under which the publisher's list has it.
std::string file_name_of(const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  return path.substr(path.rfind('/') + 1);
}

// What is published at one URL, and what of it is wanted.
struct Asset {
  std::string url;                                           // as the publisher has it
  std::string checksum;                                      // likewise
  std::vector<std::pair<std::string, std::string>> members;  // the component's file, and its path in the archive
};

class Obtaining {
 public:
  Obtaining(const ReleaseRequest& request, ReleaseSources& sources, Activity& activity, Clock& clock,
            std::stop_token stop)
      : request_(request), sources_(sources), activity_(activity), clock_(clock), stop_(std::move(stop)) {}

  Result<std::vector<ObtainedFile>> run();

 private:
  Result<std::vector<Asset>> assets() const;
  Result<std::vector<ObtainedFile>> obtain(const Asset& asset);
  Result<PublishedChecksum> published(const Asset& asset);
  Result<Path> fetch(const std::string& published_url, std::uint64_t limit);
  Result<> download_to(const Path& file, const std::string& url, std::uint64_t limit);
  Result<> compare(const Asset& asset, const Path& file, const PublishedChecksum& expected) const;
  Path work_path(const std::string& url) const;
  std::string text() const;

  const ReleaseRequest& request_;
  ReleaseSources& sources_;
  Activity& activity_;
  Clock& clock_;
  std::stop_token stop_;
  std::map<std::string, std::string> checksum_lists_;  // by URL: one list may speak of several files
};

std::string Obtaining::text() const {
  return fmt::format("{} {} ({})", request_.component.name, request_.version.version,
                     architecture_name(request_.architecture));
}

// Different URLs may end alike, and a version before may have left something: the name begins with the URL's digest.
Path Obtaining::work_path(const std::string& url) const {
  return request_.work_folder / (sha256_hex(url).substr(0, 12) + "-" + file_name_of(url));
}

Result<std::vector<Asset>> Obtaining::assets() const {
  const auto nothing = [&](std::string_view reason) {
    return fail(Error(ErrorKind::missing, fmt::format("there is no release of {} to take: {}", text(), reason))
                    .with_id("VENT_NO_RELEASE")
                    .with_hint(request_.component.recipe ? "build it: --origin build"
                                                         : "give the files with `vent artifacts add`"));
  };
  if (!request_.component.release) return nothing("its authors publish none");
  const Release& release = *request_.component.release;
  if (release.checksum.empty())
    return nothing("its authors publish no checksum, so nothing shows whether it is theirs");
  std::vector<Asset> assets;
  for (const CatalogueFile& file : request_.component.files) {
    const auto filled = [&](const std::string& pattern) {
      return fill_in(pattern, request_.version.version, request_.architecture, file.name);
    };
    const std::string url = filled(release.url);
    auto asset = std::ranges::find(assets, url, &Asset::url);
    if (asset == assets.end()) asset = assets.insert(assets.end(), Asset{url, filled(release.checksum), {}});
    asset->members.emplace_back(file.name, filled(release.member));
  }
  return assets;
}

Result<std::vector<ObtainedFile>> Obtaining::run() {
  const std::vector<Asset> wanted = TRY(assets());
  TRY(make_directories(request_.work_folder));
  std::vector<ObtainedFile> files;
  for (const Asset& asset : wanted) {
    const std::vector<ObtainedFile> obtained = TRY(while_doing("downloading " + text(), obtain(asset)));
    files.insert(files.end(), obtained.begin(), obtained.end());
  }
  return files;
}

Result<std::vector<ObtainedFile>> Obtaining::obtain(const Asset& asset) {
  const PublishedChecksum expected = TRY(published(asset));
  const Path file = work_path(asset.url);
  // A run before may have come as far as this.
  const Result<std::string> there = digest_like(expected, file);
  if (!there || *there != expected.digest) {
    TRY(fetch(asset.url, kFileLimit));
    TRY(compare(asset, file, expected));
  }
  const std::string source = sources_.url_for(asset.url);
  if (request_.component.release->member.empty())
    return std::vector<ObtainedFile>{{asset.members.front().first, file, source}};

  std::vector<ArchiveMember> members;
  std::vector<ObtainedFile> files;
  for (const auto& [name, member] : asset.members) {
    const Path unpacked = Path(file.native() + ".unpacked") / name;
    members.push_back({member, unpacked});
    files.push_back({name, unpacked, source});
  }
  TRY(while_doing("unpacking " + source, unpack(file, members, kUnpackedLimit)));
  return files;
}

Result<PublishedChecksum> Obtaining::published(const Asset& asset) {
  auto list = checksum_lists_.find(asset.checksum);
  if (list == checksum_lists_.end()) {
    const Path file = TRY(fetch(asset.checksum, kChecksumLimit));
    list = checksum_lists_.emplace(asset.checksum, TRY(read_file(file))).first;
  }
  return while_doing("reading " + sources_.url_for(asset.checksum),
                     find_published_checksum(list->second, file_name_of(asset.url)));
}

Result<Path> Obtaining::fetch(const std::string& published_url, std::uint64_t limit) {
  const std::string url = sources_.url_for(published_url);
  if (std::optional<Error> known = sources_.known_unreachable(url)) return fail(*std::move(known));
  const Path file = work_path(published_url);
  const Result<> outcome = download_to(file, url, limit);
  if (outcome) return file;
  Error error = outcome.error();
  if (error.kind == ErrorKind::missing)
    error.hint = fmt::format("check that {} {} is published: {}", request_.component.name, request_.version.version,
                             request_.component.home);
  if (error.kind == ErrorKind::not_reachable) {
    error.hint += "\nVENT_MIRROR takes the files from another server";
    sources_.note_unreachable(url, error);
  }
  return fail(std::move(error));
}

Result<> Obtaining::download_to(const Path& file, const std::string& url, std::uint64_t limit) {
  Activity part(activity_, fmt::format("{}: {}", text(), file_name_of(url)), Amount{0, "bytes"});
  Download wanted;
  wanted.url = url;
  wanted.file = file;
  wanted.size_limit = limit;
  wanted.patience = request_.patience;
  wanted.stop = stop_;
  wanted.progress = [&](std::uint64_t done, std::optional<std::uint64_t> total) {
    if (total) {
      part.progress_of(done, *total);
    } else {
      part.progress(done);
    }
  };
  TRY(download(wanted, clock_));
  part.finish(Outcome::done);
  return Ok{};
}

Result<> Obtaining::compare(const Asset& asset, const Path& file, const PublishedChecksum& expected) const {
  const std::string found = TRY(digest_like(expected, file));
  if (found == expected.digest) return Ok{};
  // The digest is part of the name: the next wrong one doesn't take its place.
  const Path aside =
      request_.aside_folder / fmt::format("{}-{}-{}-{}-{}", request_.component.name, request_.version.version,
                                          architecture_name(request_.architecture), found.substr(0, 12),
                                          file_name_of(asset.url));
  TRY(make_directories(request_.aside_folder));
  if (::rename(file.c_str(), aside.c_str()) != 0) return fail(file_error("setting aside", file, errno));
  return fail(
      Error(ErrorKind::failed, fmt::format("'{}' is not the file that its authors published", file_name_of(asset.url)))
          .with_id("VENT_CHECKSUM_MISMATCH")
          .with_details(fmt::format("published: {}\n     from: {}\n    found: {}\n     from: {}", expected.digest,
                                    sources_.url_for(asset.checksum), found, sources_.url_for(asset.url)))
          .with_hint(fmt::format("it is kept as '{}' to be looked at, and is not used\n"
                                 "try again; if it stays so, a proxy or mirror on the way changes it, or the "
                                 "release was replaced",
                                 aside.native())));
}

}  // namespace

Result<std::vector<ObtainedFile>> obtain_release(const ReleaseRequest& request, ReleaseSources& sources,
                                                 Activity& activity, Clock& clock, std::stop_token stop) {
  return Obtaining(request, sources, activity, clock, std::move(stop)).run();
}

}  // namespace vent
