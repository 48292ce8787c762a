#include "readings/guide.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/files.h"
#include "chapters/chapters.h"
#include "commands/cluster_parts.h"
#include "commands/readings.h"
#include "commands/whole_cluster.h"
#include "graph/selection.h"
#include "readings/apply.h"

namespace vent {
namespace {

Result<std::vector<Chapter>> chosen_chapters(const Cluster& cluster, const GuideOptions& options) {
  const StageGraph graph = TRY(choose(TRY(stages_of_cluster(all_chapters(), cluster)), {.chapters = options.chapters}));
  std::vector<Chapter> chosen;
  std::ranges::copy_if(all_chapters(), std::back_inserter(chosen),
                       [&](const Chapter& chapter) { return is_in(graph, chapter); });
  return chosen;
}

}  // namespace

Result<int> guide(CommandContext& context, const GuideOptions& options) {
  Design design{.cluster = TRY(whole_cluster(options.cluster_file))};
  for (const std::string& note : design.cluster.notes) context.bus.warn(note);
  const std::vector<Chapter> chapters = TRY(chosen_chapters(design.cluster, options));
  if (std::ranges::any_of(chapters, &Chapter::needs_parts)) {
    const ClusterState state = TRY(ClusterState::open(design.cluster.name));
    design = TRY(design_of(context, std::move(design.cluster), state));
  }
  const std::vector<GuidePage> pages = guide_pages(design, chapters);
  TRY(make_directories(options.directory));
  for (const GuidePage& page : pages) TRY(write_file(Path(options.directory) / page.file_name, page.text));
  context.bus.say(fmt::format("{} pages in {}, to be read from README.md on", pages.size(), options.directory));
  return 0;
}

}  // namespace vent
