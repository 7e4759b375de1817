package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is done after runs is done after all runs that may have seen what was there before, and is
 * done, with several threads that run programs.
 */
class GracePeriodTest {
  private static final int REPLACEMENTS = 4000;
  private static final int HELPER = 900;

  /** What programs see, until it is replaced and no run can see it any more. */
  private static final class Shared {
    volatile boolean alive = true;
  }

  private volatile Shared current = new Shared();
  private final AtomicInteger tooEarly = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  private long use() {
    Shared seen = current;
    for (int i = 0; i < 20; i++) {
      if (!seen.alive) {
        tooEarly.incrementAndGet();
      }
      Thread.onSpinWait();
    }
    return 0;
  }

  private static Thread runner(Executable program, AtomicBoolean stop, AtomicInteger ready) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              program.run(0);
              ready.incrementAndGet();
              while (!stop.get()) {
                program.run(0);
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"INTERPRETER, 1", "COMPILED, 1", "COMPILED, 3"})
  void nothingGoesWhileARunMaySeeIt(Engine engine, int threads) throws InterruptedException {
    Machine machine = machine().engine(engine).helper(HELPER, (_, _, _, _, _, _) -> use()).build();
    Executable program = machine.load(program(helper(HELPER), mov(0, 0), exit()), List.of());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger ready = new AtomicInteger();
    List<Thread> runners = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      runners.add(runner(program, stop, ready));
    }
    while (ready.get() < threads) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < REPLACEMENTS; i++) {
      Shared old = current;
      current = new Shared();
      machine.afterRuns(
          () -> {
            old.alive = false;
            done.incrementAndGet();
          });
      if (i % 64 == 0) {
        // A run on this thread too.
        program.run(0);
      }
    }
    stop.set(true);
    for (Thread runner : runners) {
      runner.join();
    }
    assertThat(tooEarly).hasValue(0);
    assertThat(done).hasValue(REPLACEMENTS);
  }
}
