#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chapters/design.h"
#include "formats/unit_file.h"
#include "resources/resource.h"

namespace vent {

// Resources as chapters write them.

Resource file(Path path, std::string_view text, std::string why, Ownership ownership = {});
// Readable by the group and nobody else: what it tells its service can't be changed by it.
Resource secret_file(Path path, const Secret& bytes, const std::string& group, std::string why);
// For the guide: how a file of keys is made out of files in the guide's folder of keys.
Resource from_keys(Resource file, std::vector<std::string> names, std::string text = {});
// What stands there for a text in base64 that is read from one of them.
std::string base64_of_key_file(std::string_view name);
Resource directory(Path path, std::string why, Ownership ownership = {.mode = 0755}, Inside inside = Inside::of_others);
Resource user(std::string name, std::string why);
Resource artifact(const Design& design, const Host& host, const std::string& name, const Path& folder, std::string why,
                  mode_t mode = 0755);
Resource wait_until(std::string name, std::vector<std::string> probe, std::string why,
                    std::chrono::seconds deadline = std::chrono::seconds(120));
// The unit is started again when one of these becomes another.
Resource unit(std::string name, UnitFile file, const std::vector<Resource>& started_from, std::string why);

void append(std::vector<Resource>& to, std::vector<Resource> more);

// With forward secrecy, for the keys on P-256 that all parts have. TLS 1.3 has its own, which can't be chosen.
const std::vector<std::string>& strong_ciphers();

// "/usr/local/bin/etcd"
std::string program(std::string_view name);

// Takes from a service everything that a program needs not, which keeps to its own files and talks over the network.
// What it writes stands in `writable`.
void harden(UnitFile& unit, const std::string& user, const std::vector<std::string>& writable);
// What all units begin with: when the network is up, with a limit of open files, again when it fails.
UnitFile service_unit(std::string_view description, std::string_view type, const std::vector<std::string>& command);

}  // namespace vent
