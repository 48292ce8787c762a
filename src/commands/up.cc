#include "commands/up.h"

#include <fmt/core.h>

#include "base/files.h"
#include "commands/init.h"
#include "commands/kubeconfig.h"
#include "commands/machine.h"
#include "commands/metal.h"
#include "commands/readings.h"

namespace vent {
namespace {

constexpr const char* kPlan = "c2.medium.x86";
constexpr const char* kFacility = "ams1";
constexpr double kPriceOnDemand = 1.00;  // who bids that much never pays more than for a machine that stays

MachineCreateOptions machines(const UpOptions& options, const char* names, int count, const char* role) {
  MachineCreateOptions wanted;
  wanted.common.lab = options.lab;
  wanted.common.cluster_file = "";
  wanted.host_name = names;
  wanted.count = count;
  wanted.facilities = {kFacility};
  wanted.plan = kPlan;
  wanted.operating_system = "debian_12";
  wanted.tags = {role};
  return wanted;
}

// Said again, it goes on where it was: machines that are there are not rented twice.
Result<> rent_here(CommandContext& context, const UpOptions& options) {
  TRY(metal_start(context, {.lab = options.lab, .private_range = "", .public_range = "", .port = 0}));
  TRY(machine_create(context, machines(options, "controller-0", 1, "controller")));
  MachineCreateOptions workers = machines(options, "worker-%d", 2, "worker");
  workers.spot = true;
  workers.max_price = kPriceOnDemand;
  TRY(machine_create(context, workers));
  MachineWaitOptions wait;
  wait.common.lab = options.lab;
  wait.names = {"controller-0", "worker-0", "worker-1"};
  wait.goal = "ssh";
  TRY(machine_wait(context, wait));
  InitOptions file;
  file.file = options.cluster.cluster_file;
  file.from_lab = true;
  file.lab = options.lab;
  TRY(init(context, file));
  return Ok{};
}

}  // namespace

Result<int> up(CommandContext& context, const UpOptions& options) {
  if (!path_exists(options.cluster.cluster_file))
    TRY(while_doing("renting machines on this machine", rent_here(context, options)));
  if (const int code = TRY(apply(context, {.cluster = options.cluster, .yes = true})); code != 0) return code;
  KubeconfigOptions remote;
  remote.cluster_file = options.cluster.cluster_file;
  return kubeconfig(context, remote);
}

}  // namespace vent
