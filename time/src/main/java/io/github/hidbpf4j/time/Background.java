package io.github.hidbpf4j.time;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Work that belongs to no run and decides nothing that a run can see, such as compiling a program:
 * one task at a time, on one daemon thread of low priority that ends after a second without work.
 */
public final class Background {
  private static final Executor THREAD = thread();

  private Background() {}

  // The priority decides nothing: it only asks to leave the processor to runs.
  @SuppressWarnings("ThreadPriorityCheck")
  private static Executor thread() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            body ->
                Thread.ofPlatform()
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .name("hidbpf4j-background")
                    .unstarted(body));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Runs a task later, after those that were given before.
   *
   * @param task what to run; what it throws goes to the handler of uncaught exceptions
   */
  public static void run(Runnable task) {
    THREAD.execute(task);
  }
}
