#pragma once

#include <string>
#include <vector>

#include "metal/address_plan.h"
#include "metal/host.h"

namespace vent::metal {

// Where a host asks who it is: an address that its router answers for, and the names it knows it by.
constexpr const char* kMetadataAddress = "169.254.169.254";
constexpr const char* kMetadataNames = "metadata.packet.net metadata.platformequinix.com";

// What a host is told of itself.
Json metadata_json(const Host& host, const AddressPlan& plan, const std::vector<Json>& elastic);

// The older way to ask, one word at a time: "meta-data/public-ipv4". Nothing for an unknown word; for none, the words.
std::optional<std::string> metadata_word(const Json& metadata, const std::string& word);

// The host that has this address.
const Host* host_with_address(const std::vector<Host>& hosts, const AddressPlan& plan, const std::string& address);

}  // namespace vent::metal
