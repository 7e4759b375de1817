package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.IdleScheduler;

/** A scheduler that counts preemption points and can do nothing else. */
public final class CountingScheduler extends IdleScheduler {
  int points;
  Runnable atPoint = () -> {};

  @Override
  public void preemptionPoint() {
    points++;
    atPoint.run();
  }
}
