#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"
#include "formats/json.h"
#include "providers/packet/packet_catalogue.h"
#include "providers/watch_machines.h"

namespace vent {

// What the verbs of `vent machine` show, in each of the formats: pure.

enum class MachineFormat { table, wide, json, yaml, name };
Result<MachineFormat> machine_format(const std::string& word);

struct MachineListing {
  std::string key;                             // in JSON and YAML: "machines"
  std::vector<std::vector<std::string>> rows;  // the first is the head
  std::size_t narrow_columns = 0;              // of the plain table; the wide one has all
  Json items = Json::array();
  std::vector<std::string> names;
};
std::string render(const MachineListing& listing, MachineFormat format);

// A machine that is tagged as one of this cluster and that its file doesn't name: forgotten, or not yet written down.
bool is_orphan(const Machine& machine, const Cluster* cluster);

MachineListing machines_view(const std::vector<Machine>& machines, const Cluster* cluster);
MachineListing plans_view(const std::vector<PacketPlan>& plans, const std::vector<PacketFacility>& facilities);
MachineListing facilities_view(const std::vector<PacketFacility>& facilities);
MachineListing systems_view(const std::vector<PacketSystem>& systems);
MachineListing prices_view(const std::vector<MachinePrice>& prices);
Result<MachineListing> capacity_view(const Json& capacity);

struct SeenEvent {
  std::string machine;
  MachineEvent event;
};
std::string event_line(const SeenEvent& seen);
Json event_json(const SeenEvent& seen);
Json change_json(const MachineChange& change);

}  // namespace vent
