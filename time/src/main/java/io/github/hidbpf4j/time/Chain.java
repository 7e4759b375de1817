package io.github.hidbpf4j.time;

/**
 * The debt of a thread's current run in real time: see {@link Pacing}. Outside runs there is no
 * debt, and whatever is started begins a chain. Confined to its thread.
 */
final class Chain {
  private boolean running;
  private long owed;
  private long waited;

  /** A run starts; a run caused from outside has no debt, nor do its consequences. */
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

  /** The debt of a run that this one starts with a delay. */
  long owed(long delay) {
    return running ? Pacing.owed(owed, waited, delay) : 0;
  }

  int length() {
    return (int) (owed / Pacing.COST);
  }
}
