package io.github.hidbpf4j.time;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Threads for work outside of any scheduler: whole replays in parallel, each with its own
 * scheduler.
 */
public final class Workers {
  private Workers() {}

  /** The task of each thread. */
  @FunctionalInterface
  public interface Body {
    /**
     * Performs the task.
     *
     * @throws IOException when it fails; passed on to the caller of {@link Workers#run}
     */
    void run() throws IOException;
  }

  /**
   * Runs a body on several threads at a time and returns when all are done.
   *
   * @param threads number of threads; less than 1 counts as 1
   * @param body task that each of them runs once
   * @throws IOException what a body threw; unchecked exceptions pass as well
   */
  public static void run(int threads, Body body) throws IOException {
    int count = Math.max(1, threads);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("hidbpf4j-worker-", 1).factory());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(
            pool.submit(
                () -> {
                  body.run();
                  return null;
                }));
      }
      for (Future<?> worker : running) {
        await(worker);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Starts a separate daemon thread that nobody joins.
   *
   * @param name its purpose, one word
   * @param body its task
   */
  public static void start(String name, Runnable body) {
    Thread.ofPlatform().daemon().name("hidbpf4j-" + name).start(body);
  }

  /**
   * Sets a process-wide handler for exceptions that end threads which nobody joins: those of clocks
   * and tickers. Without it the JVM prints a stack trace.
   *
   * @param told receives the exception, on the dying thread
   */
  public static void onFailure(Consumer<Throwable> told) {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.accept(failure));
  }

  /**
   * Makes the process exit with our own code when it is terminated from outside, for instance by
   * Ctrl-C.
   *
   * @param code called on another thread, as the last action of the process
   * @return reverts this when closed
   */
  public static Closeable exitingWith(IntSupplier code) {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(code.getAsInt()), "hidbpf4j-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // it is already running
      }
    };
  }

  private static void await(Future<?> worker) throws IOException {
    try {
      worker.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case IOException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
