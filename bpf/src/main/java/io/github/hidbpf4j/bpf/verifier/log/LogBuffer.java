package io.github.hidbpf4j.bpf.verifier.log;

/**
 * The text of a log: at level 1, paths that ended successfully are removed again ({@code
 * bpf_vlog_reset}); beyond the limit, the oldest characters are dropped, as in the kernel's rolling
 * log.
 */
public final class LogBuffer {
  /** Default maximum number of characters. */
  public static final int DEFAULT_LIMIT = 16 << 20;

  private final StringBuilder text = new StringBuilder();
  private final int level;
  private final int limit;
  private long dropped;

  /**
   * Creates a log.
   *
   * @param level 0 for none; bit 0: the path that fails; bit 1: every path; bit 2: statistics
   * @param limit maximum number of characters kept
   */
  public LogBuffer(int level, int limit) {
    this.level = level;
    this.limit = limit;
  }

  /** Whether anything is logged. */
  public boolean isOn() {
    return (level & 7) != 0;
  }

  /** Whether instructions and states are logged. */
  public boolean showsInstructions() {
    return (level & 3) != 0;
  }

  /** Whether the optional statistics are logged. */
  public boolean showsStatistics() {
    return (level & 4) != 0;
  }

  /** Whether all paths are logged in full. */
  public boolean showsAll() {
    return (level & 2) != 0;
  }

  /** Position of the next character, counting from the first one ever logged. */
  public long position() {
    return dropped + text.length();
  }

  /** Adds text. */
  public void append(CharSequence more) {
    if (isOn()) {
      text.append(more);
      if (text.length() > 2L * limit) {
        // not at every line, which would move the text each time
        int cut = text.length() - limit;
        text.delete(0, cut);
        dropped += cut;
      }
    }
  }

  /** Removes everything from this position on. */
  public void cutTo(long position) {
    text.setLength(Math.clamp(position - dropped, 0, text.length()));
  }

  /** The text kept. */
  public String text() {
    return text.substring(Math.max(0, text.length() - limit));
  }
}
