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

/**
 * The path of one report from the device through the attached programs to the reader, on one core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventPathBenchmark {
  /** What is attached: nothing, the empty program once or eight times, or the example's program. */
  @Param({"none", "empty", "empty8", "wheel"})
  String programs = "none";

  /** The engine that runs it. */
  @Param({"COMPILED", "INTERPRETER"})
  Engine engine = Engine.COMPILED;

  @SuppressWarnings("NullAway.Init") // by JMH, before the first run
  private EventRig rig;

  private int next;

  /** Creates the device and attaches the programs. */
  @Setup
  public void attach() throws IOException {
    rig = new EventRig(engine);
    rig.attachAll(programs);
    rig.open();
  }

  /** Releases everything. */
  @TearDown
  public void close() {
    rig.close();
  }

  /** Sends one report. */
  @Benchmark
  public int report() {
    return rig.report(next++);
  }
}
