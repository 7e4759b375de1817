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
 * Threads for work that no scheduler orders: whole replays side by side, each with a scheduler of
 * its own.
 */
public final class Workers {
  private Workers() {}

  /** What each thread does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Does it.
     *
     * @throws IOException when it fails; passed on to the caller of {@link Workers#run}
     */
    void run() throws IOException;
  }

  /**
   * Runs a body on several threads at a time and returns when all are done.
   *
   * @param threads how many; less than 1 counts as 1
   * @param body what each of them runs, once
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
   * Starts a thread of its own, of which nobody waits for the end; it keeps no process from ending.
   *
   * @param name what it does, one word
   * @param body what it runs
   */
  public static void start(String name, Runnable body) {
    Thread.ofPlatform().daemon().name("hidbpf4j-" + name).start(body);
  }

  /**
   * Has somebody told, for the whole process, of what threads end with of which nobody waits for
   * the end: those of clocks and tickers. Without it the JVM prints a stack trace.
   *
   * @param told gets the exception, on the thread that ends
   */
  public static void onFailure(Consumer<Throwable> told) {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.accept(failure));
  }

  /**
   * Has the process end with a code of ours when it is ended from outside, as by Ctrl-C.
   *
   * @param code asked on another thread, as the last thing that the process does
   * @return takes that back when it is closed
   */
  public static Closeable exitingWith(IntSupplier code) {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(code.getAsInt()), "hidbpf4j-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // it is at work already
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
