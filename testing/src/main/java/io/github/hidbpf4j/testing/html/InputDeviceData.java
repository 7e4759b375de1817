package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The capabilities of an input device when the device was bound.
 *
 * @param name its name
 * @param properties names of its properties
 * @param codes names of the codes by type, without axes
 * @param axes its absolute axes
 */
record InputDeviceData(
    String name, List<String> properties, Map<String, List<String>> codes, List<AbsInfo> axes) {

  static InputDeviceData of(InputDevice device) {
    Map<String, List<String>> codes = new LinkedHashMap<>();
    for (int type : device.types()) {
      if (type != InputEventCodes.EV_SYN && type != InputEventCodes.EV_ABS) {
        codes.put(
            InputEventCodes.typeName(type),
            device.codes(type).stream().map(code -> InputEventCodes.name(type, code)).toList());
      }
    }
    return new InputDeviceData(
        device.name(),
        device.properties().stream().map(InputEventCodes::propertyName).toList(),
        codes,
        device.axes());
  }

  static void write(JsonGenerator json, List<InputDeviceData> devices) throws IOException {
    json.writeStartArray();
    for (InputDeviceData device : devices) {
      json.writeStartObject();
      json.writeStringField("name", device.name);
      PageJson.strings(json, "properties", device.properties);
      json.writeObjectFieldStart("codes");
      for (Map.Entry<String, List<String>> type : device.codes.entrySet()) {
        PageJson.strings(json, type.getKey(), type.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("axes");
      for (AbsInfo axis : device.axes) {
        json.writeStartArray();
        json.writeString(InputEventCodes.name(InputEventCodes.EV_ABS, axis.code()));
        json.writeNumber(axis.minimum());
        json.writeNumber(axis.maximum());
        json.writeNumber(axis.fuzz());
        json.writeNumber(axis.flat());
        json.writeNumber(axis.resolution());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
