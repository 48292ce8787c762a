#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace vent {

// A fixed number of threads that work off a queue, first in, first out. A job gets the pool's stop token.
// The destructor asks running jobs to stop, drops those not begun, and waits.
class ThreadPool {
 public:
  using Job = std::function<void(std::stop_token)>;

  ThreadPool(const std::string& name, int threads);
  ~ThreadPool();

  void add(Job job);
  void wait_until_idle();  // no job queued or running

 private:
  void work(std::stop_token stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  int running_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace vent
