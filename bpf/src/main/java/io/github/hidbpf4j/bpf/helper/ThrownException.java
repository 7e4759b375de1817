package io.github.hidbpf4j.bpf.helper;

/**
 * Implements {@code bpf_throw}: unwinds all frames of a run, callbacks included. The engine catches
 * it where the run started and calls the program's exception callback.
 */
public final class ThrownException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long cookie;

  /** Creates an exception with this cookie. */
  public ThrownException(long cookie) {
    super(null, null, false, false);
    this.cookie = cookie;
  }

  /** The value passed to {@code bpf_throw}. */
  public long cookie() {
    return cookie;
  }
}
