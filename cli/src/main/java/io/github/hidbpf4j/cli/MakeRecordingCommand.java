package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.cli.file.StreamFile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf make-recording}: makes recordings of any length, for measurements. */
@Command(
    name = "make-recording",
    mixinStandardHelpOptions = true,
    description = {
      "Creates a recording of any length: repeats the reports of another one at a steady rate.",
      "For benchmarks, or to see how a program behaves in the long run; by default one hour at 1 kHz (3.6 million reports).",
    })
final class MakeRecordingCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The recording to write; - is standard output.")
  Path file;

  @Option(
      names = "--like",
      paramLabel = "RECORDING",
      required = true,
      description =
          "Take device and reports from the first device of this recording; - is standard input.")
  Path like;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3600",
      description = "Duration. Default: ${DEFAULT-VALUE}.")
  long seconds;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "1000",
      description = "Reports per second. Default: ${DEFAULT-VALUE}.")
  long rate;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1 || seconds > 1_000_000 || rate < 1 || rate > 1_000_000) {
      throw new Errors.UsageException("--seconds and --rate: expected 1 to 1000000 each");
    }
    try (OutputFiles outputs = new OutputFiles(List.of(like), spec.commandLine().getOut())) {
      outputs.add("", file);
      write(outputs);
      outputs.commit();
    }
    return Errors.FINE;
  }

  private Recording source() throws IOException {
    try (StreamFile input = StreamFile.of(like);
        RecordingReader reader = new RecordingReader(input.name(), input.open())) {
      return Recording.read(reader);
    }
  }

  private void write(OutputFiles outputs) throws IOException {
    Recording source = source();
    RecordedDevice device = source.devices().getFirst();
    List<RecordedEvent> events =
        source.events().stream().filter(e -> e.device() == device.index()).toList();
    if (events.isEmpty()) {
      throw new Errors.UsageException(like + ": no report to repeat");
    }
    try (RecordingWriter writer = new RecordingWriter(outputs.writer(file))) {
      writer.write(device);
      for (long i = 0; i < seconds * rate; i++) {
        byte[] report = events.get((int) (i % events.size())).data();
        long micros = i / rate * 1_000_000 + i % rate * 1_000_000 / rate;
        writer.write(new RecordedEvent(device.index(), RecordedEvent.Kind.INPUT, micros, report));
      }
    }
  }
}
