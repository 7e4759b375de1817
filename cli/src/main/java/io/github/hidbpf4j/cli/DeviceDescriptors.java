package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --device}: the descriptors of the devices that an object is for. */
final class DeviceDescriptors {
  @Option(
      names = "--device",
      paramLabel = "RECORDING",
      description =
          "The device that the object is for: a recording, or a report descriptor as for hidbpf "
              + "descriptor. If it has several devices, those that the object matches.")
  @Nullable Path file;

  private @Nullable List<DescriptorFile.Entry> entries;

  /**
   * Descriptors of the devices that the object is for; empty if none was given. An object may exist
   * to repair a descriptor that the kernel rejects: nothing is known of the reports then, and a
   * note says so.
   */
  List<ReportDescriptor> of(BpfObject object, PrintWriter notes) throws IOException {
    if (file == null) {
      return List.of();
    }
    List<DescriptorFile.Entry> all = entries;
    if (all == null) {
      all = DescriptorFile.read(file);
      entries = all;
    }
    List<DeviceMatch> wanted = DeviceMatch.of(object.btf().orElse(null));
    List<DescriptorFile.Entry> matching =
        all.stream().filter(e -> matches(wanted, e.device())).toList();
    List<ReportDescriptor> parsed = new ArrayList<>();
    for (DescriptorFile.Entry entry : matching.isEmpty() ? all : matching) {
      try {
        parsed.add(ReportDescriptor.parse(entry.bytes()));
      } catch (DescriptorException e) {
        if (!changesDescriptors(object)) {
          throw new HidException(entry.title() + ": " + e.getMessage(), e);
        }
        notes.printf(
            "hidbpf: %s: the kernel refuses the descriptor (%s): continuing without it%n",
            Hex.printable(entry.title()), e.getMessage());
      }
    }
    return parsed;
  }

  private static boolean changesDescriptors(BpfObject object) {
    return object.programs().stream()
            .anyMatch(p -> p.section().endsWith(HidBpfHooks.RDESC_FIXUP.name()))
        || object.maps().stream()
            .map(MapSpec::structOps)
            .anyMatch(ops -> ops != null && ops.programs().containsKey("hid_rdesc_fixup"));
  }

  private static boolean matches(List<DeviceMatch> wanted, @Nullable RecordedDevice device) {
    return device != null
        && wanted.stream()
            .anyMatch(
                m -> // recordings do not have the group
                m.matches(device.bus(), m.group(), device.vendor(), device.product()));
  }
}
