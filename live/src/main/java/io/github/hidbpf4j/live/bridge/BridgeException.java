package io.github.hidbpf4j.live.bridge;

/** Thrown when a device cannot be bridged, or not any more; the message says why and what to do. */
public final class BridgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message for the user, one line. */
  public BridgeException(String message) {
    super(message);
  }
}
