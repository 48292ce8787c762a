#include "base/thread_pool.h"

#include <pthread.h>

#include <utility>

namespace vent {
namespace {

void name_this_thread(const std::string& name, int number) {
  constexpr std::size_t kLongest = 15;  // of the kernel
  const std::string suffix = "-" + std::to_string(number);
  ::pthread_setname_np(::pthread_self(), (name.substr(0, kLongest - suffix.size()) + suffix).c_str());
}

}  // namespace

ThreadPool::ThreadPool(const std::string& name, int threads) {
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int number = 1; number <= threads; ++number) {
    threads_.emplace_back([this, name, number](std::stop_token stop) {
      name_this_thread(name, number);
      work(std::move(stop));
    });
  }
}

ThreadPool::~ThreadPool() {
  for (std::jthread& thread : threads_) thread.request_stop();
  for (std::jthread& thread : threads_) thread.join();
}

void ThreadPool::add(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_all();
}

void ThreadPool::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return jobs_.empty() && running_ == 0; });
}

// A job that throws is a bug: the exception leaves the thread and ends the program.
void ThreadPool::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, stop, [this] { return !jobs_.empty(); });
    if (stop.stop_requested()) return;
    {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      ++running_;
      lock.unlock();
      job(stop);
    }  // what the job holds is gone before the pool says that it is idle
    lock.lock();
    --running_;
    changed_.notify_all();
  }
}

}  // namespace vent
