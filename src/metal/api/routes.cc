#include "metal/api/routes.h"

#include <array>

#include "metal/api/endpoints.h"

namespace vent::metal {
namespace {

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/projects/{project}/devices", list_devices},
    {"POST", "/projects/{project}/devices", create_device},
    {"GET", "/organizations/{organization}/devices", list_devices_of_organization},
    {"GET", "/devices/{device}", get_device},
    {"PUT", "/devices/{device}", update_device},
    {"PATCH", "/devices/{device}", update_device},
    {"DELETE", "/devices/{device}", delete_device},
    {"POST", "/devices/{device}/actions", act_on_device},
    {"GET", "/devices/{device}/events", list_device_events},
    {"GET", "/devices/{device}/metadata", get_metadata},
    {"GET", "/devices/{device}/userdata", get_user_data},
    {"GET", "/devices/{device}/customdata", get_custom_data},
    {"GET", "/devices/{device}/usages", get_usage},
    {"GET", "/devices/{device}/ssh-keys", list_device_ssh_keys},
    {"GET", "/devices/{device}/ips", list_device_addresses},
    {"POST", "/devices/{device}/ips", assign_address},
    {"POST", "/userdata/validate", check_user_data},

    {"POST", "/projects/{project}/devices/batch", create_batch},
    {"GET", "/projects/{project}/batches", list_batches},
    {"GET", "/batches/{batch}", get_batch},
    {"DELETE", "/batches/{batch}", delete_batch},

    {"GET", "/projects", list_projects},
    {"POST", "/projects", create_project},
    {"GET", "/projects/{project}", get_project},
    {"PUT", "/projects/{project}", update_project},
    {"PATCH", "/projects/{project}", update_project},
    {"DELETE", "/projects/{project}", delete_project},
    {"GET", "/projects/{project}/bgp-config", get_bgp_config},
    {"GET", "/projects/{project}/events", list_project_events},
    {"GET", "/projects/{project}/plans", list_plans},
    {"GET", "/projects/{project}/facilities", list_facilities},
    {"GET", "/user", get_user},
    {"GET", "/users", list_users},
    {"GET", "/users/{user}", get_user},
    {"GET", "/organizations", list_organizations},
    {"GET", "/organizations/{organization}", get_organization},
    {"GET", "/organizations/{organization}/projects", list_projects},
    {"POST", "/organizations/{organization}/projects", create_project},
    {"GET", "/organizations/{organization}/plans", list_plans},
    {"GET", "/organizations/{organization}/facilities", list_facilities},
    {"GET", "/organizations/{organization}/operating-systems", list_operating_systems},
    {"GET", "/organizations/{organization}/events", list_events},
    {"GET", "/organizations/{organization}/capacity", get_capacity},
    {"GET", "/events", list_events},
    {"GET", "/events/{event}", get_event},

    {"GET", "/plans", list_plans},
    {"GET", "/plans/{plan}", get_plan},
    {"GET", "/facilities", list_facilities},
    {"GET", "/locations/metros", list_metros},
    {"GET", "/locations/metros/{metro}", get_metro},
    {"GET", "/operating-systems", list_operating_systems},
    {"GET", "/capacity", get_capacity},
    {"POST", "/capacity", check_capacity},
    {"GET", "/capacity/metros", get_metro_capacity},
    {"POST", "/capacity/metros", check_capacity},

    {"GET", "/ssh-keys", list_ssh_keys},
    {"POST", "/ssh-keys", create_ssh_key},
    {"GET", "/ssh-keys/{key}", get_ssh_key},
    {"PUT", "/ssh-keys/{key}", update_ssh_key},
    {"PATCH", "/ssh-keys/{key}", update_ssh_key},
    {"DELETE", "/ssh-keys/{key}", delete_ssh_key},
    {"GET", "/projects/{project}/ssh-keys", list_project_ssh_keys},
    {"POST", "/projects/{project}/ssh-keys", create_project_ssh_key},

    {"GET", "/market/spot/prices", get_spot_prices},
    {"GET", "/market/spot/prices/metros", get_metro_spot_prices},
    {"GET", "/market/spot/prices/history", get_spot_history},
    {"GET", "/projects/{project}/spot-market-requests", list_spot_requests},
    {"POST", "/projects/{project}/spot-market-requests", create_spot_request},
    {"GET", "/spot-market-requests/{request}", get_spot_request},
    {"DELETE", "/spot-market-requests/{request}", delete_spot_request},

    {"GET", "/projects/{project}/ips", list_reservations},
    {"POST", "/projects/{project}/ips", create_reservation},
    {"GET", "/ips/{address}", get_address},
    {"DELETE", "/ips/{address}", delete_address},
    {"GET", "/ips/{address}/available", get_available},

    {"GET", "/lab/status", get_status},
    {"GET", "/lab/devices/{device}/console", get_console},
    {"GET", "/lab/links", list_links},
    {"PUT", "/lab/links", put_link},
    {"GET", "/lab/faults", list_faults},
    {"POST", "/lab/faults", add_faults},
    {"DELETE", "/lab/faults", clear_faults},
    {"GET", "/lab/market", get_market},
    {"PUT", "/lab/market", change_market},
});

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace vent::metal
