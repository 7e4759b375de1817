package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/** Two observers as one: each sees everything, the first before the second. */
public final class HidObserverPair implements HidObserver {
  private final HidObserver first;
  private final HidObserver second;

  /** A pair. */
  public HidObserverPair(HidObserver first, HidObserver second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void input(HidDevice d, ReportType type, ReportView data, long source, boolean fromBpf) {
    first.input(d, type, data, source, fromBpf);
    second.input(d, type, data, source, fromBpf);
  }

  @Override
  public void inputRefused(HidDevice d, ReportType type, int size, int ret, String reason) {
    first.inputRefused(d, type, size, ret, reason);
    second.inputRefused(d, type, size, ret, reason);
  }

  @Override
  public void eventDispatched(
      HidDevice d, ReportType type, ReportView data, boolean fromBpf, int ret) {
    first.eventDispatched(d, type, data, fromBpf, ret);
    second.eventDispatched(d, type, data, fromBpf, ret);
  }

  @Override
  public void inputDropped(HidDevice d, ReportType type, ReportView data, int ret, String reason) {
    first.inputDropped(d, type, data, ret, reason);
    second.inputDropped(d, type, data, ret, reason);
  }

  @Override
  public void rawEvent(
      HidDevice d, ReportType type, ReportView data, int ret, @Nullable String reason) {
    first.rawEvent(d, type, data, ret, reason);
    second.rawEvent(d, type, data, ret, reason);
  }

  @Override
  public void delivered(HidDevice d, HidrawFile file, ReportView data, boolean queued) {
    first.delivered(d, file, data, queued);
    second.delivered(d, file, data, queued);
  }

  @Override
  public void transportCalled(
      HidDevice d,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {
    first.transportCalled(d, call, reportnum, type, data);
    second.transportCalled(d, call, reportnum, type, data);
  }

  @Override
  public void transportAnswered(
      HidDevice d,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {
    first.transportAnswered(d, call, reportnum, type, data, ret);
    second.transportAnswered(d, call, reportnum, type, data, ret);
  }

  @Override
  public void requestDispatched(
      HidDevice d,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      int ret) {
    first.requestDispatched(d, reportnum, data, type, request, source, fromBpf, ret);
    second.requestDispatched(d, reportnum, data, type, request, source, fromBpf, ret);
  }

  @Override
  public void outputDispatched(
      HidDevice d, ReportView data, long source, boolean fromBpf, int ret) {
    first.outputDispatched(d, data, source, fromBpf, ret);
    second.outputDispatched(d, data, source, fromBpf, ret);
  }

  @Override
  public void rdescFixed(HidDevice d, int originalSize, int ret, ReportView rdesc) {
    first.rdescFixed(d, originalSize, ret, rdesc);
    second.rdescFixed(d, originalSize, ret, rdesc);
  }

  @Override
  public void reprobing(HidDevice d) {
    first.reprobing(d);
    second.reprobing(d);
  }

  @Override
  public void bound(HidDevice d, String driver) {
    first.bound(d, driver);
    second.bound(d, driver);
  }

  @Override
  public void unbound(HidDevice d) {
    first.unbound(d);
    second.unbound(d);
  }

  @Override
  public void hidrawAdded(HidDevice d, Hidraw node) {
    first.hidrawAdded(d, node);
    second.hidrawAdded(d, node);
  }

  @Override
  public void hidrawRemoved(HidDevice d, Hidraw node) {
    first.hidrawRemoved(d, node);
    second.hidrawRemoved(d, node);
  }

  @Override
  public void selfDeadlock(HidDevice d, String what) {
    first.selfDeadlock(d, what);
    second.selfDeadlock(d, what);
  }

  @Override
  public void log(HidDevice d, String line) {
    first.log(d, line);
    second.log(d, line);
  }
}
