#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/file_descriptor.h"
#include "node/message.h"
#include "resources/resource.h"

namespace vent {

// The operator's end of a connection to vent-node, for tests: two pipes.
class NodeConnection {
 public:
  NodeConnection() {
    int there[2], back[2];
    EXPECT_EQ(::pipe2(there, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(back, O_CLOEXEC), 0);
    node_input = FileDescriptor(there[0]);
    to_node_ = FileDescriptor(there[1]);
    from_node_ = FileDescriptor(back[0]);
    node_output = FileDescriptor(back[1]);
  }

  // False when nobody reads any more.
  bool send(const Json& header, std::string body = {}) {
    const std::string bytes = encode({.header = header, .body = std::move(body)});
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t written = ::write(to_node_.number(), bytes.data() + done, bytes.size() - done);
      if (written <= 0) return false;
      done += static_cast<std::size_t>(written);
    }
    return true;
  }
  void hang_up() { to_node_.close(); }

  // The next message; nothing when the other side has closed.
  std::optional<Json> receive() {
    while (true) {
      Result<std::optional<Message>> message = reader_.next();
      if (!message) ADD_FAILURE() << message.error().text();
      if (!message) return std::nullopt;
      if (*message) return message->value().header;
      pollfd event{from_node_.number(), POLLIN, 0};
      constexpr int kMilliseconds = 60'000;  // only a fault reaches it
      if (::poll(&event, 1, kMilliseconds) != 1) {
        ADD_FAILURE() << "vent-node says nothing";
        return std::nullopt;
      }
      std::string piece(65536, '\0');
      const ssize_t size = ::read(from_node_.number(), piece.data(), piece.size());
      if (size <= 0) return std::nullopt;
      reader_.add(std::string_view(piece).substr(0, static_cast<std::size_t>(size)));
    }
  }

  // What comes for a request, to its end: "making file /x" for each event, and the last message.
  struct Outcome {
    std::vector<std::string> events;
    Json last;
    std::string error() const { return last.has("error") ? last.field("error")->text("message").value() : ""; }
  };
  Outcome finish(int request) {
    Outcome outcome;
    while (const auto message = receive()) {
      if (message->integer("request").value_or(-1) != request) continue;
      outcome.last = *message;
      const auto event = message->optional_field("event").value();
      if (!event) break;
      outcome.events.push_back(event->text("step").value() + " " + event->text("id").value());
    }
    return outcome;
  }
  Outcome ask(int request, Json header) {
    EXPECT_TRUE(send(header.set("request", request)));
    return finish(request);
  }
  // Until this event has come.
  void wait_for(const std::string& event) {
    while (const auto message = receive()) {
      const auto step = message->optional_field("event").value();
      if (!step && message->integer("request").value_or(0) != 0) break;  // it is over
      if (step && step->text("step").value() + " " + step->text("id").value() == event) return;
    }
    ADD_FAILURE() << "'" << event << "' never came";
  }

  FileDescriptor node_input, node_output;  // the other end, for whoever is vent-node

 private:
  FileDescriptor to_node_, from_node_;
  MessageReader reader_;
};

inline Json resources_json(const std::vector<Resource>& resources) {
  Json all = Json::array();
  for (const Resource& resource : resources) all.push(to_json(resource));
  return all;
}

inline Json make_request(const std::vector<Resource>& resources, const std::string& purpose = "a test") {
  return Json::object()
      .set("do", "make")
      .set("chapter", "03")
      .set("purpose", purpose)
      .set("resources", resources_json(resources));
}

inline Json content_message(const Content& content) {
  return Json::object().set("do", "content").set("digest", content.digest).set("packed", false);
}

// Large ones are announced, under this number, and go in pieces.
inline bool announce(NodeConnection& connection, int request, const std::vector<Content>& contents) {
  Json all = Json::array();
  for (const Content& content : contents) all.push(to_json(content));
  return connection.send(
      Json::object().set("do", "contents").set("request", request).set("purpose", "a test").set("contents", all));
}
inline bool send_piece(NodeConnection& connection, const Content& content, std::size_t at) {
  return connection.send(content_message(content).set("at", static_cast<std::int64_t>(at)),
                         std::string(content.bytes->reveal().substr(at, kPieceBytes)));
}

inline bool send_contents(NodeConnection& connection, const std::vector<Resource>& resources) {
  std::vector<Content> large;
  for (const Resource& resource : resources)
    for (const Content& content : contents_of(resource.spec))
      if (content.size > kPieceBytes)
        large.push_back(content);
      else if (!connection.send(content_message(content), std::string(content.bytes->reveal())))
        return false;
  if (!large.empty() && !announce(connection, 9000, large)) return false;
  for (const Content& content : large)
    for (std::size_t at = 0; at < content.size; at += kPieceBytes)
      if (!send_piece(connection, content, at)) return false;
  return true;
}

}  // namespace vent
