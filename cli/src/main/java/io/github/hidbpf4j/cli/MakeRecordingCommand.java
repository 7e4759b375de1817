package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hidbpf make-recording}: makes recordings of any length, for measurements. */
@Command(
    name = "make-recording",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a recording of any length: repeats the reports of another one at a steady rate.",
      "To measure with, or to see what a program does in the long run; by default an hour at 1 kHz (3.6 million reports).",
    })
final class MakeRecordingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The recording to write.")
  Path file;

  @Option(
      names = "--like",
      paramLabel = "RECORDING",
      required = true,
      description = "Device and reports are those of the first device of this one.")
  Path like;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3600",
      description = "How long. Default: ${DEFAULT-VALUE}.")
  long seconds;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "1000",
      description = "Reports a second. Default: ${DEFAULT-VALUE}.")
  long rate;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1 || seconds > 1_000_000 || rate < 1 || rate > 1_000_000) {
      throw new Errors.UsageException("--seconds and --rate: expected 1 to 1000000 each");
    }
    Recording source = Recording.read(like);
    RecordedDevice device = source.devices().getFirst();
    List<RecordedEvent> events =
        source.events().stream().filter(e -> e.device() == device.index()).toList();
    if (events.isEmpty()) {
      throw new Errors.UsageException(like + ": no report to repeat");
    }
    try (RecordingWriter writer =
        new RecordingWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      writer.write(device);
      for (long i = 0; i < seconds * rate; i++) {
        byte[] report = events.get((int) (i % events.size())).data();
        long micros = i / rate * 1_000_000 + i % rate * 1_000_000 / rate;
        writer.write(new RecordedEvent(device.index(), RecordedEvent.Kind.INPUT, micros, report));
      }
    }
    return Errors.FINE;
  }
}
