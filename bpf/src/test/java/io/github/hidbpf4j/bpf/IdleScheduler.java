package io.github.hidbpf4j.bpf;

import io.github.hidbpf4j.time.BinarySemaphore;
import io.github.hidbpf4j.time.ClockId;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.Work;

/** A scheduler that can do nothing: for tests that need a part of one. */
public class IdleScheduler implements Scheduler {
  @Override
  public void preemptionPoint() {}

  @Override
  public Timer newTimer(String what, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Work newWork(String what, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BinarySemaphore newSemaphore(String what) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Completion newCompletion(String what) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sleep(long nanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean maySleep() {
    return false;
  }

  @Override
  public int nextRandom() {
    return 0;
  }

  @Override
  public long now(ClockId clock) {
    return 0;
  }
}
