package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputFinding;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Prints, for programs, the events that applications get: {@code run --json --evdev}. */
final class RunEvdevJson implements EvdevView.Sink {
  private final JsonLines lines;

  RunEvdevJson(JsonLines lines) {
    this.lines = lines;
  }

  @Override
  public void devices(List<InputDevice> without, List<InputDevice> with) {
    lines.object(
        "input_devices",
        json -> {
          InputDevicesJson.write(json, "without", without);
          InputDevicesJson.write(json, "with", with);
        });
  }

  @Override
  public void rebound(long micros, List<InputDevice> with) {
    lines.object(
        "input_devices",
        json -> {
          json.writeNumberField("time_us", micros);
          InputDevicesJson.write(json, "with", with);
        });
  }

  @Override
  public void step(EvdevView.Step step) {
    lines.object(
        "evdev",
        json -> {
          json.writeNumberField("time_us", step.micros());
          json.writeStringField("cause", step.cause().name().toLowerCase(Locale.ROOT));
          packets(json, "without", step.without());
          packets(json, "with", step.with());
        });
  }

  private static void packets(JsonGenerator json, String field, List<InputPacket> packets)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (InputPacket packet : packets) {
      json.writeStartObject();
      json.writeNumberField("device", packet.device());
      if (packet.mark() != 0) {
        json.writeNumberField("syn", packet.mark());
      }
      json.writeArrayFieldStart("events");
      for (InputEvent event : packet.events()) {
        json.writeStartArray();
        json.writeString(InputEventCodes.name(event.type(), event.code()));
        json.writeNumber(event.value());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void finding(InputFinding finding) {
    lines.object(
        "input_finding",
        json -> {
          json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
          json.writeStringField("message", finding.message());
        });
  }
}
