#pragma once

#include "cluster/cluster.h"
#include "providers/machine_provider.h"

namespace vent {

// Hosts that you own, as a cluster file names them. They are always there: nothing is rented, and there is no power to
// switch.
class StaticProvider final : public MachineProvider {
 public:
  explicit StaticProvider(const Cluster& cluster) : cluster_(cluster) {}

  std::string name() const override { return "static"; }
  Result<std::vector<Machine>> list() override;
  Result<Machine> create(const MachineWish& wish) override;  // those that the file has
  Result<> act(const Machine& machine, MachineAction action) override;
  Result<> remove(const Machine& machine) override;
  Result<std::vector<MachinePrice>> prices() override { return std::vector<MachinePrice>(); }
  Result<std::vector<MachineEvent>> events(const Machine&) override { return std::vector<MachineEvent>(); }

 private:
  const Cluster& cluster_;
};

}  // namespace vent
