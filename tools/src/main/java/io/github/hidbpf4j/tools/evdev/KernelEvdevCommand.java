package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidCoreRules;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.rules.HidRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/kernel-evdev}. */
@Command(
    name = "kernel-evdev",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the input layer with what a real kernel made of devices and their reports.",
      "DIR holds NAME.hid (recordings) beside NAME.jsonl (input devices, capabilities and events), and lists of one-field devices (NAME.list beside NAME*.jsonl).",
      "Exits with 0 when all agree; the last line is 'N of M' devices.",
    })
public final class KernelEvdevCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder with recordings.")
  Path dir;

  @Option(
      names = "--measured",
      paramLabel = "DIR",
      description = "Folder with what the kernel did, if it is another one.")
  @Nullable Path measured;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      defaultValue = "6.12",
      description = "Which kernel was measured: " + MEASURED + ". Default: ${DEFAULT-VALUE}.")
  String kernel;

  @Option(names = "--only", paramLabel = "NAME", description = "Only the device of this name.")
  @Nullable String only;

  @Option(names = "--verbose", description = "All differences of a device, not the first three.")
  boolean verbose;

  private static final String MEASURED = "6.12, 6.16, 6.17, 6.18, 7.2, 7.3";

  private int devices;
  private int equal;
  private long reports;
  private long packets;

  @Override
  public Integer call() throws IOException {
    HidCoreRules rules = measuredRules();
    Path results = measured == null ? dir : measured;
    for (Path recording : files(dir, ".hid")) {
      String name = nameOf(recording, ".hid");
      Path result = results.resolve(name + ".jsonl");
      if ((only == null || only.equals(name)) && Files.exists(result)) {
        compare(name, recording, result, rules);
      }
    }
    for (Path list : files(dir, ".list")) {
      String name = nameOf(list, ".list");
      for (Path result : files(results, ".jsonl")) {
        String resultName = nameOf(result, ".jsonl");
        if (resultName.equals(name) || resultName.equals(name + "-" + kernel)) {
          sweep(list, result, rules);
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d reports, %d packets%n", reports, packets);
    out.printf("%d of %d%n", equal, devices);
    out.flush();
    if (devices == 0) {
      throw new HidException(dir + ": no NAME.hid with a NAME.jsonl");
    }
    return equal == devices ? 0 : 1;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String nameOf(Path file, String suffix) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - suffix.length());
  }

  private HidCoreRules measuredRules() {
    if (!List.of(MEASURED.split(", ", -1)).contains(kernel)) {
      throw new HidException("--kernel " + kernel + ": not measured; expected one of " + MEASURED);
    }
    return HidRules.ofProfile(kernel).core();
  }

  private void compare(String name, Path recording, Path result, HidCoreRules rules)
      throws IOException {
    DeviceComparison comparison = EvdevMeasurement.compare(recording, result, rules);
    count(name, comparison);
  }

  private void sweep(Path list, Path result, HidCoreRules rules) throws IOException {
    Map<String, String> sent = new HashMap<>();
    for (String line : Files.readAllLines(list)) {
      sent.put(line.substring(0, Math.max(0, line.indexOf('|'))), line);
    }
    try (Stream<String> results = Files.lines(result)) {
      for (String line : (Iterable<String>) results::iterator) {
        JsonTree measuredDevice = JsonTree.parse(line);
        String label = measuredDevice.get("label").text();
        String device = sent.get(label);
        if (device == null) {
          throw new HidException(result + ": device '" + label + "' is not in " + list);
        }
        if (only == null || only.equals(label)) {
          sweep(list + ": " + label, device, measuredDevice, rules);
        }
      }
    }
  }

  private void sweep(String at, String line, JsonTree measuredDevice, HidCoreRules rules) {
    String[] columns = line.split("\\|", -1);
    String[] ids = columns.length < 5 ? new String[0] : columns[1].split(":", -1);
    if (ids.length != 3) {
      throw new HidException(at + ": expected label|bus:vendor:product|name|descriptor|reports");
    }
    RecordedDevice device =
        new RecordedDevice(
            0,
            columns[2],
            "",
            Integer.parseInt(ids[0], 16),
            Integer.parseInt(ids[1], 16),
            Integer.parseInt(ids[2], 16),
            bytes(columns[3]));
    List<byte[]> reportsSent = new ArrayList<>();
    for (String report : columns[4].split(";", -1)) {
      if (!report.isBlank()) {
        reportsSent.add(bytes(report));
      }
    }
    DeviceComparison comparison = new DeviceComparison(rules, new DeviceAnswers(false));
    comparison.compare(device, reportsSent, measuredDevice);
    count(columns[0], comparison);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private void count(String name, DeviceComparison comparison) {
    devices++;
    reports += comparison.reports();
    packets += comparison.packets();
    List<String> differences = comparison.differences();
    if (differences.isEmpty()) {
      equal++;
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    int shown = verbose ? differences.size() : Math.min(3, differences.size());
    for (String difference : differences.subList(0, shown)) {
      out.printf("%s: %s%n", name, difference);
    }
    if (shown < differences.size()) {
      out.printf("%s: %d more%n", name, differences.size() - shown);
    }
  }
}
