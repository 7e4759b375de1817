package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.program.Engine;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One report's way from the device through the attached programs to the reader, on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventPathBenchmark {
  /** What is attached: nothing, the empty program once or eight times, the example's. */
  @Param({"none", "empty", "empty8", "wheel"})
  String programs = "none";

  /** What runs it. */
  @Param({"COMPILED", "INTERPRETER"})
  Engine engine = Engine.COMPILED;

  @SuppressWarnings("NullAway.Init") // by JMH, before the first run
  private EventRig rig;

  private int next;

  /** Makes the device and attaches. */
  @Setup
  public void attach() throws IOException {
    rig = new EventRig(engine);
    rig.attachAll(programs);
    rig.open();
  }

  /** Lets go. */
  @TearDown
  public void close() {
    rig.close();
  }

  /** One report. */
  @Benchmark
  public int report() {
    return rig.report(next++);
  }
}
