#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "artifacts/artifact.h"
#include "base/database.h"
#include "base/files.h"
#include "base/locked.h"
#include "base/result.h"

namespace vent {

// The files that clusters are made of, each under its digest, and the record of what they are:
//
//   FOLDER/files/ab/abcdef…    a file, read-only, as its digest says
//   FOLDER/aside/…             what didn't match its published checksum: to be looked at, never used
//   FOLDER/pieces/…            what vent packed of files to send it to hosts
//   FOLDER/work/…              what is being downloaded or built, or was when its maker was stopped
//   FOLDER/record.sqlite       which artifact has which digest
//
// Several processes and threads may use it at the same time. A file appears under its digest only when it is whole.
class Store {
 public:
  static Result<Store> open(const Path& folder);

  const Path& folder() const { return folder_; }
  Path aside_folder() const { return folder_ / "aside"; }
  Path pieces_folder() const { return folder_ / "pieces"; }
  Path path_of(const std::string& digest) const;

  // Takes a file in: moved if it is on the same file system (it is ours then), copied otherwise.
  struct Taken {
    std::string digest;
    std::uint64_t size = 0;
  };
  Result<Taken> take(const Path& file);
  // As above, and the file stays where it is.
  Result<Taken> take_copy(const Path& file);
  // As take(), for who has reckoned the digest while the file was written.
  Result<> take_known(const Path& file, const std::string& digest);

  // Writes down what a file is. An artifact has one record: the newest.
  Result<> record(const Artifact& artifact);
  Result<std::optional<Artifact>> find(const ArtifactName& name);
  Result<std::vector<Artifact>> artifacts();  // by name

  // Whether a file is there as it was taken in, judged by size and times: quick. One that was touched since is read.
  Result<bool> is_sound(const Artifact& artifact);
  // As above, but it is read whatever its times say.
  Result<bool> is_sound_to_the_bit(const Artifact& artifact);

  // The place where a thing is made: the same folder each time, so that whoever is stopped can go on there. One maker
  // at a time; another one waits.
  struct Workplace {
    FileLock lock;
    Path folder;
  };
  Result<Workplace> workplace(const std::string& name, std::stop_token stop);

  // Removes the records of all artifacts but these, files that no artifact has and what was packed of them, what was laid
  // aside, and what stopped makers left.
  struct Pruned {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
  };
  Result<Pruned> prune(const std::set<ArtifactName>& kept);

 private:
  Store(Path folder, Database database);
  Path name_on_the_way() const;
  Result<Taken> take_in(const Path& file);
  Result<Taken> put(const Path& file, const std::string& digest);
  Result<> prune_work(Pruned& pruned) const;

  Path folder_;
  std::unique_ptr<Locked<Database>> database_;
};

}  // namespace vent
