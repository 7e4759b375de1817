package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplayListener;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a recording of a device through the programs of HID-BPF objects, in virtual time.",
      "Shows what the device sent, what the programs made of it, and what became of the report descriptor. Without an object, the bare device.",
    })
final class RunCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "OBJECT",
      arity = "0..*",
      description = "HID-BPF objects (.bpf.o), attached in this order.")
  List<Path> objects = List.of();

  @Option(
      names = "--device",
      paramLabel = "RECORDING",
      required = true,
      description = "Recording in the format of hid-recorder.")
  Path recording;

  @Option(
      names = "--device-index",
      paramLabel = "N",
      description = "Which device of a recording of several (its D: number). Default: the first.")
  @Nullable Integer deviceIndex;

  @Option(
      names = {"-p", "--property"},
      paramLabel = "NAME=VALUE",
      description = "udev property for the programs' UDEV_PROP_NAME variables.")
  Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Start of all random numbers. Default: ${DEFAULT-VALUE}.",
      defaultValue = "0")
  long seed;

  @Option(
      names = "--force",
      description = "Attach even if the object's metadata or its probe turns the device down.")
  boolean force;

  @Option(names = "--json", description = "Print one JSON object a line instead of text.")
  boolean json;

  @Option(names = "--quiet", description = "Print the summary only.")
  boolean quiet;

  @Mixin KernelOptions kernel = new KernelOptions();

  @Override
  public Integer call() throws IOException {
    List<BpfObject> opened = new ArrayList<>();
    for (Path object : objects) {
      opened.add(InputFiles.object(object));
    }
    RecordingContents contents = RecordingContents.scan(recording);
    RecordedDevice device = contents.device(deviceIndex);
    ApiProfile profile = kernel.profile(opened);
    Replay.Setup setup =
        new Replay.Setup(profile, kernel.types(profile), opened, device, properties, seed, force);
    PrintWriter out = spec.commandLine().getOut();
    RecordedEvent.Kind kind = contents.inputKind(device);
    try (RecordingReader reader = RecordingReader.open(recording)) {
      ReplayListener listener;
      if (quiet) {
        listener = new ReplayListener() {};
      } else if (json) {
        listener = new RunJson(out);
      } else {
        listener = new RunText(out, contents.warnings());
      }
      ReplaySummary summary =
          Replay.run(setup, () -> contents.next(reader, device, kind), listener);
      if (json) {
        new RunJson(out).summary(summary);
      } else {
        RunText.summary(out, summary);
      }
    }
    out.flush();
    return Errors.FINE;
  }
}
