package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.Stamp;
import io.github.hidbpf4j.kernel.event.StampView;
import org.jspecify.annotations.Nullable;

/** A mutable stamp for events about reports, set anew for each. */
abstract class ReusedStamp implements StampView {
  private long nanos;
  private int stampDevice;
  private long run;
  private Cause.Kind causeKind = Cause.Kind.NONE;
  private long causeNumber;
  private int chain;

  /** The same as an object, created on demand. */
  private @Nullable Stamp made;

  /** Sets it to now, and to the thread's current activity. */
  final void stamp(EventHub hub, Nesting open, int device) {
    nanos = hub.now();
    stampDevice = device;
    run = open.run();
    causeKind = open.causeKind();
    causeNumber = open.causeNumber();
    chain = hub.chainLength();
    made = null;
  }

  @Override
  public final long nanos() {
    return nanos;
  }

  @Override
  public final Cause.Kind causeKind() {
    return causeKind;
  }

  @Override
  public final long causeNumber() {
    return causeNumber;
  }

  @Override
  public final int chain() {
    return chain;
  }

  @Override
  public final Stamp at() {
    Stamp stamp = made;
    if (stamp == null) {
      Cause cause = causeKind == Cause.Kind.NONE ? Cause.NONE : new Cause(causeKind, causeNumber);
      stamp = new Stamp(nanos, stampDevice, run, cause, chain);
      made = stamp;
    }
    return stamp;
  }
}
