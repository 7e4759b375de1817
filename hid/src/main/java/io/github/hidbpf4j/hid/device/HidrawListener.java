package io.github.hidbpf4j.hid.device;

/**
 * Hears of an open hidraw file, in place of {@code poll}. Called in the middle of the input path or
 * of an unbind: it may read the file, and must not wait.
 */
public interface HidrawListener {
  /**
   * {@return one that hears nothing} Not a constant: no AOT cache keeps lambdas of an interface
   * that has something to initialise.
   */
  static HidrawListener none() {
    return file -> {};
  }

  /** A report was queued. */
  void readable(HidrawFile file);

  /** The node broke, or the file was revoked. */
  default void hangup(HidrawFile file) {}
}
