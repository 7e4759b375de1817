package io.github.hidbpf4j.tools.traces;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How far callbacks of timers and work queues got in the kernel's run before the next input came,
 * which is a matter of its processor and of the device's answers, and free. A run of ours follows
 * it: after each input time passes until as many kernel functions were called by programs.
 *
 * @param calls for each input, how many calls the trace has up to the next one
 */
record Pace(List<Integer> calls) {
  /** What the script's pauses make of it. */
  static final Pace FREE = new Pace(List.of());

  /** The pace of a trace. */
  static Pace of(List<TraceEvent> trace) {
    int inputs = (int) count(trace, e -> e.kind().equals("in"));
    return new Pace(
        IntStream.range(0, inputs)
            .mapToObj(i -> (int) count(trace, e -> isCall(e) && e.input() <= i))
            .toList());
  }

  private static long count(List<TraceEvent> trace, Predicate<TraceEvent> wanted) {
    return trace.stream().filter(wanted).count();
  }

  private static boolean isCall(TraceEvent event) {
    return event.kind().startsWith("k.kf_");
  }

  /** Whether a run of ours got as far after an input. */
  boolean isReached(long input, List<TraceEvent> ours) {
    return input < 0
        || input >= calls.size()
        || count(ours, Pace::isCall) >= calls.get((int) input);
  }
}
