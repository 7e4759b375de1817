package io.github.hidbpf4j.tools.traces;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How far callbacks of timers and work queues got in the kernel's run before the next input, which
 * depends on its processor and the device's answers, and is not determined. Our run follows it:
 * after each input time passes until programs have called as many kernel functions.
 *
 * @param calls for each input, how many calls the trace has until the next one
 */
record Pace(List<Integer> calls) {
  /** The pace that results from the script's pauses. */
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

  /** Whether our run got as far after an input. */
  boolean isReached(long input, List<TraceEvent> ours) {
    return input < 0
        || input >= calls.size()
        || count(ours, Pace::isCall) >= calls.get((int) input);
  }
}
