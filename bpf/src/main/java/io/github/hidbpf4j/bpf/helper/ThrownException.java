package io.github.hidbpf4j.bpf.helper;

/**
 * What {@code bpf_throw} does: leaves all frames of a run, callbacks included. The engine catches
 * it where the run began, and goes on with the program's exception callback.
 */
public final class ThrownException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long cookie;

  /** A throw of this number. */
  public ThrownException(long cookie) {
    super(null, null, false, false);
    this.cookie = cookie;
  }

  /** What was thrown. */
  public long cookie() {
    return cookie;
  }
}
