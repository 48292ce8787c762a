#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// The verbs of `vent metal`. Each returns the exit code, or the error that is shown and decides it.
struct MetalStartOptions {
  std::string lab;
  std::string private_range, public_range;  // empty: as they are, or the default
  int port = 0;                             // 0: likewise
};
Result<int> metal_start(CommandContext& context, const MetalStartOptions& options);
Result<int> metal_serve(CommandContext& context, const MetalStartOptions& options);

enum class Erase { no, yes };
Result<int> metal_stop(CommandContext& context, const std::string& lab, Erase erase);
Result<int> metal_status(CommandContext& context, const std::string& lab);
Result<int> metal_hosts(CommandContext& context, const std::string& lab);

enum class Waiting { no, yes };
struct MetalCreateOptions {
  std::string lab;
  std::vector<std::string> names;
  std::string user_data_file;
  std::vector<std::string> key_files;
  Waiting wait = Waiting::no;
};
Result<int> metal_create(CommandContext& context, const MetalCreateOptions& options);

struct MetalActOptions {
  std::string lab;
  std::vector<std::string> names;
  Waiting wait = Waiting::no;
};
Result<int> metal_delete(CommandContext& context, const MetalActOptions& options);
// power_on, power_off, reboot, reinstall
Result<int> metal_act(CommandContext& context, const MetalActOptions& options, const std::string& action);

enum class Follow { no, yes };
Result<int> metal_console(CommandContext& context, const std::string& lab, const std::string& host, Follow follow);
Result<int> metal_ssh(CommandContext& context, const std::string& lab, const std::string& host,
                      const std::vector<std::string>& command);

struct MetalLinkOptions {
  std::string lab, a, b;
  std::string delay, loss;  // "40ms", "2%"; empty: none
  bool blocked = false;
};
Result<int> metal_link(CommandContext& context, const MetalLinkOptions& options);
Result<int> metal_links(CommandContext& context, const std::string& lab);

struct MetalMarketOptions {
  std::string lab, facility, plan;
  std::string value;  // a price, a number of machines, or "auto": as the market has it
};
Result<int> metal_market_list(CommandContext& context, const MetalMarketOptions& options);
Result<int> metal_market_set(CommandContext& context, const MetalMarketOptions& options);
Result<int> metal_market_capacity(CommandContext& context, const MetalMarketOptions& options);
Result<int> metal_market_notice(CommandContext& context, const MetalMarketOptions& options);

}  // namespace vent
