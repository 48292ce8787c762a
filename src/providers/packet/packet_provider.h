#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "providers/machine_provider.h"
#include "providers/packet/packet_api.h"
#include "providers/packet/packet_catalogue.h"

namespace vent {

struct PacketProject {
  std::string id, name;
};

// Machines of one project of a Packet API. Not for several threads at once.
class PacketProvider final : public MachineProvider {
 public:
  struct Settings {
    PacketProject project;
    Clock& clock;
    std::stop_token stop = {};
    // What a person should know of what is done behind their back: a repeated look, a machine too many.
    std::function<void(std::string)> tell = {};
  };
  PacketProvider(PacketApi& api, Settings settings) : api_(api), settings_(std::move(settings)) {}

  std::string name() const override { return "packet"; }
  Result<std::vector<Machine>> list() override;
  // Never rents twice: see rent_plan.h.
  Result<Machine> create(const MachineWish& wish) override;
  Result<> act(const Machine& machine, MachineAction action) override;
  Result<> remove(const Machine& machine) override;
  Result<std::vector<MachinePrice>> prices() override;
  Result<std::vector<MachineEvent>> events(const Machine& machine) override;

  // What the Packet API has beyond other providers.
  Result<PacketCatalogue> catalogue();
  Result<> reinstall(const Machine& machine, const std::string& operating_system);  // empty: the one it has
  struct PriceAt {
    double price = 0;
    std::int64_t seconds = 0;  // since 1970
  };
  Result<std::vector<PriceAt>> price_history(const std::string& facility, const std::string& plan, WallTime from,
                                             WallTime until);
  // By place and plan: "normal", "limited", "unavailable" …
  Result<Json> capacity();

 private:
  Result<std::vector<std::string>> ensure_ssh_keys(const std::vector<std::string>& public_keys);
  Result<std::vector<std::string>> places(const MachineWish& wish);
  Result<std::optional<Machine>> look(const std::string& token);
  Result<> drop_surplus(const std::vector<Machine>& surplus, const Machine& kept);
  std::string devices_path() const { return "/projects/" + settings_.project.id + "/devices"; }
  void tell(std::string text) const;

  PacketApi& api_;
  Settings settings_;
};

// By id or name; the only one there is when nothing is asked for.
Result<PacketProject> find_project(PacketApi& api, const std::string& wanted);

}  // namespace vent
