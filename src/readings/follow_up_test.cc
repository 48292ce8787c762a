#include "readings/follow_up.h"

#include <gmock/gmock.h>

#include "chapters/chapters.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> following(const std::vector<Chapter>& chapters, const ChapterNames& begun,
                                        bool is_its_turn = true) {
  std::vector<const Chapter*> all;
  for (const Chapter& chapter : chapters) all.push_back(&chapter);
  std::vector<std::string_view> names;
  for (const Chapter* chapter : chapters_to_follow(all, begun, is_its_turn)) names.push_back(chapter->name);
  return names;
}

const std::vector<Chapter> kChapters = {
    {.name = "01_first", .title = "", .holds_after = ""},
    {.name = "02_later", .title = "", .holds_after = "", .needs = {{"01_first"}}, .behind = "04_chain"},
    {.name = "03_chain", .title = "", .holds_after = "", .needs = {{"01_first"}}},
    {.name = "04_chain", .title = "", .holds_after = "", .needs = {{"03_chain"}, {"00_not_of_this_host"}}},
    {.name = "05_others", .title = "", .holds_after = "", .needs = {{"03_chain", Where::every_host}}},
    {.name = "06_behind_others", .title = "", .holds_after = "", .needs = {{"05_others"}}},
    {.name = "07_in_turn", .title = "", .holds_after = "", .needs = {{"06_behind_others"}}, .in_turn = true}};

TEST(FollowUp, GoesAsFarAsThisHostAloneDecides) {
  EXPECT_THAT(following(kChapters, {}), ElementsAre("01_first", "03_chain", "04_chain"));
  EXPECT_THAT(following(kChapters, {"01_first"}), ElementsAre("03_chain", "04_chain"));
}

TEST(FollowUp, KeepsWhatIsLessUrgentBehind) {
  EXPECT_THAT(following(kChapters, {"01_first", "03_chain"}), ElementsAre("04_chain"));
  EXPECT_THAT(following(kChapters, {"01_first", "03_chain", "04_chain"}), ElementsAre("02_later"));
}

TEST(FollowUp, WaitsForWhatOthersHaveASayIn) {
  EXPECT_THAT(following(kChapters, {"01_first", "02_later", "03_chain", "04_chain"}), IsEmpty());
  EXPECT_THAT(following(kChapters, {"01_first", "02_later", "03_chain", "04_chain", "05_others"}),
              ElementsAre("06_behind_others", "07_in_turn"));
}

TEST(FollowUp, WaitsForItsTurn) {
  EXPECT_THAT(following(kChapters, {"01_first", "02_later", "03_chain", "04_chain", "05_others"}, false),
              ElementsAre("06_behind_others"));
  EXPECT_THAT(following(all_chapters(), {"01_prerequisites"}, false),
              ElementsAre("03_machines", "04_certificate_authority", "05_kubeconfigs", "06_encryption_at_rest"));
}

TEST(FollowUp, OfAControllerGoesUntilTheNetworkOfAllNodes) {
  EXPECT_THAT(following(all_chapters(), {"01_prerequisites"}),
              ElementsAre("03_machines", "04_certificate_authority", "05_kubeconfigs", "06_encryption_at_rest",
                          "07_etcd", "08_control_plane"));
}

}  // namespace
}  // namespace vent
