package io.github.hidbpf4j.live.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.io.IOException;
import java.nio.file.Path;

/** A device's status as JSON: docs/schema/status.json. */
final class StatusJson {
  private StatusJson() {}

  static void write(JsonGenerator g, DeviceStatus status) throws IOException {
    LiveDevice device = status.device();
    HidDeviceInfo info = device.info();
    Path hidraw = device.hidraw();
    g.writeStartObject();
    g.writeStringField("device", device.sysfsName());
    g.writeStringField("name", info.name());
    g.writeNumberField("bus", info.bus());
    g.writeNumberField("vendor", info.vendor());
    g.writeNumberField("product", info.product());
    g.writeStringField("driver", device.driver());
    g.writeStringField("hidraw", hidraw == null ? "" : hidraw.toString());
    g.writeStringField("phase", status.phase().text());
    list(g, "objects", status.objects());
    list(g, "refused", status.refused());
    g.writeStringField("message", status.message());
    if (status.bus() != 0) {
      g.writeObjectFieldStart("bridge");
      g.writeNumberField("bus", status.bus());
      g.writeNumberField("reports", status.reports());
      g.writeNumberField("delivered", status.delivered());
      g.writeNumberField("lost", status.lost());
      g.writeNumberField("late_requests", status.late());
      g.writeNumberField("median_ns", status.medianNanos());
      g.writeNumberField("p99_ns", status.p99Nanos());
      g.writeNumberField("max_ns", status.mostNanos());
      g.writeEndObject();
    }
    g.writeEndObject();
  }

  private static void list(JsonGenerator g, String name, Iterable<String> values)
      throws IOException {
    g.writeArrayFieldStart(name);
    for (String value : values) {
      g.writeString(value);
    }
    g.writeEndArray();
  }
}
