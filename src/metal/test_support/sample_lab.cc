#include "metal/test_support/sample_lab.h"

#include <fmt/core.h>

#include <cstdlib>
#include <stdexcept>

#include "formats/test_support/any_json.h"
#include "metal/api/catalogue.h"

namespace vent::metal {

Lab sample_lab() { return {.settings = {}, .state = "/state/vent/metal/metal", .images = "/cache/vent/images"}; }

AddressPlan sample_plan() { return *address_plan(sample_lab().settings); }

Host sample_host(int slot) {
  const WallTime created = WallTime(std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}) + std::chrono::hours(slot);
  return {.id = fmt::format("0000000{}-1111-4222-8333-444444444444", slot),
          .name = fmt::format("worker-{}", slot),
          .slot = slot,
          .state = HostState::active,
          .wanted = {.since = created},
          .done = {.reboots = 0, .reinstalls = 0},
          .problem = {},
          .user_data = "#!/bin/sh\necho hello\n",
          .authorized_keys = {"ssh-ed25519 AAAAowner owner@example"},
          .image = "debian-12-0123456789abcdef",
          .machine_id = "0123456789abcdef0123456789abcdef",
          .host_keys = {fmt::format("ssh-ed25519 AAAAhost{}", slot)},
          .created_at = created,
          .seconds_to_ssh = 6.25};
}

rc::Gen<Rental> any_rental() {
  return rc::gen::exec([] {
    const auto text = [] { return *any_awkward_text(); };
    const auto texts = [] { return *rc::gen::container<std::vector<std::string>>(any_awkward_text()); };
    const auto flag = [] { return *rc::gen::arbitrary<bool>(); };
    const auto time = [&]() -> std::optional<WallTime> {
      if (!flag()) return std::nullopt;
      return WallTime(std::chrono::milliseconds(*rc::gen::inRange<std::int64_t>(0, 1LL << 42)));
    };
    const auto one_of = [](const auto& things) { return things[*rc::gen::inRange<std::size_t>(0, things.size())]; };
    Rental rental;
    rental.project = text();
    rental.plan = one_of(plans()).slug;
    rental.facility = one_of(facilities()).code;
    rental.operating_system = one_of(operating_systems()).slug;
    rental.billing_cycle = text();
    if (flag()) rental.description = text();
    rental.tags = texts();
    rental.customdata = (*any_json()).compact();
    rental.storage = (*any_json()).compact();
    rental.ipxe_script_url = text();
    rental.always_pxe = flag();
    rental.locked = flag();
    rental.ssh_keys = texts();
    rental.spot_instance = flag();
    if (flag()) rental.spot_price_max = *any_finite_number();
    rental.termination_time = time();
    rental.outbid = flag();
    rental.spot_request = text();
    rental.fault =
        *rc::gen::element(DeviceFault::none, DeviceFault::fails, DeviceFault::never_active, DeviceFault::early_active);
    rental.updated_at = time();
    return rental;
  });
}

rc::Gen<Host> any_host() {
  return rc::gen::exec([] {
    const auto text = [] { return *any_awkward_text(); };
    const auto texts = [] { return *rc::gen::container<std::vector<std::string>>(any_awkward_text()); };
    const auto time = [] { return WallTime(std::chrono::milliseconds(*rc::gen::inRange<std::int64_t>(0, 1LL << 42))); };
    const auto number = [] { return *rc::gen::inRange(0, 1'000'000); };
    Host host;
    host.id = text();
    host.name = text();
    host.slot = number();
    host.state = *rc::gen::map(rc::gen::inRange(0, static_cast<int>(HostState::failed) + 1),
                               [](int state) { return static_cast<HostState>(state); });
    host.wanted = {.powered = *rc::gen::arbitrary<bool>(),
                   .deleted = *rc::gen::arbitrary<bool>(),
                   .reboots = number(),
                   .reinstalls = number(),
                   .since = time()};
    host.done = {.reboots = number(), .reinstalls = number() - 1};
    host.problem = text();
    host.user_data = text();
    host.authorized_keys = texts();
    host.image = text();
    host.machine_id = text();
    host.host_keys = texts();
    host.created_at = time();
    if (*rc::gen::arbitrary<bool>()) host.seconds_to_ssh = *any_finite_number();
    host.rental = *any_rental();
    return host;
  });
}

ScopedVariable::ScopedVariable(std::string name, const std::string& value) : name_(std::move(name)) {
  if (const char* set = std::getenv(name_.c_str())) before_ = set;
  ::setenv(name_.c_str(), value.c_str(), 1);
}

ScopedVariable::~ScopedVariable() {
  if (before_) {
    ::setenv(name_.c_str(), before_->c_str(), 1);
  } else {
    ::unsetenv(name_.c_str());
  }
}

void write_program(const Path& path, const std::string& script) {
  const Result<> written = write_file(path, script, 0755);
  if (!written) throw std::runtime_error(written.error().text());
}

}  // namespace vent::metal
