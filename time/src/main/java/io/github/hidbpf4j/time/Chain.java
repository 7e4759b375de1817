package io.github.hidbpf4j.time;

/**
 * What the run of one thread owes, in real time: see {@link Pacing}. Outside runs nothing is owed,
 * and what is started begins a chain. Belongs to its thread.
 */
final class Chain {
  private boolean running;
  private long owed;
  private long waited;

  /** A run begins; one that comes from outside owes nothing and its consequences neither. */
  void begin(long owes, boolean source) {
    running = !source;
    owed = owes;
    waited = 0;
  }

  void end() {
    running = false;
    owed = 0;
  }

  /** The run has waited. */
  void waited(long nanos) {
    waited += nanos;
  }

  /** What a run owes that this one starts with a delay. */
  long owed(long delay) {
    return running ? Pacing.owed(owed, waited, delay) : 0;
  }

  int length() {
    return (int) (owed / Pacing.COST);
  }
}
