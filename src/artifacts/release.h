#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "artifacts/catalogue.h"
#include "artifacts/release_sources.h"
#include "base/architecture.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "events/activity.h"
#include "net/http_download.h"

namespace vent {

// A file that is here now, compared with what its publisher says.
struct ObtainedFile {
  std::string name;    // of the component's files
  Path path;           // in the work folder
  std::string source;  // the URL it came from
};

struct ReleaseRequest {
  const Component& component;
  const CatalogueVersion& version;
  Architecture architecture;
  // What is being downloaded and unpacked. What an earlier run left there is gone on with; one run at a time.
  Path work_folder;
  // Where a file goes that isn't what its publisher says: to be looked at, never used.
  Path aside_folder;
  DownloadPatience patience = {};
};

// Downloads every file of a component as its authors publish it: first the checksum, then the file or the archive with
// several of them (once), compared, unpacked. Each download is a part of the activity. Errors as download() has them, and
//   VENT_NO_RELEASE         nothing is published, or nothing that it could be compared with
//   VENT_NO_CHECKSUM        what is published about the file doesn't name it
//   VENT_CHECKSUM_MISMATCH  the file is another one than published: it is set aside
//   VENT_BAD_ARCHIVE, VENT_NOT_IN_ARCHIVE
Result<std::vector<ObtainedFile>> obtain_release(const ReleaseRequest& request, ReleaseSources& sources,
                                                 Activity& activity, Clock& clock, std::stop_token stop);

}  // namespace vent
