package io.github.hidbpf4j.hid.model;

/** One step of what a device does when a rule applies. */
sealed interface ModelAction {
  /** The steps that answer a request; a rule for a request has exactly one of these. */
  sealed interface Answering extends ModelAction {}

  /** GET_REPORT returns these bytes. */
  record Reply(ByteTemplate report) implements Answering {}

  /** GET_REPORT returns the stored report; SET_REPORT replaces it. */
  record Stored() implements Answering {}

  /** SET_REPORT succeeds. */
  record Ok() implements Answering {}

  /**
   * The request fails.
   *
   * @param error a positive errno
   */
  record Failure(int error) implements Answering {}

  /** Never answers: the host gives up after five seconds. */
  record Silent() implements Answering {}

  /**
   * Delays the following steps, including the answer.
   *
   * @param least minimum in nanoseconds
   * @param most maximum in nanoseconds; the seed chooses
   */
  record Wait(long least, long most) implements ModelAction {}

  /** The device sends a report. */
  record Input(ByteTemplate report) implements ModelAction {}

  /** The device enters a state, possibly the one it is in. */
  record Goto(String state) implements ModelAction {}
}
