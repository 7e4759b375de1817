package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.cli.file.UnwritableException;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.KernelAttachments;
import io.github.hidbpf4j.live.recorder.Recorder;
import io.github.hidbpf4j.live.recorder.RecordingSource;
import io.github.hidbpf4j.live.recorder.WholeLines;
import io.github.hidbpf4j.time.Workers;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf record}. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Records what devices send, in the format of hid-recorder, which run, new and test read.",
      "Ends at Ctrl-C, after --duration, or when the devices are unplugged; what was recorded by "
          + "then is kept.",
      "If hidbpf has attached a fix to a device, B: lines are what the device sends, E: lines "
          + "what the fix makes of it. HID-BPF in the kernel changes reports before anybody can "
          + "read them.",
    })
final class RecordCommand implements Callable<Integer> {
  private static final double MOST_SECONDS = 1e9;
  private static final long EXIT_SECONDS = 5;

  LiveHost machine = LiveHost.here();

  /** Reads the user's answers; null if there is nobody to ask. */
  Supplier<@Nullable BufferedReader> person = RecordCommand::atTerminal;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..*",
      description = {
        "The hidraw node, name in sysfs (hidbpf list shows them), VENDOR:PRODUCT in hex, or a part of the name. Several are recorded together.",
        "Without one, the command asks."
      })
  List<String> called = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write here. Default: standard output.")
  @Nullable Path output;

  @Option(names = "--force", description = "Overwrite an existing file.")
  boolean force;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "End after this time. Default: never.")
  @Nullable Double duration;

  @Override
  public Integer call() throws IOException {
    if (duration != null && !(duration > 0 && duration <= MOST_SECONDS)) {
      throw new Errors.UsageException(
          "--duration %s: expected more than 0 seconds, and no more than %.0f"
              .formatted(duration, MOST_SECONDS));
    }
    List<LiveDevice> all = machine.devices().all();
    List<RecordingSource> sources =
        chosen(all).stream()
            .map(
                device ->
                    new RecordingSource(
                        device,
                        readableClone(device, all),
                        KernelAttachments.on(device, machine.files()).orElse(List.of())))
            .toList();
    Path file = output == null || OutputFiles.isStandardOutput(output) ? null : output;
    // Nodes first: a user who may not read them should not get an empty file.
    try (Recorder recorder = Recorder.open(sources, machine.nodes())) {
      if (file == null) {
        return record(recorder, spec.commandLine().getOut(), sources, null);
      }
      try (Writer out =
          new BufferedWriter(
              new OutputStreamWriter(new WholeLines(open(file)), StandardCharsets.UTF_8))) {
        return record(recorder, out, sources, file);
      }
    }
  }

  private static @Nullable LiveDevice readableClone(LiveDevice device, List<LiveDevice> all) {
    LiveDevice clone = LiveHost.cloneOf(device, all);
    return clone == null || clone.hidraw() == null ? null : clone;
  }

  private FileChannel open(Path file) throws IOException {
    OpenOption[] options =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory, expected a file");
    }
    try {
      return FileChannel.open(file, options);
    } catch (FileAlreadyExistsException _) {
      throw new Errors.UsageException(
          file + ": already exists: name another file, or give --force");
    }
  }

  private int record(
      Recorder recorder, Writer out, List<RecordingSource> sources, @Nullable Path file)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (file != null) {
      say(
          err,
          "recording %s; Ctrl-C ends it"
              .formatted(
                  sources.stream()
                      .map(source -> source.device().toString())
                      .collect(Collectors.joining(", "))));
    }
    CountDownLatch written = new CountDownLatch(1);
    IntSupplier atExit =
        () -> {
          recorder.stop();
          await(written);
          // A signal is the usual way to end the command.
          return Errors.FINE;
        };
    try (Closeable _ = Workers.exitingWith(atExit)) {
      long nanos = duration == null ? -1 : (long) (duration * 1e9);
      Recorder.End end = recorder.run(out, nanos);
      out.flush();
      if (end == Recorder.End.UNPLUGGED) {
        say(err, "unplugged");
      }
      if (file != null) {
        say(err, "%d reports in %s".formatted(recorder.reports(), file));
      }
      return Errors.FINE;
    } catch (IOException e) {
      throw new UnwritableException("%s, after %d reports".formatted(file, recorder.reports()), e);
    } finally {
      written.countDown();
    }
  }

  private static void say(PrintWriter err, String text) {
    err.println(Hex.printable("hidbpf: " + text));
    err.flush();
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean _ = latch.await(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- which devices

  private List<LiveDevice> chosen(List<LiveDevice> all) throws IOException {
    Map<String, LiveDevice> chosen = new LinkedHashMap<>();
    if (called.isEmpty()) {
      for (LiveDevice device : asked(all)) {
        chosen.put(device.sysfsName(), device);
      }
    }
    for (String each : called) {
      // A node or full name may also be a clone's; ids and names mean the original.
      boolean exact = each.matches("/.*|hidraw\\d+|[0-9A-Fa-f:]+\\.[0-9A-Fa-f]+");
      LiveDevice device =
          exact ? machine.devices().find(each) : machine.devices().findOriginal(each);
      chosen.put(device.sysfsName(), device);
    }
    return List.copyOf(chosen.values());
  }

  private List<LiveDevice> asked(List<LiveDevice> all) throws IOException {
    List<LiveDevice> there =
        all.stream()
            .filter(device -> device.hidraw() != null && !Applicability.isClone(device))
            .toList();
    if (there.isEmpty()) {
      throw new Errors.UsageException(
          "no device with a hidraw node is connected; hidbpf doctor says more");
    }
    BufferedReader answers = person.get();
    if (answers == null) {
      throw new Errors.UsageException(
          "which device? "
              + there.stream()
                  .map(device -> "%s (%s)".formatted(device.hidraw(), device.info().name()))
                  .collect(Collectors.joining(", ")));
    }
    PrintWriter err = spec.commandLine().getErr();
    for (int i = 0; i < there.size(); i++) {
      LiveDevice device = there.get(i);
      err.println(
          Hex.printable(
              "%3d  %-13s %s, %s"
                  .formatted(i, device.hidraw(), device.info().name(), device.sysfsName())));
    }
    err.print("Which one, or several? [0-%d] ".formatted(there.size() - 1));
    err.flush();
    String line = answers.readLine();
    List<LiveDevice> chosen = new ArrayList<>();
    for (String word :
        line == null ? List.<String>of() : List.of(line.strip().split("[\\s,]+", -1))) {
      if (!word.matches("\\d{1,4}") || Integer.parseInt(word) >= there.size()) {
        throw new Errors.UsageException(
            "'%s': expected a number from 0 to %d".formatted(word, there.size() - 1));
      }
      chosen.add(there.get(Integer.parseInt(word)));
    }
    if (chosen.isEmpty()) {
      throw new Errors.UsageException("no device was chosen");
    }
    return chosen;
  }

  private static @Nullable BufferedReader atTerminal() {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> new BufferedReader(new InputStreamReader(System.in, console.charset())))
        .orElse(null);
  }
}
