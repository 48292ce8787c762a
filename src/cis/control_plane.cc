#include "cis/item.h"

namespace vent {
namespace {

Says manager(std::string_view flag, Asked asked) { return FlagSays{"kube-controller-manager", flag, asked}; }
Says scheduler(std::string_view flag, Asked asked) { return FlagSays{"kube-scheduler", flag, asked}; }

}  // namespace

// 1.3 and 1.4: the controller manager and the scheduler.
std::vector<CisItem> control_plane_items() {
  constexpr Asked kSet{Asks::is_set};
  constexpr Asked kIsOff{Asks::is, "false", "true"};
  constexpr Asked kIsLocal{Asks::is, "127.0.0.1", "0.0.0.0"};
  return {
      {"1.3.1", "pods that ended are forgotten at some number", On::controllers,
       All{manager("terminated-pod-gc-threshold", {Asks::at_least, "1", "12500"})}},
      {"1.3.2", "nobody is told the controller manager's profile", On::controllers, All{manager("profiling", kIsOff)}},
      {"1.3.3", "each of its controllers has an account", On::controllers,
       All{manager("use-service-account-credentials", {Asks::is, "true", "false"})}},
      {"1.3.4", "it signs tokens with a key of their own", On::controllers,
       All{manager("service-account-private-key-file", kSet)}},
      {"1.3.5", "pods are told by whom to know the API", On::controllers, All{manager("root-ca-file", kSet)}},
      {"1.3.6", "kubelets' certificates can be renewed", On::controllers,
       All{manager("feature-gates", {Asks::lists_not, "RotateKubeletServerCertificate=false"})}},
      {"1.3.7", "the controller manager listens on its own host", On::controllers,
       All{manager("bind-address", kIsLocal)}},
      {"1.4.1", "nobody is told the scheduler's profile", On::controllers, All{scheduler("profiling", kIsOff)}},
      {"1.4.2", "the scheduler listens on its own host", On::controllers, All{scheduler("bind-address", kIsLocal)}},
  };
}

}  // namespace vent
