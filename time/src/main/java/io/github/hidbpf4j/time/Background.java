package io.github.hidbpf4j.time;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Work outside of any run, without effects visible to runs, such as compiling a program: one task
 * at a time, on one low-priority daemon thread that exits after a second without work.
 */
public final class Background {
  private static final Executor THREAD = thread();

  private Background() {}

  // The priority is only a hint to leave the processor to runs.
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
   * Runs a task later, after those submitted before.
   *
   * @param task the task; its exceptions go to the handler of uncaught exceptions
   */
  public static void run(Runnable task) {
    THREAD.execute(task);
  }
}
