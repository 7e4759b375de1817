package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputOptions;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The path of one report through the input layer, from its bytes to the events that a reader gets.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InputLayerBenchmark {
  private static final int REPORTS = 1024;

  /** A mouse with three buttons, or a joystick with so many one-byte axes. */
  @Param({"mouse", "axes-4", "axes-16", "axes-64"})
  String device = "mouse";

  private final byte[][] reports = new byte[REPORTS][];

  @SuppressWarnings("NullAway.Init") // by JMH, before the first run
  private InputDevices input;

  /** How many events the reader got. */
  private long events;

  private int next;

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] mouse() {
    return bytes(
        "05 01 09 02 a1 01 09 01 a1 00 05 09 19 01 29 03 15 00 25 01 95 03 75 01 81 02 95 01 75 05"
            + " 81 03 05 01 09 30 09 31 09 38 15 81 25 7f 75 08 95 03 81 06 c0 c0");
  }

  /** A joystick's descriptor: repeated axes of usages that all have events of their own. */
  private static byte[] axes(int count) {
    StringBuilder text = new StringBuilder("05 01 09 04 a1 01 15 00 26 ff 00 75 08 95 01 ");
    for (int i = 0; i < count; i++) {
      text.append("09 3%d 81 02 ".formatted(i % 6));
    }
    return bytes(text.append("c0").toString());
  }

  /** Creates the device, and reports that each differ from the previous one. */
  @Setup
  public void connect() {
    boolean mouse = device.equals("mouse");
    int fields = mouse ? 4 : Integer.parseInt(device.substring("axes-".length()));
    byte[] descriptor = mouse ? mouse() : axes(fields);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < REPORTS; i++) {
      reports[i] = new byte[fields];
      random.nextBytes(reports[i]);
    }
    try {
      input =
          InputDevices.of(
              ReportDescriptor.parse(descriptor),
              InputOptions.DEFAULT,
              (reader, type, code, value) -> events++);
    } catch (io.github.hidbpf4j.hid.descriptor.DescriptorException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends one report. */
  @Benchmark
  public long report() {
    boolean _ = input.report(reports[next++ % REPORTS]);
    return events;
  }
}
