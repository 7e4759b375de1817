package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import java.io.IOException;
import java.util.List;

/** Input devices as JSON: names, properties, capabilities, axes. */
final class InputDevicesJson {
  private InputDevicesJson() {}

  /** Writes an array of input devices into a field of the current object. */
  static void write(JsonGenerator json, String field, List<InputDevice> devices)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (InputDevice device : devices) {
      json.writeStartObject();
      json.writeStringField("name", device.name());
      JsonLines.strings(
          json,
          "properties",
          device.properties().stream().map(InputEventCodes::propertyName).toList());
      json.writeObjectFieldStart("capabilities");
      for (int type : device.types()) {
        if (type != InputEventCodes.EV_SYN && type != InputEventCodes.EV_ABS) {
          JsonLines.strings(
              json,
              InputEventCodes.typeName(type),
              device.codes(type).stream().map(code -> InputEventCodes.name(type, code)).toList());
        }
      }
      json.writeEndObject();
      json.writeArrayFieldStart("axes");
      for (AbsInfo axis : device.axes()) {
        json.writeStartObject();
        json.writeStringField("code", InputEventCodes.name(InputEventCodes.EV_ABS, axis.code()));
        json.writeNumberField("minimum", axis.minimum());
        json.writeNumberField("maximum", axis.maximum());
        json.writeNumberField("fuzz", axis.fuzz());
        json.writeNumberField("flat", axis.flat());
        json.writeNumberField("resolution", axis.resolution());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
