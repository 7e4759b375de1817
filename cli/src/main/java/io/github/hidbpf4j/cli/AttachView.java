package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.LatencyHistogram;
import java.io.PrintWriter;

/** What {@code hidbpf attach} prints about a bridge besides its events. */
final class AttachView {
  private static final int LOOK_MILLIS = 200;

  private final PrintWriter out;

  AttachView(PrintWriter out) {
    this.out = out;
  }

  void begins(Bridge bridge) {
    out.printf(
        "bridge      %s: the clone is on bus %d; Ctrl-C ends it%n",
        Hex.printable(bridge.device().toString()), bridge.figures().bus());
    bridge.doubts().forEach(doubt -> out.printf("bridge      %s%n", Hex.printable(doubt)));
    out.flush();
  }

  /**
   * Prints when a key has to be released, and when the clone takes over; returns when the bridge
   * ends.
   */
  void states(Bridge bridge) {
    Bridge.State said = Bridge.State.STARTING;
    while (!bridge.awaitEnd(said == Bridge.State.RUNNING ? Long.MAX_VALUE : LOOK_MILLIS)) {
      Bridge.State now = bridge.state();
      if (now != said) {
        said = now;
        switch (now) {
          case WAITING_FOR_KEYS ->
              out.println("bridge      waits until every key and button is released");
          case RUNNING -> out.println("bridge      the clone has taken over");
          case STARTING, ENDED -> {}
        }
        out.flush();
      }
    }
  }

  void ends(Bridge bridge, long notShown) {
    Bridge.Figures f = bridge.figures();
    LatencyHistogram latency = f.latency();
    String why =
        switch (bridge.end()) {
          case CLOSED -> "detached";
          case UNPLUGGED -> "the device was unplugged";
          case FAILED -> "failed: " + Hex.printable(bridge.failure());
        };
    out.println();
    out.printf(
        "bridge      %s; %d reports from the device, %d to the clone%s%s%n",
        why,
        f.reports(),
        f.delivered(),
        f.busy() == 0 ? "" : ", %d lost while a program held the device".formatted(f.busy()),
        f.lateRequests() == 0
            ? ""
            : ", %d requests not answered in 4.5 s".formatted(f.lateRequests()));
    if (latency.count() > 0) {
      out.printf(
          "latency     from reading a report to having written it: median %s µs, 99 %% within %s, at most %s%n",
          micros(latency.percentile(0.5)),
          micros(latency.percentile(0.99)),
          micros(latency.most()));
    }
    if (notShown > 0) {
      out.printf("events      %d not shown: the terminal was too slow%n", notShown);
    }
    out.flush();
  }

  private static String micros(long nanos) {
    return "%d.%d".formatted(nanos / 1_000, nanos / 100 % 10);
  }
}
