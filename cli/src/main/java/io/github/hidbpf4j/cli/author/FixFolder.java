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
 * The folder of a new fix: program, Makefile, headers, recording, scenario, and files for
 * continuous integration. It is built in memory first, so that nothing is written if something is
 * wrong.
 */
public final class FixFolder {
  /** The headers under examples/include that programs use. */
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
   * The recording that a fix is made from.
   *
   * @param source its name in messages
   * @param bytes its bytes
   * @param suffix {@code .hid}, or {@code .yml} for libinput's
   * @param several whether it has more than one device
   */
  public record Sample(String source, byte[] bytes, String suffix, boolean several) {}

  /**
   * Makes the files of a fix.
   *
   * @param name of the folder and of the program: letters, digits, _ and -
   * @param device the device that it is for
   * @param sample its recording
   * @param kinds what the fix does; at most one of each kind
   * @param kernels profiles to test on, separated by commas
   * @throws HidException if the device has no ids, or lacks what a kind is about; if the kernel
   *     rejects its descriptor, that is every kind but the descriptor
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

  /** {@return the names of its files, in order, relative to it} */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes all of them.
   *
   * @param folder the folder, which must not exist yet
   * @throws IOException if it exists, or cannot be written
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
