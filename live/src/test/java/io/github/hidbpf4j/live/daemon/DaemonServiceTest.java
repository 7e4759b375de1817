package io.github.hidbpf4j.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.systemd.ServiceNotifier;
import io.github.hidbpf4j.linux.uevent.Uevent;
import io.github.hidbpf4j.linux.uevent.Uevents;
import io.github.hidbpf4j.live.bridge.BridgeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What makes a daemon check again. */
@Timeout(60)
class DaemonServiceTest {
  private final AtomicInteger looks = new AtomicInteger();
  private final FakeUevents uevents = new FakeUevents();

  /** Uevents sent by the test. */
  private static final class FakeUevents implements Uevents {
    private final LinkedBlockingQueue<Uevent> queue = new LinkedBlockingQueue<>();
    private volatile boolean lost;
    private volatile boolean closed;

    @Override
    public @Nullable Uevent next() {
      return queue.poll();
    }

    @Override
    public boolean hasLost() {
      boolean was = lost;
      lost = false;
      return was;
    }

    @Override
    public boolean await(int millis) {
      try {
        while (queue.isEmpty() && !lost && !closed) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return !closed;
    }

    @Override
    public void wake() {}

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Uevent event(String subsystem) {
    return new Uevent("add", "/devices/x", subsystem, Map.of());
  }

  private Daemon daemon() {
    return new Daemon(
        List::of,
        () -> {
          looks.incrementAndGet();
          return device -> FixChooser.Choice.NONE;
        },
        (device, fixes) -> {
          throw new BridgeException("nothing is bridged here");
        },
        line -> {});
  }

  private void awaitLooks(int count) throws InterruptedException {
    while (looks.get() < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void looksAgainAtEventsAndFiles(@TempDir Path root) throws Exception {
    Path fixes = root.resolve("etc/hidbpf/fixes");
    Path run = root.resolve("run");
    Daemon daemon = daemon();
    DaemonService service =
        new DaemonService(
            daemon, uevents, List.of(fixes), run, ServiceNotifier.of(Map.of(), 1), line -> {});
    Thread thread = Thread.ofPlatform().start(service::run);
    awaitLooks(1);
    assertThat(ControlClient.ask(run, "status")).contains("hidbpf-status");

    uevents.queue.add(event("hidraw"));
    awaitLooks(2);
    uevents.lost = true;
    awaitLooks(3);

    // A folder that is created later is watched as soon as it exists, as are files in it.
    Files.createDirectories(fixes);
    awaitLooks(4);
    // Its folders may result in one change or several: wait until it is quiet.
    for (int seen = -1; seen != looks.get(); ) {
      seen = looks.get();
      TimeUnit.MILLISECONDS.sleep(500);
    }
    int before = looks.get();
    Files.writeString(fixes.resolve("10-a.bpf.o"), "x");
    awaitLooks(before + 1);

    service.close();
    thread.join();
    assertThat(ControlClient.isThere(run)).isFalse();
    assertThat(uevents.closed).isTrue();
  }
}
