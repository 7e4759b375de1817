package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.fixes.FixInstaller;
import io.github.hidbpf4j.live.fixes.InstalledFix;
import io.github.hidbpf4j.live.fixes.Suitability;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf install}. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = {
      "Installs HID-BPF objects: the daemon attaches them to the devices that their metadata "
          + "names, from now on and after every start.",
      "Each is verified first. An installed object of the same name is replaced, and the command "
          + "says so.",
    })
final class InstallCommand implements Callable<Integer> {
  LiveHost machine = LiveHost.here();

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "OBJECT",
      arity = "1..*",
      description = "HID-BPF objects (.bpf.o), or directories of them.")
  List<Path> objects;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Install here. Default: /etc/hidbpf/fixes.")
  @Nullable Path folder;

  @Option(
      names = "--force",
      description =
          "Also install objects that do not say which devices they are for: only attach can use "
              + "them.")
  boolean force;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path target = folder == null ? machine.folders().own() : folder;
    List<Path> files = new ArrayList<>();
    for (Path each : objects) {
      if (InputFile.isStandardInput(each)) {
        throw new Errors.UsageException("-: an object is installed under the name of its file");
      }
      files.addAll(InputFiles.isDirectory(each) ? FixSet.filesIn(each) : List.of(each));
    }
    int code = Errors.FINE;
    for (Path file : files) {
      try {
        code = Math.max(code, install(file, target, out, err));
      } catch (BpfException e) {
        // the other objects are installed all the same
        out.flush();
        code = Math.max(code, Errors.report(e, err));
      }
    }
    out.flush();
    return code;
  }

  private int install(Path file, Path target, PrintWriter out, PrintWriter err) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(FixName.SUFFIX)) {
      throw new Errors.UsageException(
          "%s: expected a name that ends with %s, as in 0010-Vendor__Product%s"
              .formatted(file, FixName.SUFFIX, FixName.SUFFIX));
    }
    byte[] contents = InputFile.read(file);
    BpfObject object = BpfObject.open(file.toString(), contents);
    List<DeviceMatch> devices = DeviceMatch.of(object.btf().orElse(null));
    if (devices.isEmpty() && !force) {
      return refuse(
          err,
          ("%s: does not say which devices it is for: add HID_BPF_CONFIG(HID_DEVICE(bus, group, "
                  + "vid, pid)), or give --force to install it for attach")
              .formatted(file));
    }
    Suitability suitability = Suitability.of(object, machine.profile());
    if (!suitability.isUsable()) {
      return refuse(
          err,
          "%s: not installed, kernel %s refuses it: %s (hidbpf verify says more)"
              .formatted(file, suitability.profile().name(), suitability.obstacle()));
    }
    FixInstaller.Outcome outcome = put(new FixInstaller(target), name, contents, target);
    Path installed = target.resolve(name);
    print(
        out,
        switch (outcome) {
          case NEW -> "installed   " + installed;
          case SAME -> "unchanged   " + installed;
          case REPLACED -> "replaced    " + installed + ", which had other contents";
        });
    print(
        out,
        "  for       "
            + (devices.isEmpty()
                ? "no device by itself"
                : devices.stream().map(DeviceMatch::modalias).collect(Collectors.joining(", "))));
    print(
        out,
        "  runs as   on kernel %s; this is %s%s"
            .formatted(
                suitability.profile().name(),
                machine.release(),
                suitability.refusal().isEmpty()
                    ? ""
                    : ", whose own HID-BPF would refuse it; the bridge does not"));
    for (InstalledFix other : otherVersions(installed)) {
      print(out, "  beside    %s, of which the first that loads is used".formatted(other.file()));
    }
    return Errors.FINE;
  }

  private FixInstaller.Outcome put(
      FixInstaller installer, String name, byte[] contents, Path target) throws IOException {
    try {
      return installer.install(name, contents);
    } catch (AccessDeniedException _) {
      throw notAllowed(target, "install");
    }
  }

  /** The error for a folder that the user may not write, with what to do about it. */
  static FileSystemException notAllowed(Path folder, String verb) {
    return new FileSystemException(
        folder.toString(),
        null,
        "permission denied; run as root: sudo hidbpf %s …".formatted(verb));
  }

  /** Other versions of the same fix, in the order in which they are tried. */
  private List<InstalledFix> otherVersions(Path installed) {
    String stem = FixName.of(installed).stem();
    return machine.fixes().fixes().stream()
        .filter(fix -> !fix.file().equals(installed) && FixName.of(fix.file()).stem().equals(stem))
        .toList();
  }

  private static int refuse(PrintWriter err, String text) {
    err.println("hidbpf: " + Hex.printable(text));
    return Errors.REJECTED;
  }

  private static void print(PrintWriter out, String line) {
    out.println(Hex.printable(line));
  }
}
