package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Hooks that do what a test says, with one event buffer of 64 bytes as a subsystem would have. */
class ScriptedHooks implements HidHooks {
  interface Event {
    /** Like a program: negative drops, positive is the new size, 0 keeps it. */
    int run(ReportView data, ReportType type, long source, boolean fromBpf);
  }

  final List<String> calls = new ArrayList<>();
  final byte[] buffer = new byte[64];
  final MemorySegment segment = MemorySegment.ofArray(buffer);
  Event event = (data, type, source, fromBpf) -> 0;

  @Override
  public int deviceEvent(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {
    int size = data.size();
    byte[] report = data.toByteArray();
    java.util.Arrays.fill(buffer, (byte) 0);
    System.arraycopy(report, 0, buffer, 0, report.length);
    data.pointTo(segment, 0, buffer.length, size);
    int ret = event.run(data, type, source, fromBpf);
    if (ret < 0) {
      return ret;
    }
    int after = ret > 0 ? ret : data.size();
    if (after > buffer.length) {
      return -HidErrno.EINVAL;
    }
    data.setSize(after == 0 ? size : after);
    return 0;
  }

  @Override
  public void connected(HidDevice device) {
    calls.add("connected " + device.maxReportLength());
  }

  @Override
  public void disconnected(HidDevice device) {
    calls.add("disconnected " + device.maxReportLength());
  }

  @Override
  public void destroyed(HidDevice device) {
    calls.add("destroyed " + device.isBound());
  }
}
