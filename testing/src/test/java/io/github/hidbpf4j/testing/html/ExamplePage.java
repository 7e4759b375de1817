package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.replay.EntryInput;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reports of the examples. */
final class ExamplePage {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("examples");

  private ExamplePage() {}

  static String read(String file) {
    try {
      return Files.readString(EXAMPLES.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs an object with the text of a recording, and captures it. */
  static CapturedRun run(String object, String recording, @Nullable String model) {
    try {
      BpfObject opened =
          BpfObject.open(object, Files.readAllBytes(EXAMPLES.resolve(object + ".bpf.o")));
      byte[] text = recording.getBytes(StandardCharsets.UTF_8);
      RecordedDevice device = Recording.parse("test.hid", text).devices().getFirst();
      ReplaySetup setup =
          ReplaySetup.builder(
                  Profiles.forName("6.12").orElseThrow(),
                  KernelTypes.forProfile("6.12").btf(),
                  device)
              .objects(List.of(opened))
              .model(model == null ? null : DeviceModel.read(EXAMPLES.resolve(model)))
              .countInstructions(true)
              .build();
      RunCapture capture = new RunCapture();
      EvdevView view = new EvdevView(List.of(capture.evdev()));
      ReplaySummary summary;
      try (RecordingReader reader =
          new RecordingReader("test.hid", new ByteArrayInputStream(text))) {
        summary = Replay.run(setup, (EntryInput) () -> next(reader), capture, view);
      }
      view.finish();
      return capture
          .finish(summary)
          .kernels(object, LoadingKernels.of(opened))
          .sources(ReportSource.of(opened, setup.types()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable RecordedEntry next(RecordingReader reader) {
    try {
      return reader.nextEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CapturedRun wheel() {
    return wheel(read("a4tech-horizontal-wheel/wheel.hid"));
  }

  static CapturedRun wheel(String recording) {
    return run("a4tech-horizontal-wheel/a4tech-horizontal-wheel", recording, null);
  }

  /** A recording of that mouse with this many events, none of which repeats another. */
  static String longRecording(int events, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    read("a4tech-horizontal-wheel/wheel.hid")
        .lines()
        .filter(l -> !l.startsWith("E:"))
        .forEach(l -> text.append(l).append('\n'));
    double time = 0;
    for (int i = 0; i < events; i++) {
      time += 0.008 + random.nextGaussian() * 0.0005;
      text.append(
          String.format(
              Locale.ROOT,
              "E: %013.6f 4 %02x %02x %02x %02x%n",
              time,
              random.nextInt(8) == 0 ? 0x40 : random.nextInt(3),
              random.nextInt(25) - 12 & 0xff,
              random.nextInt(25) - 12 & 0xff,
              random.nextInt(20) == 0 ? 1 : 0));
    }
    return text.toString();
  }

  static String page(String title, List<HtmlCase> cases) {
    StringWriter out = new StringWriter();
    try {
      HtmlReport.write(out, title, "a test", cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  static HtmlCase ran(String name, CapturedRun run) {
    return new HtmlCase(name, "", run.profile(), HtmlCase.Result.RAN, List.of(), run);
  }

  static String page(CapturedRun run) {
    return page("wheel.hid", List.of(ran("wheel.hid", run)));
  }

  /** The data in a page, by the id of its element. */
  static String data(String page, String id) {
    Matcher element =
        Pattern.compile(
                "<script type=\"application/json\" id=\"" + Pattern.quote(id) + "\">(.*?)</script>",
                Pattern.DOTALL)
            .matcher(page);
    if (!element.find()) {
      throw new IllegalArgumentException(id + ": not in the page");
    }
    return element.group(1);
  }
}
