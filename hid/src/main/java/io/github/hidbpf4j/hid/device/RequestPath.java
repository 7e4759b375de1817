package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The path of requests and output reports to the device: {@code __hid_hw_raw_request} and {@code
 * __hid_hw_output_report} of Linux 6.12.
 */
final class RequestPath {
  private final HidDevice device;

  RequestPath(HidDevice device) {
    this.device = device;
  }

  int rawRequest(
      int reportnum,
      MemorySegment data,
      long offset,
      int length,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf) {
    if (length < 1 || length > device.transport().maxBufferSize()) {
      return -HidErrno.EINVAL;
    }
    ReportView view = ReportView.of(data, offset, length);
    HidObserver observer = device.bus().observer();
    if (observer == null) {
      return request(reportnum, view, type, request, source, fromBpf, null);
    }
    observer.requestBegins(device, request, source, fromBpf);
    int ret = -HidErrno.EIO;
    try {
      ret = request(reportnum, view, type, request, source, fromBpf, observer);
      return ret;
    } finally {
      observer.requestDone(device, ret);
    }
  }

  private int request(
      int reportnum,
      ReportView view,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      @Nullable HidObserver observer) {
    int length = view.size();
    // The result of the BPF layer, which comes first in the kernel.
    int ret =
        device.isDestroyed()
            ? -HidErrno.ENODEV
            : device
                .bus()
                .hooks()
                .hwRequest(device, reportnum, view, type, request, source, fromBpf);
    view.setSize(length);
    if (observer != null) {
      observer.requestDispatched(device, reportnum, view, type, request, source, fromBpf, ret);
    }
    if (ret != 0) {
      return ret;
    }
    return switch (request) {
      case GET_REPORT -> transfer(TransportCall.GET_REPORT, reportnum, type, view);
      case SET_REPORT -> transfer(TransportCall.SET_REPORT, reportnum, type, view);
      // No transport of 6.12 supports the others: usb, i2c and uhid all return this.
      default -> -HidErrno.EIO;
    };
  }

  int outputReport(MemorySegment data, long offset, int length, long source, boolean fromBpf) {
    if (length < 1 || length > device.transport().maxBufferSize()) {
      return -HidErrno.EINVAL;
    }
    ReportView view = ReportView.of(data, offset, length);
    HidObserver observer = device.bus().observer();
    if (observer == null) {
      return output(view, source, fromBpf, null);
    }
    observer.requestBegins(device, null, source, fromBpf);
    int ret = -HidErrno.EIO;
    try {
      ret = output(view, source, fromBpf, observer);
      return ret;
    } finally {
      observer.requestDone(device, ret);
    }
  }

  private int output(
      ReportView view, long source, boolean fromBpf, @Nullable HidObserver observer) {
    int length = view.size();
    int ret =
        device.isDestroyed()
            ? -HidErrno.ENODEV
            : device.bus().hooks().hwOutputReport(device, view, source, fromBpf);
    view.setSize(length);
    if (observer != null) {
      observer.outputDispatched(device, view, source, fromBpf, ret);
    }
    if (ret != 0) {
      return ret;
    }
    return transfer(TransportCall.OUTPUT, 0, ReportType.OUTPUT, view);
  }

  private int transfer(TransportCall call, int reportnum, ReportType type, ReportView view) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      observer.transportCalled(device, call, reportnum, type, view);
    }
    HidTransport transport = device.transport();
    int ret =
        switch (call) {
          case GET_REPORT -> transport.getReport(device, reportnum, type, view);
          case SET_REPORT -> transport.setReport(device, reportnum, type, view);
          case OUTPUT -> transport.outputReport(device, view);
          case START, STOP, OPEN, CLOSE -> throw new IllegalArgumentException(call.name());
        };
    if (observer != null) {
      observer.transportAnswered(device, call, reportnum, type, view, ret);
    }
    return ret;
  }
}
