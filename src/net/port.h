#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "net/ipv4.h"

namespace vent {

// Whether a server could listen there now. An address that is not this machine's, or a port that we may not take, is
// an error. Only asks: the port may be taken by another a moment later.
Result<bool> tcp_port_is_free(Ipv4 address, int port);

// Connects, and hangs up without a word.
Result<> try_tcp_connection(Ipv4 address, int port, std::chrono::milliseconds deadline, std::stop_token stop = {});

// Connects and reads the first line that the other side says by itself ("SSH-2.0-OpenSSH_9.2p1"), without its end.
// It says nothing itself. Every failure but a bad port can be tried again later: a host that boots first doesn't
// answer at all, then refuses, then closes.
Result<std::string> read_tcp_banner(Ipv4 address, int port, std::chrono::milliseconds deadline,
                                    std::stop_token stop = {});

}  // namespace vent
