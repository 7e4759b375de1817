package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The folder of a new fix: program, Makefile, headers, recording, scenario, and what continuous
 * integration needs. It is made up in memory first, so that nothing is written where something is
 * wrong.
 */
public final class FixFolder {
  /** Those under examples/include that programs are written with. */
  static final List<String> HEADERS =
      List.of(
          "hid_bpf.h",
          "hid_bpf_async.h",
          "hid_bpf_constants.h",
          "hid_bpf_devices.h",
          "hid_bpf_helpers.h",
          "hid_bpf_kfuncs.h",
          "hid_report_descriptor_helpers.h",
          "hid_report_helpers.h",
          "hid_usage_items.h",
          "hid_usages.h");

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  /**
   * A recording that a fix is made from.
   *
   * @param source what to call it in messages
   * @param bytes its bytes
   * @param suffix {@code .hid}, or {@code .yml} of libinput's
   * @param several whether it has more devices than one
   */
  public record Sample(String source, byte[] bytes, String suffix, boolean several) {}

  /**
   * The files of a fix.
   *
   * @param name letters, digits, _ and -: of the folder and of the program
   * @param device the device that it is for
   * @param sample the recording of it
   * @param kinds what it does; of each kind one
   * @param kernels profiles to test on, in a list with commas
   * @throws HidException if the device has no ids, or nothing that a kind is about; where the
   *     kernel refuses its descriptor, that is all but the descriptor
   */
  public FixFolder(
      String name, RecordedDevice device, Sample sample, List<FixKind> kinds, String kernels) {
    if (device.vendor() == 0 && device.product() == 0) {
      throw new HidException(
          "%s: device %d has no vendor and product, which a fix is matched by: add a line I: BUS VENDOR PRODUCT, as in I: 3 1209 0001"
              .formatted(sample.source(), device.index()));
    }
    DeviceParts parts = new DeviceParts(device);
    List<FixKind> all = new ArrayList<>(kinds);
    all.stream().filter(k -> k != FixKind.DESCRIPTOR).findFirst().ifPresent(k -> known(k, parts));
    if (all.isEmpty()) {
      all.add(FixKind.DESCRIPTOR);
      if (parts.input().isPresent()) {
        all.add(FixKind.EVENT);
      }
    }
    String recording = name + sample.suffix();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("NAME", name);
    values.put("RECORDING", recording);
    values.put("KERNELS", kernels);
    values.put("DEVICE", CText.comment(FixSource.title(device)));
    put(name + ".bpf.c", new FixSource(name, parts, all).text());
    put(
        name + ".scenario",
        new FirstScenario(parts, all).text(recording, sample.several(), kernels));
    files.put(recording, sample.bytes());
    put("Makefile", CText.template("Makefile.txt", values));
    put("README.md", CText.template("README.txt", values));
    put(".gitignore", CText.template("gitignore.txt", values));
    put(".github/workflows/fix.yml", CText.template("workflow.txt", values));
    for (String header : HEADERS) {
      files.put("include/" + header, CText.resource("include/" + header));
    }
  }

  private static void known(FixKind kind, DeviceParts parts) {
    if (!parts.refusal().isEmpty()) {
      throw new HidException(
          "--fix %s: the kernel refuses the descriptor of device %d (%s), so its reports are not known: --fix descriptor comes first"
              .formatted(kind.id(), parts.device().index(), parts.refusal()));
    }
  }

  private void put(String file, String text) {
    files.put(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return the names of its files, relative to it, in order} */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes all of them.
   *
   * @param folder the folder, which is not there yet
   * @throws IOException if it is there, or cannot be written
   */
  public void write(Path folder) throws IOException {
    Files.createDirectory(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path place = folder.resolve(file.getKey());
      Path parent = place.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(place, file.getValue());
    }
  }
}
