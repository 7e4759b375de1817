package io.github.hidbpf4j.live.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Writes the status of devices as JSON Lines: docs/schema/status.schema.json. */
public final class StatusJson {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().rootValueSeparator("").build();

  private StatusJson() {}

  /** A line for the daemon, and one for each device. */
  public static String lines(List<DeviceStatus> devices) {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = FACTORY.createGenerator(out)) {
      g.writeStartObject();
      g.writeStringField("type", "daemon");
      g.writeStringField("format", "hidbpf-status");
      g.writeNumberField("version", 1);
      g.writeNumberField("devices", devices.size());
      g.writeEndObject();
      g.writeRaw('\n');
      for (DeviceStatus device : devices) {
        write(g, device);
        g.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator g, DeviceStatus status) throws IOException {
    LiveDevice device = status.device();
    HidDeviceInfo info = device.info();
    Path hidraw = device.hidraw();
    g.writeStartObject();
    g.writeStringField("type", "device");
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
    DeviceStatus.Traffic bridge = status.bridge();
    if (status.inKernel() || bridge != null) {
      g.writeStringField("mode", status.inKernel() ? "kernel" : "bridge");
    }
    if (bridge != null) {
      g.writeObjectFieldStart("bridge");
      g.writeNumberField("bus", bridge.bus());
      g.writeNumberField("reports", bridge.reports());
      g.writeNumberField("delivered", bridge.delivered());
      g.writeNumberField("lost", bridge.lost());
      g.writeNumberField("late_requests", bridge.late());
      g.writeNumberField("median_ns", bridge.medianNanos());
      g.writeNumberField("p99_ns", bridge.p99Nanos());
      g.writeNumberField("max_ns", bridge.mostNanos());
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
