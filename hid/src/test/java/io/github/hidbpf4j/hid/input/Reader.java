package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a reader of all input devices gets, in the words of evtest. */
final class Reader implements InputEventSink {
  final List<String> packets = new ArrayList<>();
  final List<String> outputs = new ArrayList<>();
  final List<InputFinding> findings = new ArrayList<>();
  private final StringBuilder packet = new StringBuilder();

  static InputDevices devices(String descriptor, InputOptions options, InputEventSink sink) {
    return InputDevices.of(ReportDescriptor.parse(bytes(descriptor)), options, sink);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  @Override
  public void event(InputDevice device, int type, int code, int value) {
    if (type == InputEventCodes.EV_SYN) {
      packets.add(packet + (value == 0 ? "" : " SYN " + value));
      packet.setLength(0);
      return;
    }
    packet.append(packet.isEmpty() ? "" : ", ");
    packet.append(InputEventCodes.name(type, code)).append(' ').append(value);
  }

  @Override
  public void output(byte[] report) {
    outputs.add(HexFormat.ofDelimiter(" ").formatHex(report));
  }

  @Override
  public void finding(InputFinding finding) {
    findings.add(finding);
  }

  /** The packets since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(packets);
    packets.clear();
    return taken;
  }
}
