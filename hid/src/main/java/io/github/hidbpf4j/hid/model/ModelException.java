package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.HidException;

/** An invalid device model. The message starts with {@code FILE:LINE: }. */
public final class ModelException extends HidException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * An error in a model.
   *
   * @param source file name or other name of the model
   * @param line line, from 1
   */
  public ModelException(String source, int line, String message) {
    super(source + ":" + line + ": " + message);
    this.line = line;
  }

  /** Line of the model, from 1. */
  public int line() {
    return line;
  }
}
