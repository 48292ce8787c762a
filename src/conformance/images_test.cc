#include "conformance/images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ImageTags, AreForImagesThatAreOurs) {
  EXPECT_THAT(image_tags("r.example/e2e/agnhost:2.63.0\nr.example/e2e/agnhost:2.55\nr.example/perl:5.26\n"
                         "r.example:5000/pause:3.10\n",
                         "1.2.3"),
              ElementsAre(ImageTag{"vent.local/e2e/agnhost:1.2.3", "r.example/e2e/agnhost:2.55"},
                          ImageTag{"vent.local/e2e/agnhost:1.2.3", "r.example/e2e/agnhost:2.63.0"},
                          ImageTag{"vent.local/pause:1", "r.example:5000/pause:3.10"}));
}

TEST(ImageTags, AreNotForThoseThatARegistryIsToRefuse) {
  EXPECT_THAT(
      image_tags("gcr.example/authenticated-test/agnhost:2.6\ninvalid.example/invalid/busybox:1\nnonsense\n\n", "1"),
      IsEmpty());
}

TEST(ImageScripts, TakeAwayWhatTheyBrought) {
  const ImageScripts scripts = image_scripts({{"vent.local/e2e/busybox:1", "r.example/busybox:9"}}, "abcd");
  EXPECT_THAT(scripts.is_there, HasSubstr(R"('labels."vent.local/archive"==abcd')"));
  EXPECT_THAT(scripts.import, HasSubstr("--label=vent.local/archive=abcd -"));
  EXPECT_THAT(scripts.name, HasSubstr("tag --force vent.local/e2e/busybox:1 r.example/busybox:9\n"));
  EXPECT_THAT(scripts.remove, HasSubstr("delete --sync r.example/busybox:9"));
  EXPECT_THAT(scripts.remove, HasSubstr("==abcd"));
  EXPECT_THAT(image_scripts({}, "abcd").remove, Not(HasSubstr("--sync")));
}

}  // namespace
}  // namespace vent
