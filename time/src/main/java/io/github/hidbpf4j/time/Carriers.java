package io.github.hidbpf4j.time;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Platform threads that carry runs: as many as wait at a time, gone after a second without use. */
final class Carriers {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          body ->
              Thread.ofPlatform()
                  .daemon()
                  .name("hidbpf4j-carrier-" + COUNT.incrementAndGet())
                  .unstarted(body));

  private Carriers() {}

  static void start(Runnable body) {
    POOL.execute(body);
  }
}
