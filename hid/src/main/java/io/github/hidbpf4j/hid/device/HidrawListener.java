package io.github.hidbpf4j.hid.device;

/**
 * Is notified of events on an open hidraw file, instead of polling. Called in the middle of the
 * input path or of an unbind: it may read the file, and must not wait.
 */
public interface HidrawListener {
  /**
   * {@return a listener that does nothing} Not a constant: the AOT cache does not keep lambdas of
   * an interface with an initialiser.
   */
  static HidrawListener none() {
    return file -> {};
  }

  /**
   * Takes a report at once, so that it is not queued.
   *
   * @param report the report, until this returns
   * @return whether it was taken
   */
  default boolean take(ReportView report) {
    return false;
  }

  /** A report was queued. */
  void readable(HidrawFile file);

  /** The node vanished, or the file was revoked. */
  default void hangup(HidrawFile file) {}
}
