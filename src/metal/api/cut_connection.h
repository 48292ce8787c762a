#pragma once

namespace vent::metal {

// Ends the connection that a client with this port has to us on loopback, as if a cable had been pulled: the client
// gets no answer, not even a part of one.
void cut_connection(int client_port);

}  // namespace vent::metal
