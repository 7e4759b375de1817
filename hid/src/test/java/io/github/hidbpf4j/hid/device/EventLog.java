package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an observer sees, one line each. */
final class EventLog implements HidObserver {
  private final List<String> lines = new ArrayList<>();

  /** The lines so far, which are forgotten. */
  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  /** As {@link #take}, only lines that start with one of these words. */
  List<String> take(String... words) {
    return take().stream().filter(line -> List.of(words).contains(line.split(" ", 2)[0])).toList();
  }

  private void add(String line) {
    lines.add(line);
  }

  @Override
  public void input(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {
    add("in " + type + " " + data + (fromBpf ? " from_bpf " + source : ""));
  }

  @Override
  public void inputRefused(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret, String reason) {
    add("refused " + type + " " + data.size() + " " + HidErrno.name(ret));
  }

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {
    add("event " + ret + " " + data.size() + (fromBpf ? " from_bpf" : ""));
  }

  @Override
  public void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {
    add("dropped " + ret + " " + reason);
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    add("raw " + ret + (reason == null ? "" : " " + reason));
  }

  @Override
  public void delivered(HidDevice device, HidrawFile file, ReportView data, boolean queued) {
    add((queued ? "out " : "full ") + data);
  }

  @Override
  public void transportCalled(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {
    String bytes = data == null || call == TransportCall.GET_REPORT ? "" : " " + data;
    String flags = call == TransportCall.START ? " " + UhidDevice.startFlags(device) : "";
    add(call + (type == null ? flags : " " + type + " " + reportnum + bytes));
  }

  @Override
  public void transportAnswered(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {
    if (type != null) {
      add("answer " + HidErrno.name(ret));
    }
  }

  @Override
  public void requestDispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      int ret) {
    add("request " + request + " " + type + " " + reportnum + " " + ret);
  }

  @Override
  public void outputDispatched(
      HidDevice device, ReportView data, long source, boolean fromBpf, int ret) {
    add("output " + data + " " + ret);
  }

  @Override
  public void rdescFixed(HidDevice device, int originalSize, int ret, ReportView rdesc) {
    add("rdesc " + originalSize + " " + ret + " " + rdesc.size());
  }

  @Override
  public void reprobing(HidDevice device) {
    add("reprobing");
  }

  @Override
  public void bound(HidDevice device, String driver) {
    add("bound " + driver);
  }

  @Override
  public void unbound(HidDevice device) {
    add("unbound");
  }

  @Override
  public void hidrawAdded(HidDevice device, Hidraw node) {
    add("hidraw+ " + node.minor());
  }

  @Override
  public void hidrawRemoved(HidDevice device, Hidraw node) {
    add("hidraw- " + node.minor());
  }

  @Override
  public void selfDeadlock(HidDevice device, String what) {
    add("deadlock " + what);
  }

  @Override
  public void log(HidDevice device, String line) {
    add("log " + line);
  }
}
