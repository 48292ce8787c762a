#include "events/test_support/story.h"

#include <optional>

#include "events/activity.h"

namespace vent {

using std::chrono::milliseconds;
using std::chrono::seconds;

Error error_of_story() {
  return Error(ErrorKind::not_reachable, "worker-2 does not answer")
      .with_id("VENT_HOST_SILENT")
      .with_place({"cluster.yaml", 12, 7})
      .with_context("starting worker-2")
      .with_context("bringing up the hosts")
      .with_hint("look at its console:\nvent metal console worker-2 --lines 200 --follow")
      .with_details("ssh: connect to host 198.51.100.7 port 22: No route to host\nsecond line")
      .with_retry(Retry::later);
}

void tell_story(EventBus& bus, VirtualClock& clock, const std::function<void()>& pause) {
  const auto wait = [&](Duration duration) {
    clock.advance(duration);
    pause();
  };

  bus.say("no base image yet, building one");
  {
    Activity image(bus, "base image", Amount{26, "packages"});
    wait(milliseconds(1500));
    image.output("I: Retrieving InRelease\nI: Checking Release signature\n");
    image.progress(3, "libc6");
    wait(seconds(4));
    image.progress(12, "a package with a name so long that it takes nearly a whole line of its own");
    wait(seconds(6));
    bus.warn("the mirror is slow, ignoring");
    image.progress(26);
    wait(milliseconds(250));
    image.finish(Outcome::done);
  }
  std::optional<Activity> hosts(std::in_place, bus, "three hosts");
  std::optional<Activity> first(std::in_place, *hosts, "controller-1: boot");
  std::optional<Activity> second(std::in_place, *hosts, "worker-1: 安装容器运行时与网络插件并等待节点就绪");
  std::optional<Activity> third(
      std::in_place, *hosts,
      "worker-2: a title that nobody should write but somebody will, with everything that could be said about it");
  std::optional<Activity> download(std::in_place, *third, "worker-2: kubelet", Amount{0, "bytes"});
  wait(milliseconds(800));
  download->progress(2'500'000);
  wait(seconds(12));
  download->progress_of(7'500'000, 60'000'000, "dl.example.net");
  wait(seconds(1));
  first->finish(Outcome::changed, "2 files");
  second->output("nothing of this is shown\n");
  second->finish(Outcome::unchanged);
  wait(seconds(20));
  third->output("Reading package lists...\r\nE: \x1b[31mred\x1b[0m \x07 bell \xff\xfe not UTF-8\n");
  third->output("half a character: \xe2\x9c");
  third->output("\x93, and no newline at the end of a line that is much longer than eighty columns, as they often are");
  download->finish(Outcome::skipped, "not needed any more");
  wait(milliseconds(100));
  third.reset();
  hosts->finish(Outcome::failed, "1 of 3 failed");
  Activity(bus, "clean up\x1b[2J\nin two lines").finish(Outcome::done);
  bus.send(Output{0, "printed by nobody in particular\n"});
  bus.send(Failed{error_of_story()});
  wait(seconds(1));
  bus.send(ActivityStarted{99, 0, "never finished", std::nullopt});
  bus.send(Output{99, "its last words\n"});
  wait(seconds(3));
}

}  // namespace vent
