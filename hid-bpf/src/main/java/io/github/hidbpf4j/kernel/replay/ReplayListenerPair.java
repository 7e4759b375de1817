package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;

/** Two listeners as one: each is told everything, the first before the second. */
public final class ReplayListenerPair implements ReplayListener {
  private final ReplayListener first;
  private final ReplayListener second;

  /** A pair. */
  public ReplayListenerPair(ReplayListener first, ReplayListener second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void started(ReplayStart start) {
    first.started(start);
    second.started(start);
  }

  @Override
  public void event(ReplayEvent event) {
    first.event(event);
    second.event(event);
  }

  @Override
  public void injected(long micros, ReplayEvent.Output output) {
    first.injected(micros, output);
    second.injected(micros, output);
  }

  @Override
  public void rebound(long micros, byte[] descriptor) {
    first.rebound(micros, descriptor);
    second.rebound(micros, descriptor);
  }

  @Override
  public void requestBegan(long token) {
    first.requestBegan(token);
    second.requestBegan(token);
  }

  @Override
  public void request(long token, RecordedRequest request) {
    first.request(token, request);
    second.request(token, request);
  }

  @Override
  public void stateEntered(long micros, String state) {
    first.stateEntered(micros, state);
    second.stateEntered(micros, state);
  }

  @Override
  public void withheld(long micros, byte[] report) {
    first.withheld(micros, report);
    second.withheld(micros, report);
  }

  @Override
  public void detached(long micros, List<String> names) {
    first.detached(micros, names);
    second.detached(micros, names);
  }

  @Override
  public void printk(long micros, String program, String line) {
    first.printk(micros, program, line);
    second.printk(micros, program, line);
  }

  @Override
  public void repeating(boolean repeats) {
    first.repeating(repeats);
    second.repeating(repeats);
  }

  @Override
  public void folded(long micros, long count) {
    first.folded(micros, count);
    second.folded(micros, count);
  }

  @Override
  public void finding(long micros, Finding finding) {
    first.finding(micros, finding);
    second.finding(micros, finding);
  }
}
