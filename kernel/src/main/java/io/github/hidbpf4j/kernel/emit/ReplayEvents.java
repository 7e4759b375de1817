package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.model.ModelObserver;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Emits the actions of the device and its user in a replay. */
public final class ReplayEvents implements ModelObserver {
  /** A user's action in progress. */
  public record UserAction(long number, long began) {}

  private final EventHub hub;
  private final SentReports sent;
  private final @Nullable ReportDescriptor own;

  /**
   * Emits to this hub.
   *
   * @param own the device's own descriptor; null when it does not parse
   */
  public ReplayEvents(EventHub hub, @Nullable ReportDescriptor own) {
    this.hub = hub;
    this.sent = new SentReports(hub);
    this.own = own;
  }

  /**
   * The device starts to send a report; the caller calls {@link #sendingEnds} when everything that
   * immediately follows from it is over.
   *
   * @return the argument for that call
   */
  public boolean sendingBegins(int device, byte[] report, int offset, int length) {
    if (!hub.isOn()) {
      return false;
    }
    Sending _ = sent.begins(device, report, offset, length, own, true);
    return true;
  }

  /** The sending is over. */
  public void sendingEnds(boolean begun) {
    if (begun) {
      sent.ends();
    }
  }

  @Override
  public void entered(String state) {
    if (hub.isOn()) {
      hub.emit(new DeviceEvent.StateEntered(hub.stamp(), state));
    }
  }

  @Override
  public void withheld(byte[] report) {
    if (hub.isOn()) {
      hub.emit(new DeviceEvent.Withheld(hub.stamp(), report, own));
    }
  }

  @Override
  public void overloaded(ModelRule rule) {
    if (hub.isOn()) {
      hub.emit(new DeviceEvent.Overloaded(hub.stamp(), rule.line()));
    }
  }

  /** A user's action starts; {@link #userDone} reports its end. */
  public UserAction userBegins(RecordedRequest request) {
    UserAction action = new UserAction(hub.nextUser(), hub.now());
    if (hub.isOn()) {
      hub.emit(new RequestEvent.UserBegan(hub.stamp(), action.number(), request));
      hub.nesting().setCause(Cause.Kind.USER, action.number());
    }
    return action;
  }

  /**
   * The action is over.
   *
   * @param ret its result
   * @param data data sent or received
   * @return the request with its result
   */
  public RecordedRequest userDone(UserAction action, RecordedRequest asked, int ret, byte[] data) {
    hub.nesting().setCause(Cause.NONE);
    Stamp at = hub.stamp();
    RecordedRequest done =
        new RecordedRequest(
            asked.device(),
            asked.kind(),
            RecordedRequest.Origin.USER,
            Math.max(0, action.began() / 1_000),
            (at.nanos() - action.began()) / 1_000,
            asked.type(),
            asked.id(),
            asked.asked(),
            ret,
            data);
    if (hub.isOn()) {
      hub.emit(new RequestEvent.UserDone(at, action.began(), action.number(), done));
    }
    return done;
  }

  /** The user detached programs. */
  public void detached(List<String> names) {
    if (hub.isOn()) {
      hub.emit(new DeviceEvent.Detached(hub.stamp(), names));
    }
  }
}
