package example;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.sandbox.BpfSandbox;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs a program on bytes, and asks what input devices a recorded one has. */
public final class Bytes {
  private Bytes() {}

  /** Arguments: object, recording. */
  public static void main(String[] args) throws IOException, DescriptorException {
    try (BpfSandbox sandbox = BpfSandbox.load(Path.of(args[0]))) {
      System.out.println(
          sandbox
              .run("count", new byte[] {'a', 'b', 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
              .value());
      Map<BtfValue, BtfValue> letters = sandbox.map("letters").values();
      System.out.println(letters.size() + " letters");
      sandbox.run("absent", new byte[0]);
    } catch (BpfException e) {
      System.out.println(e.getMessage());
    }
    ReportDescriptor descriptor =
        Recording.read(Path.of(args[1])).devices().getFirst().parseDescriptor();
    InputDevices devices =
        InputDevices.of(descriptor, InputOptions.DEFAULT, (device, type, code, value) -> {});
    System.out.println(devices.driver() + " " + devices.devices().size());
  }
}
