#include "chapters/chapters.h"

#include "chapters/01_prerequisites.h"
#include "chapters/03_machines.h"

namespace vent {

const std::vector<Chapter>& all_chapters() {
  static const std::vector<Chapter> chapters = {
      {.name = "01_prerequisites",
       .title = "Prerequisites",
       .holds_after = "each host is fit for Kubernetes, and they reach each other; nothing has been changed",
       .checks = prerequisite_checks()},
      {.name = "03_machines",
       .title = "Machines",
       .holds_after =
           "each host has its name, knows the others by name, forwards and filters as Kubernetes needs it, and "
           "has no swap; all that also after a reboot",
       .needs = {{"01_prerequisites"}},
       .resources = machine_resources},
  };
  return chapters;
}

bool runs_on(const Chapter& chapter, const Host& host) { return !chapter.only_on || *chapter.only_on == host.role; }

}  // namespace vent
