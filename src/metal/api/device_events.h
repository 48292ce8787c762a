#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "metal/host.h"
#include "metal/store.h"

namespace vent::metal {

// Something that happened to a device, in the API's words: "provisioning.110", and a sentence.
struct DeviceEvent {
  std::string type, body;

  bool operator==(const DeviceEvent&) const = default;
};

// The steps of an installation, which clients follow by their types. There is always the same list.
const std::vector<DeviceEvent>& provisioning_steps();
bool is_being_built(const Host& host);
// How many of them are done.
int provisioning_progress(const Host& host);

// What happened between two versions of a host's record. Pure.
std::vector<DeviceEvent> events_between(const Host& before, const Host& after);

Result<> write_event(Store& store, const Host& host, const DeviceEvent& event, WallTime now);

// A device that is gone is remembered, because the API does not say "not found" of one.
Result<> note_gone(Store& store, const Host& host);
Result<bool> is_gone(const Store& store, const std::string& id);

}  // namespace vent::metal
