package example;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Replays a recording through a fix, and prints what came of it. */
public final class Fixes {
  private Fixes() {}

  /** Arguments: object, recording. */
  public static void main(String[] args) throws IOException {
    HidBpf fix = HidBpf.load(Path.of(args[0]));
    for (ProgramVerdict verdict : fix.verify()) {
      System.out.println(verdict.program() + " " + verdict.verdict());
    }
    AtomicInteger outcomes = new AtomicInteger();
    RunResult result =
        fix.on(Path.of(args[1]))
            .sink(
                event -> {
                  if (event instanceof InputOutcome) {
                    outcomes.incrementAndGet();
                  }
                })
            .run();
    System.out.println(result.changes().size() + " changed, " + outcomes + " outcomes");
  }
}
