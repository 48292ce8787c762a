#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace vent {

// What may stand behind a field of the cluster file.
enum class Form {
  group,  // a mapping of further fields
  wish,   // a mapping that means something by being there, also as {}
  list,   // a list of mappings
  // All that follow are one value.
  api_version,
  kind,
  label,
  role,
  address,
  ipv4,
  ipv4_range,
  domain_name,
  user,
  port,
  path,
  jump_host,
  host_key,
  interface,
  version,
  architecture,
  encryption,
  cgroup_driver,
  dns_servers,
  runtimes,
  api_access,
  api_name,
  api_names,
  count,
  slug,
  slugs,
  price,
  overlay,
};

struct FormFacts {
  Form form;
  std::string_view in_words;  // "a whole number from 1 to 65535"
  std::string_view choices;   // "controller|worker": these and nothing else
  // A POSIX extended expression for the JSON schema. Every good value matches it; not all that match are good.
  std::string_view pattern;
};

const FormFacts& form_facts(Form form);
std::span<const FormFacts> all_forms();

constexpr long long kMostMachines = 1000;  // in one pool
constexpr long long kLowestPort = 1;
constexpr long long kHighestPort = 65535;

// Dollars: digits, and a point among them. Nothing when it is no such number.
std::optional<double> parse_price(std::string_view text);

// Whether a value is good: an error with message and hint, without a place. For values, not for mappings and lists.
Result<> check_value(Form form, std::string_view text);

}  // namespace vent
