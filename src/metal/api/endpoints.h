#pragma once

#include "metal/api/context.h"

namespace vent::metal {

// The functions behind the routes (routes.cc), one file for each family.

// devices.cc
Result<Answer> list_devices(ApiContext& context, const Call& call);
Result<Answer> list_devices_of_organization(ApiContext& context, const Call& call);
Result<Answer> create_device(ApiContext& context, const Call& call);
Result<Answer> get_device(ApiContext& context, const Call& call);
Result<Answer> update_device(ApiContext& context, const Call& call);
Result<Answer> delete_device(ApiContext& context, const Call& call);
Result<Answer> act_on_device(ApiContext& context, const Call& call);
Result<Answer> get_user_data(ApiContext& context, const Call& call);
Result<Answer> get_custom_data(ApiContext& context, const Call& call);
Result<Answer> get_usage(ApiContext& context, const Call& call);

// batches.cc
Result<Answer> create_batch(ApiContext& context, const Call& call);
Result<Answer> list_batches(ApiContext& context, const Call& call);
Result<Answer> get_batch(ApiContext& context, const Call& call);
Result<Answer> delete_batch(ApiContext& context, const Call& call);

// projects.cc
Result<> ensure_lab_project(ApiContext& context);
Result<Answer> list_projects(ApiContext& context, const Call& call);
Result<Answer> create_project(ApiContext& context, const Call& call);
Result<Answer> get_project(ApiContext& context, const Call& call);
Result<Answer> update_project(ApiContext& context, const Call& call);
Result<Answer> delete_project(ApiContext& context, const Call& call);
Result<Answer> get_bgp_config(ApiContext& context, const Call& call);
Result<Answer> get_user(ApiContext& context, const Call& call);
Result<Answer> list_users(ApiContext& context, const Call& call);
Result<Answer> list_organizations(ApiContext& context, const Call& call);
Result<Answer> get_organization(ApiContext& context, const Call& call);

// places.cc
Result<Answer> list_plans(ApiContext& context, const Call& call);
Result<Answer> get_plan(ApiContext& context, const Call& call);
Result<Answer> list_facilities(ApiContext& context, const Call& call);
Result<Answer> list_metros(ApiContext& context, const Call& call);
Result<Answer> get_metro(ApiContext& context, const Call& call);
Result<Answer> list_operating_systems(ApiContext& context, const Call& call);
Result<Answer> get_capacity(ApiContext& context, const Call& call);
Result<Answer> get_metro_capacity(ApiContext& context, const Call& call);
Result<Answer> check_capacity(ApiContext& context, const Call& call);

// ssh_keys.cc
Result<Answer> list_ssh_keys(ApiContext& context, const Call& call);
Result<Answer> list_project_ssh_keys(ApiContext& context, const Call& call);
Result<Answer> list_device_ssh_keys(ApiContext& context, const Call& call);
Result<Answer> create_ssh_key(ApiContext& context, const Call& call);
Result<Answer> create_project_ssh_key(ApiContext& context, const Call& call);
Result<Answer> get_ssh_key(ApiContext& context, const Call& call);
Result<Answer> update_ssh_key(ApiContext& context, const Call& call);
Result<Answer> delete_ssh_key(ApiContext& context, const Call& call);

// events.cc
Result<Answer> list_events(ApiContext& context, const Call& call);
Result<Answer> list_project_events(ApiContext& context, const Call& call);
Result<Answer> list_device_events(ApiContext& context, const Call& call);
Result<Answer> get_event(ApiContext& context, const Call& call);

// spot.cc
Result<Answer> get_spot_prices(ApiContext& context, const Call& call);
Result<Answer> get_metro_spot_prices(ApiContext& context, const Call& call);
Result<Answer> get_spot_history(ApiContext& context, const Call& call);
Result<Answer> list_spot_requests(ApiContext& context, const Call& call);
Result<Answer> create_spot_request(ApiContext& context, const Call& call);
Result<Answer> get_spot_request(ApiContext& context, const Call& call);
Result<Answer> delete_spot_request(ApiContext& context, const Call& call);

// elastic.cc
Result<Answer> list_reservations(ApiContext& context, const Call& call);
Result<Answer> create_reservation(ApiContext& context, const Call& call);
Result<Answer> get_address(ApiContext& context, const Call& call);
Result<Answer> delete_address(ApiContext& context, const Call& call);
Result<Answer> get_available(ApiContext& context, const Call& call);
Result<Answer> list_device_addresses(ApiContext& context, const Call& call);
Result<Answer> assign_address(ApiContext& context, const Call& call);

// metadata.cc
Result<Answer> get_metadata(ApiContext& context, const Call& call);
Result<Answer> check_user_data(ApiContext& context, const Call& call);

// lab_routes.cc: what only a cloud on one's own machine can do
Result<Answer> get_status(ApiContext& context, const Call& call);
Result<Answer> get_console(ApiContext& context, const Call& call);
Result<Answer> list_links(ApiContext& context, const Call& call);
Result<Answer> put_link(ApiContext& context, const Call& call);
Result<Answer> list_faults(ApiContext& context, const Call& call);
Result<Answer> add_faults(ApiContext& context, const Call& call);
Result<Answer> clear_faults(ApiContext& context, const Call& call);
Result<Answer> get_market(ApiContext& context, const Call& call);
Result<Answer> change_market(ApiContext& context, const Call& call);

}  // namespace vent::metal
