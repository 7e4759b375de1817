package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;

/**
 * Hands on what it is told, but for what callbacks do that start each other again and again: only
 * how much that was.
 */
public final class FoldingListener implements ReplayListener {
  private final ReplayListener next;
  private boolean on;
  private long count;
  private long last;

  /** Hands on to this listener. */
  public FoldingListener(ReplayListener next) {
    this.next = next;
  }

  @Override
  public void repeating(boolean repeats) {
    on = repeats;
    if (!repeats && count > 0) {
      long folded = count;
      count = 0;
      next.folded(last, folded);
    }
  }

  private boolean folds(long micros) {
    if (on) {
      last = micros;
      count++;
    }
    return on;
  }

  @Override
  public void started(ReplayStart start) {
    next.started(start);
  }

  @Override
  public void event(ReplayEvent event) {
    if (!folds(event.micros())) {
      next.event(event);
    }
  }

  @Override
  public void injected(long micros, ReplayEvent.Output output) {
    if (!folds(micros)) {
      next.injected(micros, output);
    }
  }

  @Override
  public void rebound(long micros, byte[] descriptor) {
    next.rebound(micros, descriptor);
  }

  @Override
  public void requestBegan(long token) {
    next.requestBegan(token);
  }

  @Override
  public void request(long token, RecordedRequest request) {
    if (!folds(request.micros())) {
      next.request(token, request);
    }
  }

  @Override
  public void stateEntered(long micros, String state) {
    if (!folds(micros)) {
      next.stateEntered(micros, state);
    }
  }

  @Override
  public void withheld(long micros, byte[] report) {
    if (!folds(micros)) {
      next.withheld(micros, report);
    }
  }

  @Override
  public void detached(long micros, List<String> names) {
    next.detached(micros, names);
  }

  @Override
  public void printk(long micros, String program, String line) {
    if (!folds(micros)) {
      next.printk(micros, program, line);
    }
  }

  @Override
  public void finding(long micros, Finding finding) {
    next.finding(micros, finding);
  }
}
