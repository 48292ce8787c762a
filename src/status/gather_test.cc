#include "status/gather.h"

#include <map>

#include "chapters/outline.h"
#include "chapters/test_support/sample_cluster.h"
#include "remote/local_stream.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

// Hosts are shells of this machine, which say what the test wants them to.
RunThere saying(std::map<std::string, std::string> scripts) {
  return [scripts](const Host& host, const std::string&) -> Result<std::unique_ptr<ByteStream>> {
    return std::unique_ptr<ByteStream>(TRY(LocalStream::start({"sh", "-c", scripts.at(host.name)}, host.name)));
  };
}

constexpr const char* kFine = "echo @ vent 0; echo @ kernel 0; echo 6.1; echo @ end 0";

TEST(Gather, AHostThatSaysNothingHoldsNobodyUp) {
  const Design outline = outline_of(sample_cluster());
  const Moment begin = std::chrono::steady_clock::now();
  const ClusterStatus status =
      look_at(outline, saying({{"controller-0", kFine}, {"controller-1", "exec sleep 3600"}, {"worker-0", kFine}}), {},
              Questions::all, std::chrono::milliseconds(3000));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)) << "a deadline, not the sleep's";
  ASSERT_EQ(status.hosts.size(), 3u);
  EXPECT_FALSE(status.hosts[0].error);
  EXPECT_EQ(status.hosts[0].look.kernel, "6.1");
  EXPECT_FALSE(status.hosts[2].error);
  ASSERT_TRUE(status.hosts[1].error);
  EXPECT_EQ(status.hosts[1].error->id, "VENT_HOST_SILENT");
  EXPECT_EQ(status.hosts[1].error->message, "controller-1 gave no answer within 3 s");
}

TEST(Gather, AnAnswerThatBreaksOffIsNone) {
  const Design outline = outline_of(sample_cluster());
  const ClusterStatus status =
      look_at(outline, saying({{"controller-0", "exit 3"}, {"controller-1", "echo @ vent 0"}, {"worker-0", kFine}}), {},
              Questions::all, std::chrono::seconds(30));
  ASSERT_TRUE(status.hosts[0].error && status.hosts[1].error);
  EXPECT_EQ(status.hosts[0].error->id, "VENT_REMOTE_ENDED");
  EXPECT_EQ(status.hosts[1].error->message, "the answer breaks off");
  EXPECT_FALSE(status.hosts[2].error);
}

}  // namespace
}  // namespace vent
