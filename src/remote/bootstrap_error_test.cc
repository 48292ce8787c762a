#include "remote/bootstrap_error.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

Error ended_with(const char* words) {
  return Error(ErrorKind::failed, "the program on worker-0 ended with exit code 1")
      .with_id("VENT_REMOTE_ENDED")
      .with_details(words);
}

TEST(BootstrapError, SaysWhatKeepsVentNodeAway) {
  const Error full = explain_bootstrap(ended_with("gzip: stdout: No space left on device"));
  EXPECT_EQ(full.text(),
            "error: the host can't take vent-node: gzip: stdout: No space left on device [VENT_NO_SPACE]\n"
            "  | gzip: stdout: No space left on device\n"
            "  next: free some space on the host: df -h /var/lib");
  EXPECT_EQ(full.kind, ErrorKind::no_space);
  EXPECT_EQ(explain_bootstrap(ended_with("mkdir: cannot create directory '/var/lib/vent': File exists")).kind,
            ErrorKind::conflict);
  EXPECT_EQ(explain_bootstrap(ended_with("mkdir: cannot create directory '/var/lib/vent': Read-only file system")).kind,
            ErrorKind::not_permitted);
}

TEST(BootstrapError, LeavesOthersAsTheyAre) {
  const Error other = ended_with("sh: 1: head: not found");
  EXPECT_EQ(explain_bootstrap(other).text(), other.text());
}

}  // namespace
}  // namespace vent
