package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.cli.author.FixFolder;
import io.github.hidbpf4j.cli.author.FixKind;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf new}: the folder of a fix. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Creates the folder of a fix for a recorded device, which builds and passes its test: program, headers, Makefile, recording, scenario, workflow (docs/tutorial.md).",
    })
final class NewCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final Pattern COMPILER = Pattern.compile("clang(-\\d+)?");

  /** The first kernel whose programs are struct_ops. */
  private static final String FIRST_KERNEL = "6.11";

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the folder and of the program.")
  String name;

  @Option(
      names = "--device",
      paramLabel = "RECORDING",
      required = true,
      description = "A recording of the device, of hid-recorder or libinput.")
  Path recording;

  @Option(
      names = "--device-index",
      paramLabel = "N",
      description = "Which device of the recording. Default: the first.")
  @Nullable Integer deviceIndex;

  @Option(
      names = "--fix",
      paramLabel = "KIND,...",
      split = ",",
      description =
          "What the program does: descriptor, event (both for you to write), debounce, remap, macro, reinit, proximity. May be repeated. Default: descriptor and event.")
  List<String> fixes = List.of();

  @Option(names = "--dir", paramLabel = "DIR", description = "Create it in this folder.")
  Path directory = Path.of("");

  @Option(
      names = "--kernel",
      paramLabel = "NAMES",
      description = "Kernels to test on, 6.11 and newer. Default: 6.12,6.18,7.3.")
  String kernels = "6.12,6.18,7.3";

  @Override
  public Integer call() throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new Errors.UsageException(
          "%s: expected a name of a letter, then letters, digits, _ and -".formatted(name));
    }
    List<FixKind> kinds = kinds();
    String names = kernels();
    if (!Files.isDirectory(directory.toAbsolutePath())) {
      throw new FileSystemException(
          directory.toString(), null, "no such folder: create it, or choose another with --dir");
    }
    Path folder = directory.resolve(name);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "already exists, and is left as it is: choose another name, or another --dir");
    }
    FixFolder files = files(kinds, names);
    files.write(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.println("created %s: %s".formatted(folder, String.join(", ", shown(files))));
    out.println("next: cd %s && make verify lint test".formatted(folder));
    if (!isInstalled()) {
      out.println("clang is missing, which make needs: apt install clang libbpf-dev make");
    }
    out.flush();
    return Errors.FINE;
  }

  private FixFolder files(List<FixKind> kinds, String names) throws IOException {
    if (InputFile.isStandardInput(recording)) {
      throw new Errors.UsageException("--device -: expected a file, which is copied");
    }
    try (RecordingContents contents = RecordingContents.scan(recording)) {
      RecordedDevice device = contents.device(deviceIndex);
      String file = String.valueOf(recording.getFileName());
      String suffix = file.endsWith(".yml") || file.endsWith(".yaml") ? ".yml" : ".hid";
      return new FixFolder(
          name,
          device,
          new FixFolder.Sample(
              contents.name(),
              InputFile.read(recording),
              suffix,
              !contents.others(device).isEmpty()),
          kinds,
          names);
    }
  }

  private static List<String> shown(FixFolder files) {
    List<String> shown = new ArrayList<>(files.names());
    shown.removeIf(f -> f.startsWith("include/"));
    shown.add("include/");
    return shown;
  }

  private List<FixKind> kinds() {
    List<FixKind> kinds = new ArrayList<>();
    for (String id : fixes) {
      FixKind kind = FixKind.find(id).orElseThrow(() -> noKind(id));
      if (!kinds.contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static Errors.UsageException noKind(String id) {
    String closest = NearestWord.of(id, FixKind.ids());
    return new Errors.UsageException(
        "--fix %s: no such kind, %s"
            .formatted(
                id,
                closest == null
                    ? "expected one of " + String.join(", ", FixKind.ids())
                    : "did you mean " + closest + "?"));
  }

  private String kernels() {
    List<String> all = KernelNames.parse(kernels);
    List<String> byAge = KernelTypes.profileNames();
    for (String kernel : all) {
      ApiProfile profile = KernelOptions.named(kernel);
      if (byAge.indexOf(profile.name()) < byAge.indexOf(FIRST_KERNEL)) {
        throw new Errors.UsageException(
            "--kernel %s: the program is one of struct_ops, which kernels have since %s"
                .formatted(kernel, FIRST_KERNEL));
      }
    }
    return String.join(",", all);
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> new File(folder.isEmpty() ? "." : folder).list())
        .anyMatch(
            names ->
                names != null && Stream.of(names).anyMatch(n -> COMPILER.matcher(n).matches()));
  }
}
