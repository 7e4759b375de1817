package io.github.hidbpf4j.kernel.trace;

/** Takes the events of a trace, in the order in which they were over. */
@FunctionalInterface
public interface TraceListener {
  /** Takes an event. */
  void event(TraceEvent event);
}
