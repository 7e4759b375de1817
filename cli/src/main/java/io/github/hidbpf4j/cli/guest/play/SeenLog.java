package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import io.github.hidbpf4j.testing.play.Seen;
import io.github.hidbpf4j.testing.play.SeenKind;
import java.util.ArrayList;
import java.util.List;

/** Records what is observed of the devices of a play, and when. Thread-safe. */
final class SeenLog {
  private final List<Seen> seen = new ArrayList<>();
  private final List<Counts> counts = new ArrayList<>();
  private int step;
  private long begun = System.nanoTime();

  SeenLog(int devices) {
    for (int i = 0; i < devices; i++) {
      counts.add(Counts.NONE);
    }
  }

  /** Starts a step: what is observed from now on comes after it. */
  synchronized void begin(int number, long nanos) {
    step = number;
    begun = nanos;
  }

  synchronized void add(int device, SeenKind kind, String text) {
    seen.add(new Seen(device, kind, step, System.nanoTime() - begun, text));
    counts.set(device, counts.get(device).with(kind));
  }

  /** Whether all of this was observed. */
  synchronized boolean covers(List<Counts> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!counts.get(i).covers(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  synchronized List<Seen> all() {
    return List.copyOf(seen);
  }
}
