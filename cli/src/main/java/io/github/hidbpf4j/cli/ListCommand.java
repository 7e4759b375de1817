package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.InstalledFix;
import io.github.hidbpf4j.live.fixes.InstalledFixes;
import io.github.hidbpf4j.live.fixes.KernelAttachments;
import io.github.hidbpf4j.live.fixes.LeftOut;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hidbpf list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the HID devices of this machine: node, name in sysfs (bus, vendor, product, number), driver, size of the report descriptor, name; which installed fixes are for them, and what is attached.",
      "Needs no privileges, except to see what is attached in the kernel.",
    })
final class ListCommand implements Callable<Integer> {
  LiveHost machine = LiveHost.here();

  @Spec CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object per line.")
  boolean json;

  @Mixin FolderOption folder = new FolderOption();

  /** A device and what is known about it. */
  private record Entry(
      LiveDevice device,
      List<InstalledFix> fixes,
      @Nullable LiveDevice bridged,
      String cloneOf,
      Optional<List<String>> kernel) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LiveHost here = machine.with(folder.folders);
    InstalledFixes fixes = here.fixes();
    List<LiveDevice> all = here.devices().all();
    List<Entry> entries = all.stream().map(device -> entry(device, all, fixes, here)).toList();
    if (json) {
      json(out, here, entries, fixes.leftOut());
    } else {
      text(out, entries, fixes.leftOut());
    }
    out.flush();
    return Errors.FINE;
  }

  private static Entry entry(
      LiveDevice device, List<LiveDevice> all, InstalledFixes fixes, LiveHost here) {
    boolean isClone = Applicability.isClone(device);
    return new Entry(
        device,
        isClone ? List.of() : fixes.matching(device),
        LiveHost.cloneOf(device, all),
        Applicability.originalOf(device),
        KernelAttachments.on(device, here.files()));
  }

  // ---- text

  private static void text(PrintWriter out, List<Entry> entries, List<LeftOut> leftOut) {
    if (entries.isEmpty()) {
      out.println("no HID device");
    }
    for (Entry entry : entries) {
      LiveDevice device = entry.device();
      Path node = device.hidraw();
      print(
          out,
          "%-13s %s  %s, %d bytes  %s"
              .formatted(
                  node == null ? "no hidraw" : node,
                  device.sysfsName(),
                  device.driver().isEmpty() ? "no driver" : device.driver(),
                  device.descriptor().length,
                  device.info().name()));
      if (!entry.cloneOf().isEmpty()) {
        print(out, "  clone       of %s, made by hidbpf".formatted(entry.cloneOf()));
      }
      for (InstalledFix fix : entry.fixes()) {
        print(out, "  fix         " + fix.file());
      }
      LiveDevice clone = entry.bridged();
      if (clone != null) {
        print(
            out,
            "  attached    by the bridge: applications use %s %s"
                .formatted(clone.sysfsName(), clone.hidraw() == null ? "" : clone.hidraw()));
      }
      List<String> kernel = entry.kernel().orElse(List.of());
      if (!kernel.isEmpty()) {
        print(out, "  attached    in the kernel: " + String.join(", ", kernel));
      }
    }
    for (LeftOut each : leftOut) {
      if (each.reason() != LeftOut.Reason.HIDDEN) {
        print(out, "left out      " + each.text());
      }
    }
  }

  private static void print(PrintWriter out, String line) {
    out.println(Hex.printable(line.stripTrailing()));
  }

  // ---- JSON

  private static void json(
      PrintWriter out, LiveHost here, List<Entry> entries, List<LeftOut> leftOut) {
    JsonLines lines = JsonLines.begin(out, JsonFormat.LIST);
    lines.object(
        "machine",
        o -> {
          o.writeStringField("release", here.release());
          JsonLines.strings(
              o, "folders", here.folders().folders().stream().map(Path::toString).toList());
        });
    entries.forEach(entry -> lines.object("device", o -> json(o, entry)));
    leftOut.forEach(
        each ->
            lines.object(
                "left_out",
                o -> {
                  o.writeStringField("file", each.file().toString());
                  o.writeStringField(
                      "reason", each.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                  o.writeStringField("text", each.text());
                }));
  }

  private static void json(JsonGenerator o, Entry entry) throws IOException {
    LiveDevice device = entry.device();
    o.writeStringField("sysfs", device.sysfsName());
    if (device.hidraw() != null) {
      o.writeStringField("hidraw", device.hidraw().toString());
    }
    JsonLines.strings(o, "inputs", device.inputs().stream().map(Path::toString).toList());
    o.writeStringField("bus", "0x%04X".formatted(device.info().bus()));
    o.writeStringField("group", "0x%04X".formatted(device.group().number()));
    o.writeStringField("vid", "0x%04X".formatted(device.info().vendor()));
    o.writeStringField("pid", "0x%04X".formatted(device.info().product()));
    o.writeStringField("name", device.info().name());
    o.writeStringField("phys", device.info().phys());
    o.writeStringField("uniq", device.info().uniq());
    o.writeStringField("driver", device.driver());
    o.writeNumberField("descriptor_size", device.descriptor().length);
    JsonLines.strings(
        o, "fixes", entry.fixes().stream().map(fix -> fix.file().toString()).toList());
    if (!entry.cloneOf().isEmpty()) {
      o.writeStringField("clone_of", entry.cloneOf());
    }
    LiveDevice clone = entry.bridged();
    if (clone != null) {
      o.writeStringField("clone", clone.sysfsName());
    }
    if (entry.kernel().isPresent()) {
      JsonLines.strings(o, "kernel_programs", entry.kernel().get());
    }
  }
}
