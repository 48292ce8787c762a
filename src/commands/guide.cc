#include "readings/guide.h"

#include <fmt/core.h>

#include "base/files.h"
#include "chapters/chapters.h"
#include "cluster/read_cluster.h"
#include "commands/readings.h"

namespace vent {

Result<int> guide(CommandContext& context, const GuideOptions& options) {
  const Cluster cluster = TRY(load_cluster(options.cluster_file));
  for (const std::string& note : cluster.notes) context.bus.warn(note);
  const std::vector<GuidePage> pages = guide_pages(cluster, all_chapters());
  TRY(make_directories(options.directory));
  for (const GuidePage& page : pages) TRY(write_file(Path(options.directory) / page.file_name, page.text));
  context.bus.say(fmt::format("{} pages in {}, to be read from README.md on", pages.size(), options.directory));
  return 0;
}

}  // namespace vent
