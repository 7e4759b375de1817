package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.host.HostFacts;
import io.github.hidbpf4j.linux.host.KernelConfiguration;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A folder with everything needed to find out why a kernel and hidbpf disagree: the object, both
 * logs of each program, the kernel's version and configuration, and the BTF ids of what the object
 * uses. It names neither the machine nor its devices.
 */
final class HereReport {
  /** Kernel options that decide what programs may do. */
  private static final List<String> OPTIONS =
      List.of("BPF", "HID", "DEBUG_INFO_BTF", "DYNAMIC_FTRACE", "FUNCTION_ERROR", "CFI", "KASAN");

  private final LiveHost machine;
  private final KernelAsker asker;

  HereReport(LiveHost machine, KernelAsker asker) {
    this.machine = machine;
    this.asker = asker;
  }

  void write(Path folder, BpfObject object, ApiProfile profile, List<VerifyHere.Pair> pairs)
      throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      throw new Errors.UsageException(
          folder + ": already exists: remove it, or name another by --report");
    }
    Files.write(folder.resolve(FixSet.fileName(object)), object.bytes());
    List<String> lines = new ArrayList<>();
    lines.add("object " + FixSet.fileName(object));
    lines.add("kernel " + machine.release());
    lines.add("loader " + asker.loader());
    lines.add("hidbpf " + CommandProcess.VERSION + ", profile " + profile.name());
    for (VerifyHere.Pair pair : pairs) {
      String name = pair.kernel().program();
      lines.add(
          "program %s: kernel %s (error %d), hidbpf %s"
              .formatted(
                  name,
                  pair.kernel().outcome().text(),
                  -pair.kernel().result(),
                  pair.ours().verdict().text()));
      pair.kernel().messages().forEach(message -> lines.add("  " + message));
      Files.writeString(folder.resolve(name + ".kernel.log"), pair.kernel().log());
      Files.writeString(
          folder.resolve(name + ".hidbpf.log"),
          pair.ours().log() + (pair.ours().accepted() ? "" : pair.ours().reason() + "\n"));
    }
    Files.write(folder.resolve("report.txt"), lines);
    KernelConfiguration configuration = HostFacts.configuration(machine.files());
    List<String> options = new ArrayList<>();
    new TreeMap<>(configuration.states())
        .forEach(
            (name, state) -> {
              if (OPTIONS.stream().anyMatch(name::contains)) {
                options.add("CONFIG_%s=%s".formatted(name, state));
              }
            });
    Files.write(folder.resolve("configuration.txt"), options);
    List<String> used =
        new ArrayList<>(
            List.of(HidBpfHooks.CONTEXT, HidBpfHooks.HID_BPF_OPS.struct(), "hid_device"));
    used.addAll(object.kernelSymbols());
    Files.write(folder.resolve("btf.txt"), asker.typeNumbers(used));
  }
}
