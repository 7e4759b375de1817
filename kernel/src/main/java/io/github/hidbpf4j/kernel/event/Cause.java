package io.github.hidbpf4j.kernel.event;

/**
 * The cause of an event. Together with {@link ProgramEvent.RunBegan}, whose cause is the run that
 * started a timer or work item, it leads from an injected report back to the device's report or the
 * user's action with which it all began.
 *
 * @param kind what sort of thing caused the event
 * @param number identifies it among those of its kind
 */
public record Cause(Kind kind, long number) {
  /** No known cause: the kernel itself, a loader. */
  public static final Cause NONE = new Cause(Kind.NONE, 0);

  /** Kinds of causes. */
  public enum Kind {
    /** No known cause. */
    NONE,
    /** A report of the device: {@link DeviceEvent.ReportSent#index}. */
    REPORT,
    /**
     * A run of a program, as a callback or as the starter of one: {@link ProgramEvent.RunBegan}.
     */
    RUN,
    /** A request on its way to the device: {@link RequestEvent.Dispatched#request}. */
    REQUEST,
    /** What a user does: {@link RequestEvent.UserBegan}. */
    USER
  }
}
