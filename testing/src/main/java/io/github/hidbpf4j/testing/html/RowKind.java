package io.github.hidbpf4j.testing.html;

import java.util.Locale;

/**
 * What a row of a report describes. {@code bytes}, {@code text}, {@code a} and {@code b} are the
 * columns of {@link RowChunk}.
 */
enum RowKind {
  /** The device sent {@code bytes}; a: its number, b: its descriptor. */
  SENT,
  /** The device model withheld {@code bytes}; b: the descriptor. */
  WITHHELD,
  /** The device model entered state {@code text}. */
  STATE,
  /** The model's rule in line a could not be followed completely. */
  OVERLOADED,
  /** The programs {@code text} were detached. */
  DETACHED,
  /** Driver {@code text} bound; a: the descriptor in use. */
  BOUND,
  /**
   * The host got {@code bytes}; a: 0 unchanged, 1 reinterpreted, 2 changed, 3 injected; b: the
   * descriptor.
   */
  DELIVERED,
  /**
   * {@code bytes} were dropped because of {@code text}; a: result, b: whether a program injected
   * them.
   */
  DROPPED,
  /** A program ran in hook, or as callback, {@code text}; a: result, b: instructions. */
  RUN,
  /**
   * A program called kfunc {@code text} with {@code bytes}; a: result, b: report type, and request
   * above it.
   */
  KFUNC,
  /** A program printed the line {@code bytes}. */
  PRINTK,
  /** Finding number a was made. */
  FOUND,
  /** a rows like these were left out: callbacks that restart each other without delay. */
  FOLDED,
  /** Callback {@code text} was started; a: nanoseconds until it is due. */
  STARTED,
  /** Callback {@code text} was cancelled. */
  CANCELLED,
  /**
   * Request {@code text} to the device completed; {@code bytes} were sent or received; a: result.
   */
  REQUEST,
  /** Request {@code text} to the device was not answered. */
  UNANSWERED,
  /** A user did {@code text}; {@code bytes} were sent or received; a: result. */
  USER,
  /**
   * Applications got packets {@code bytes}; a: 0 the same with and without the programs, 1 without,
   * 2 with, 3 and 4 likewise while the other side got nothing; b: generation of devices.
   */
  EVDEV,
  /** The kernel's input layer found {@code text}. */
  INPUT_FINDING;

  /** Its name in the page's data. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
